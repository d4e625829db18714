// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Action;
import dev.thrum.core.Baton;
import dev.thrum.core.CancelScope;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// That a task which never has to wait lets the others run all the same. The numbers are those of the list of
/// event-loop behaviours.
@Timeout(60)
class TaskFairnessTest {

    private static final int FOR_EVER = 20_000;
    private static final Duration LONG = Duration.ofHours(1);

    /// Something that never has to wait, to be done again and again.
    private record Busy(String name, Action<?> operation) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Stream<Busy> queue(String name, WorkQueue<Integer> queue) {
        return Stream.of(
                new Busy("take from " + name, () -> {
                    queue.offer(1);
                    queue.take();
                }),
                new Busy("poll for long from " + name, () -> {
                    queue.offer(1);
                    queue.poll(LONG);
                }),
                new Busy("put into " + name, () -> {
                    queue.put(1);
                    queue.poll();
                }),
                new Busy("offer for long to " + name, () -> {
                    queue.offer(1, 1, TimeUnit.HOURS);
                    queue.poll();
                }),
                new Busy("select to take from " + name, () -> {
                    queue.offer(1);
                    Select.over(queue.onTake(element -> element));
                }),
                new Busy("select to put into " + name, () -> {
                    Select.inOrder(queue.onPut(1, () -> 1), Select.onTimeout(LONG, () -> 2));
                    queue.poll();
                }));
    }

    private static Stream<Busy> channel(String name, Channel<Integer> channel) {
        return Stream.of(
                new Busy("receive from " + name, () -> {
                    channel.trySend(1);
                    channel.receive();
                }),
                new Busy("receive or see the end of " + name, () -> {
                    channel.trySend(1);
                    channel.receiveOrClosed();
                }),
                new Busy("try for long to receive from " + name, () -> {
                    channel.trySend(1);
                    channel.tryReceive(LONG);
                }),
                new Busy("send to " + name, () -> {
                    channel.send(1);
                    channel.tryReceive();
                }),
                new Busy("try for long to send to " + name, () -> {
                    channel.trySend(1, LONG);
                    channel.tryReceive();
                }),
                new Busy("select to receive from " + name, () -> {
                    channel.trySend(1);
                    Select.over(channel.onReceive(item -> item));
                }),
                new Busy("select to send to " + name, () -> {
                    Select.over(channel.onSend(1, () -> 1));
                    channel.tryReceive();
                }));
    }

    static Stream<Busy> patient() {
        return Stream.of(
                queue("FifoQueue", new FifoQueue<>(8)), queue("unbounded FifoQueue", new FifoQueue<>()),
                queue("LifoQueue", new LifoQueue<>(8)), queue("StablePriorityQueue", new StablePriorityQueue<>()),
                channel("buffered Channel", Channel.buffered(8)), channel("unlimited Channel", Channel.unlimited()),
                channel("conflated Channel", Channel.conflated())).flatMap(each -> each);
    }

    /// How often a task does something until another one that is ready has run; at most so often.
    private static int roundsUntilTheOtherRuns(Strands strands, Busy busy) throws InterruptedException {
        AtomicBoolean hasRun = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        strands.start("busy", () -> {
            strands.start("other", () -> hasRun.set(true));
            while (!hasRun.get() && rounds.get() < FOR_EVER) {
                rounds.incrementAndGet();
                busy.operation().run();
            }
        });
        strands.drive();
        return rounds.get();
    }

    @ParameterizedTest
    @MethodSource("patient")
    @DisplayName("25: a task that goes on and on without having to wait lets the others run, after as many rounds each time")
    void letsTheOthersRun(Busy busy) throws InterruptedException {
        roundsUntilTheOtherRuns(Strands.tasks(), busy); // whatever the queue or channel has been through before
        int rounds = roundsUntilTheOtherRuns(Strands.tasks(), busy);
        assertThat(rounds).isBetween(32, 130);
        assertThat(roundsUntilTheOtherRuns(Strands.tasks(), busy)).isBetween(rounds - 1, rounds + 1);
    }

    static Stream<Busy> impatient() {
        FifoQueue<Integer> fifo = new FifoQueue<>(8);
        LifoQueue<Integer> lifo = new LifoQueue<>(8);
        Channel<Integer> channel = Channel.buffered(8);
        return Stream.of(
                new Busy("offer and poll, first in, first out", () -> {
                    fifo.offer(1);
                    fifo.poll();
                    fifo.add(1);
                    fifo.poll(0, TimeUnit.SECONDS);
                    fifo.offer(1, Duration.ZERO);
                    fifo.clear();
                }),
                new Busy("offer and poll, last in, first out", () -> {
                    lifo.offer(1);
                    lifo.poll();
                }),
                new Busy("trySend and tryReceive", () -> {
                    channel.trySend(1);
                    channel.tryReceive();
                }),
                new Busy("select, or else", () -> {
                    fifo.offer(1);
                    Select.inOrder(fifo.onTake(element -> element), Select.otherwise(() -> 0));
                    channel.trySend(1);
                    Select.inOrder(channel.onReceive(element -> element), Select.onTimeout(Duration.ZERO, () -> 0));
                }));
    }

    @ParameterizedTest
    @MethodSource("impatient")
    @DisplayName("25: what never waits never lets others run")
    void neverGivesWay(Busy busy) throws InterruptedException {
        assertThat(roundsUntilTheOtherRuns(Strands.tasks(), busy)).isEqualTo(FOR_EVER);
    }

    @Test
    @DisplayName("25: in real time, while a thread outside fills the queue, a task that takes lets a sleeper wake up")
    void fedFromOutside() throws InterruptedException {
        FifoQueue<Integer> queue = new FifoQueue<>(1_024);
        Baton baton = Baton.inRealTime("real time");
        AtomicBoolean hasWoken = new AtomicBoolean();
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger taken = new AtomicInteger();
        Strands feeders = Strands.of(Strands.Kind.PLATFORM);
        feeders.start("feeder", () -> {
            while (!isOver.get()) {
                queue.offer(1, Duration.ofMillis(10));
            }
        });
        baton.fork("taker", () -> {
            baton.fork("sleeper", () -> {
                try {
                    Strand.sleep(Duration.ofMillis(5));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                hasWoken.set(true);
            });
            try {
                while (!hasWoken.get()) {
                    queue.offer(1); // never empty, whatever the feeder does
                    queue.take();
                    taken.incrementAndGet();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                isOver.set(true);
            }
        });
        baton.drive();
        feeders.join();
        assertThat(taken.get()).isPositive();
    }

    @Test
    @DisplayName("25: two tasks that take turns at one queue both let a third one run")
    void takingTurns() throws InterruptedException {
        FifoQueue<Integer> queue = new FifoQueue<>();
        AtomicInteger others = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        Strands strands = Strands.tasks();
        strands.start("starter", () -> {
            for (int i = 0; i < 2; i++) {
                strands.start("taker " + i, () -> {
                    for (int round = 0; round < 1_000; round++) {
                        queue.offer(1);
                        queue.take();
                        taken.incrementAndGet();
                    }
                });
            }
            strands.start("other", () -> {
                while (taken.get() < 1_900) {
                    others.incrementAndGet();
                    Strand.yieldNow();
                }
            });
        });
        strands.drive();
        assertThat(others.get()).isGreaterThanOrEqualTo(7);
    }

    @Test
    @DisplayName("25: letting others run is no point of cancellation: what need not wait goes through in a cancelled scope")
    void noPointOfCancellation() throws InterruptedException {
        FifoQueue<Integer> queue = new FifoQueue<>();
        AtomicInteger taken = new AtomicInteger();
        Strands strands = Strands.tasks();
        strands.start("taker", () -> {
            strands.start("other", () -> queue.offer(0));
            new CancelScope("scope").run(() -> {
                CancelScope.current().cancel("on purpose");
                for (int round = 0; round < 300; round++) {
                    queue.offer(1);
                    queue.take();
                    taken.incrementAndGet();
                }
            });
        });
        strands.drive();
        assertThat(taken.get()).isEqualTo(300);
        assertThat(queue).as("the other's, and nothing was lost").hasSize(1);
    }
}
