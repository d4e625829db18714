// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Grants, time-outs, interrupts, cancellations and withdrawals all at once: as many grants arrive as were accepted.
class WaitQueueStormTest {

    private static final int STRANDS = 8;
    private static final int ROUNDS = 2_000;

    private record Thing(String name) implements Resource {}

    private final WaitQueue queue = new WaitQueue(new Thing("thing"));
    private final LongAdder accepted = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder refused = new LongAdder();

    @ParameterizedTest
    @EnumSource
    void noGrantIsLost(Strands.Kind kind) throws InterruptedException {
        storm(kind);
    }

    @Tag("one-carrier")
    @Test
    void noGrantIsLostOnOneCarrier() throws InterruptedException {
        storm(Strands.Kind.VIRTUAL);
    }

    private void storm(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        for (int i = 0; i < STRANDS; i++) {
            Random random = new Random(i);
            strands.start("waiter " + i, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    (waitSomehow(random) ? received : refused).increment();
                }
            });
        }
        Random random = new Random(-1);
        List<Thread> threads = strands.threads();
        Strands.whileAnyRuns(threads, () -> {
            switch (random.nextInt(8)) {
                case 0 -> threads.get(random.nextInt(STRANDS)).interrupt();
                case 1 -> accepted.add(queue.grantAll());
                default -> accepted.add(queue.grantFirst() ? 1 : 0);
            }
        });
        strands.join();
        assertThat(received.sum()).isEqualTo(accepted.sum());
        assertThat(received.sum() + refused.sum()).isEqualTo((long) STRANDS * ROUNDS);
        assertThat(refused.sum()).as("waits that ended otherwise").isPositive();
        assertThat(received.sum()).isPositive();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
        assertThat(WaitGraph.waiters()).isEmpty();
    }

    /// True if a grant was received.
    private boolean waitSomehow(Random random) {
        Duration moment = Duration.ofNanos(random.nextInt(20_000));
        Waiter waiter = random.nextInt(4) == 0 ? queue.enqueueFirst() : queue.enqueue();
        try {
            return switch (random.nextInt(4)) {
                case 0 -> !queue.withdraw(waiter);
                case 1 -> queue.await(waiter, Scheduler.NEVER);
                case 2 -> queue.await(waiter, Scheduler.current().deadlineAfter(moment));
                default -> CancelScope.timeout(moment, () -> queue.await(waiter, Scheduler.NEVER));
            };
        } catch (InterruptedException | DeadlineExceededException e) {
            return false;
        }
    }
}
