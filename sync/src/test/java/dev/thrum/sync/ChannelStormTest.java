// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Interrupts, time-outs, cancellations and the end all at once: every item sent is received, once.
@Timeout(60)
class ChannelStormTest {

    private static final int PAIRS = 4;
    private static final int ROUNDS = 400;
    private static final Duration LONG = Duration.ofDays(1);

    private final Impatience impatience = new Impatience();

    static Stream<Arguments> kindsAndCapacities() {
        return Stream.of(Strands.Kind.values())
                .flatMap(kind -> Stream.of(0, 1, 3).map(capacity -> Arguments.of(kind, capacity)));
    }

    private static Channel<Integer> channel(int capacity) {
        return capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
    }

    /// The channel under test; another one, by which senders and receivers that select may meet instead, each in the
    /// role that it does not have at the first; and what was seen.
    private final class Storm {

        private final Channel<Integer> channel;
        private final Channel<String> gossip = Channel.rendezvous();
        private final AtomicIntegerArray seen = new AtomicIntegerArray(PAIRS * ROUNDS);
        private final AtomicInteger producing = new AtomicInteger(PAIRS);
        private final AtomicInteger told = new AtomicInteger();
        private final AtomicInteger heard = new AtomicInteger();

        private Storm(int capacity) {
            channel = channel(capacity);
        }

        private boolean send(Random random, int item) {
            boolean selects = random.nextBoolean();
            return impatience.attempt(random, timeout -> {
                if (selects) {
                    return Select.over(
                            gossip.onReceive(news -> heard.incrementAndGet() < 0),
                            channel.onSend(item, () -> true),
                            Select.onTimeout(timeout == null ? LONG : timeout, () -> false));
                }
                if (timeout != null) {
                    return channel.trySend(item, timeout);
                }
                channel.send(item);
                return true;
            });
        }

        private void receive(Random random) {
            boolean selects = random.nextBoolean();
            impatience.attempt(random, timeout -> {
                if (selects) {
                    return Select.over(
                            gossip.onSend("news", () -> told.incrementAndGet() < 0),
                            channel.onReceive(item -> seen.incrementAndGet(item) > 0),
                            Select.onTimeout(timeout == null ? LONG : timeout, () -> false));
                }
                return timeout != null && channel.tryReceive(timeout) instanceof Received.Item<Integer>(Integer item)
                        ? seen.incrementAndGet(item) > 0
                        : timeout == null && seen.incrementAndGet(channel.receive()) > 0;
            });
        }

        private void start(Strands strands, int pair) {
            Random sending = new Random(pair);
            strands.start("sender " + pair, () -> {
                for (int i = pair * ROUNDS; i < (pair + 1) * ROUNDS; ) {
                    if (send(sending, i)) {
                        i++;
                    }
                }
                if (producing.decrementAndGet() == 0) {
                    channel.close();
                }
            });
            Random receiving = new Random(-pair - 1);
            strands.start("receiver " + pair, () -> {
                try {
                    while (true) {
                        receive(receiving);
                    }
                } catch (ChannelClosedException e) {
                    assertThat(channel.size()).isZero();
                }
            });
        }

        /// @param strands those who can be interrupted
        private void rage(List<Strands> strands) throws InterruptedException {
            // Never disturbed, waiting as long as it takes: if a wake-up is lost, it is this one who never ends.
            Strands patient = Strands.of(Strands.Kind.PLATFORM);
            patient.start("patient receiver", () -> channel.forEach(seen::incrementAndGet));
            Impatience.interrupt(strands.stream().flatMap(group -> group.threads().stream()).toList());
            for (Strands group : strands) {
                group.join();
            }
            patient.join();
            for (int i = 0; i < seen.length(); i++) {
                assertThat(seen.get(i)).as("how often %s was received", i).isEqualTo(1);
            }
            assertThat(told.get()).as("told").isEqualTo(heard.get());
            ChannelTest.untilWaiting(0, 0, channel);
            ChannelTest.untilWaiting(0, 0, gossip);
        }
    }

    @ParameterizedTest
    @MethodSource("kindsAndCapacities")
    @DisplayName("19, 20: in a storm no item is lost or doubled, selects on both ends included")
    void noItemIsLostOrDoubled(Strands.Kind kind, int capacity) throws InterruptedException {
        do {
            Storm storm = new Storm(capacity);
            Strands strands = Strands.of(kind);
            for (int pair = 0; pair < PAIRS; pair++) {
                storm.start(strands, pair);
            }
            storm.rage(List.of(strands));
        } while (impatience.givenUp() == 0);
    }

    @Tag("one-carrier")
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("19, 20: nor on one carrier")
    void noItemIsLostOrDoubledOnOneCarrier(int capacity) throws InterruptedException {
        noItemIsLostOrDoubled(Strands.Kind.VIRTUAL, capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("19, 20: nor between platform threads, virtual threads and tasks")
    void noItemIsLostOrDoubledBetweenKinds(int capacity) throws InterruptedException {
        do {
            Storm storm = new Storm(capacity);
            List<Strands> groups = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                Strands strands = Strands.of(Strands.Kind.values()[pair % 3]);
                storm.start(strands, pair);
                groups.add(strands);
            }
            storm.rage(groups);
        } while (impatience.givenUp() == 0);
    }

    @ParameterizedTest
    @MethodSource("kindsAndCapacities")
    @DisplayName("19: a failure in the middle: each item is received, dropped, or was never sent")
    void aFailureInTheMiddle(Strands.Kind kind, int capacity) throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            Channel<Integer> channel = channel(capacity);
            AtomicLong sent = new AtomicLong();
            AtomicLong received = new AtomicLong();
            CountDownLatch going = new CountDownLatch(20 + round);
            Strands strands = Strands.of(kind);
            for (int s = 0; s < 3; s++) {
                int first = s * 1_000_000;
                boolean selects = s == 0;
                strands.start("sends " + s, () -> {
                    try {
                        for (int i = first; ; i++) {
                            int item = i;
                            if (selects) {
                                Select.over(channel.onSend(item, () -> item));
                            } else {
                                channel.send(item);
                            }
                            sent.addAndGet(item);
                        }
                    } catch (ChannelClosedException e) {
                        assertThat(channel.isClosed()).isTrue();
                    }
                });
                strands.start("receives " + s, () -> {
                    try {
                        while (true) {
                            int item = selects ? Select.over(channel.onReceive(i -> i)) : channel.receive();
                            received.addAndGet(item);
                            going.countDown();
                        }
                    } catch (ChannelClosedException e) {
                        assertThat(channel.size()).isZero();
                    }
                });
            }
            going.await();
            List<Integer> dropped = channel.fail(new IllegalStateException("enough"));
            strands.join();
            long droppedSum = dropped.stream().mapToLong(Integer::longValue).sum();
            assertThat(received.get() + droppedSum).as("round %s", round).isEqualTo(sent.get());
        }
    }
}
