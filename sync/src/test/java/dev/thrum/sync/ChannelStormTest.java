// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Interrupts, time-outs, cancellations and the end all at once: every item sent is received, once.
@Timeout(60)
class ChannelStormTest {

    private static final int PAIRS = 4;
    private static final int ROUNDS = 500;

    private final AtomicInteger givenUp = new AtomicInteger();

    /// An operation, which may be ended early.
    private interface Attempt {

        /// @param timeout how long to wait, or `null` for as long as it takes
        /// @return whether it was done
        boolean within(Duration timeout) throws InterruptedException;
    }

    static Stream<Arguments> kindsAndCapacities() {
        return Stream.of(Strands.Kind.values())
                .flatMap(kind -> Stream.of(0, 1, 3).map(capacity -> Arguments.of(kind, capacity)));
    }

    private static Channel<Integer> channel(int capacity) {
        return capacity == 0 ? Channel.rendezvous("C") : Channel.buffered("C", capacity);
    }

    private boolean attempt(Random random, Attempt attempt) {
        Duration moment = Duration.ofNanos(random.nextInt(20_000));
        boolean done = false;
        try {
            done = switch (random.nextInt(4)) {
                case 0 -> attempt.within(Duration.ZERO);
                case 1 -> attempt.within(moment);
                case 2 -> CancelScope.timeout(moment, () -> attempt.within(null));
                default -> attempt.within(null);
            };
        } catch (InterruptedException | DeadlineExceededException e) {
            // whatever ends the wait, nothing was done; counted below
        }
        if (!done) {
            givenUp.incrementAndGet();
        }
        return done;
    }

    /// Sends, by itself or in a select, or gives up.
    private boolean send(Random random, Channel<Integer> channel, Channel<Integer> never, int item) {
        boolean selects = random.nextBoolean();
        return attempt(random, timeout -> {
            if (selects) {
                return Select.over(never.onReceive(i -> false), channel.onSend(item, () -> true),
                        Select.onTimeout(timeout == null ? Duration.ofDays(1) : timeout, () -> false));
            }
            if (timeout != null) {
                return channel.trySend(item, timeout);
            }
            channel.send(item);
            return true;
        });
    }

    /// Receives, by itself or in a select, or gives up; throws when the channel is closed.
    private void receive(Random random, Channel<Integer> channel, Channel<Integer> never, AtomicIntegerArray seen) {
        boolean selects = random.nextBoolean();
        attempt(random, timeout -> {
            if (selects) {
                return Select.over(never.onSend(-1, () -> false), channel.onReceive(item -> {
                    seen.incrementAndGet(item);
                    return true;
                }), Select.onTimeout(timeout == null ? Duration.ofDays(1) : timeout, () -> false));
            }
            if (timeout != null) {
                return switch (channel.tryReceive(timeout)) {
                    case Received.Item<Integer>(Integer item) -> seen.incrementAndGet(item) > 0;
                    case Received.Empty<Integer> _ -> false;
                    case Received.Closed<Integer> _ -> throw new ChannelClosedException("closed", null);
                };
            }
            seen.incrementAndGet(channel.receive());
            return true;
        });
    }

    private void storm(Strands.Kind kind, int capacity) throws InterruptedException {
        Channel<Integer> channel = channel(capacity);
        // Nobody receives from it who does not offer to send to it: each is on the side of `channel` where its partner
        // is not.
        Channel<Integer> never = Channel.rendezvous("never");
        int items = PAIRS * ROUNDS;
        AtomicIntegerArray seen = new AtomicIntegerArray(items);
        AtomicInteger producing = new AtomicInteger(PAIRS);
        Strands strands = Strands.of(kind);
        // Never disturbed, waiting as long as it takes: if a wake-up is lost, it is this one who never ends.
        strands.start("patient receiver", () -> channel.forEach(seen::incrementAndGet));
        for (int p = 0; p < PAIRS; p++) {
            int first = p * ROUNDS;
            Random random = new Random(p);
            strands.start("sender " + p, () -> {
                for (int i = 0; i < ROUNDS; ) {
                    if (send(random, channel, new Channel[] {never}.length == 1 ? never : never, first + i)) {
                        i++;
                    }
                }
                if (producing.decrementAndGet() == 0) {
                    channel.close();
                }
            });
            Random own = new Random(-p - 1);
            strands.start("receiver " + p, () -> {
                try {
                    while (true) {
                        receive(own, channel, never, seen);
                    }
                } catch (ChannelClosedException e) {
                    assertThat(channel.size()).isZero();
                }
            });
        }
        List<Thread> impatient = strands.threads().subList(1, strands.threads().size());
        Random random = new Random(-99);
        Strands.whileAnyRuns(impatient, () -> {
            impatient.get(random.nextInt(impatient.size())).interrupt();
            for (int i = random.nextInt(2_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        });
        strands.join();
        for (int i = 0; i < items; i++) {
            assertThat(seen.get(i)).as("how often %s was received", i).isEqualTo(1);
        }
        assertThat(channel.toString()).contains("(0 of " + capacity + " items, closed by")
                .endsWith("0 sending, 0 receiving)");
        assertThat(never.toString()).endsWith("0 sending, 0 receiving)");
    }
}
