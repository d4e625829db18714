// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A grant that comes just when a waiter is about to give up. The gap is too narrow for a storm, so the clock is
/// rigged: the grant comes while the waiter looks at it.
class WaitQueueRaceTest {

    private record Thing(String name) implements Resource {}

    private final WaitQueue queue = new WaitQueue(new Thing("thing"));

    /// Time passes with every look; at one of them the queue is granted.
    private final class RiggedClock implements Scheduler {
        private final int grantAt;
        private int looks;
        private boolean accepted;

        private RiggedClock(int grantAt) {
            this.grantAt = grantAt;
        }

        @Override
        public long nanoTime() {
            if (++looks == grantAt) {
                accepted = queue.grantFirst();
            }
            return looks * 10L;
        }

        @Override
        public void park(Object blocker, long deadline) {}

        @Override
        public void unpark(Strand strand) {}

        @Override
        public void yieldNow() {}
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aGrantAtAnyLookAtTheClockIsReceivedIfItWasAccepted(int look) throws InterruptedException {
        RiggedClock clock = new RiggedClock(look);
        inside(clock, () -> assertThat(queue.await(queue.enqueue(), 35)).isEqualTo(clock.accepted));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void soItIsIfAScopeExpiresAtThatMoment(int look) throws InterruptedException {
        RiggedClock clock = new RiggedClock(look);
        inside(clock, () -> {
            boolean received;
            try {
                received = CancelScope.timeout(Duration.ofNanos(35), () -> queue.await(queue.enqueue(), Scheduler.NEVER));
            } catch (DeadlineExceededException e) {
                received = false;
            }
            assertThat(received).isEqualTo(clock.accepted);
        });
    }

    private void inside(RiggedClock clock, Action<?> body) throws InterruptedException {
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        strands.start("waits", () -> {
            new Strand(clock, Thread.currentThread()).carryFor();
            body.run();
        });
        strands.join();
        assertThat(queue.isEmpty()).isTrue();
    }
}
