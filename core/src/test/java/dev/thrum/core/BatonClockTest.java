// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Time on a [Baton], virtual and real.
class BatonClockTest {

    private record Thing(String name) implements Resource {}

    private final Strands strands = Strands.tasks();
    private final VirtualClock clock = strands.clock();
    private final WaitQueue queue = new WaitQueue(new Thing("thing"));

    /// Touched by tasks only.
    private final List<Object> trace = new ArrayList<>();

    @Test
    void timeStandsStillWhileAnybodyCanRun() throws InterruptedException {
        strands.start("busy", () -> {
            for (int i = 0; i < 1_000; i++) {
                Strand.yieldNow();
                assertThat(clock.elapsed()).isZero();
            }
        });
        strands.start("sleeps", () -> Strand.sleep(Duration.ofNanos(1)));
        strands.drive();
        assertThat(clock.elapsed()).isEqualTo(Duration.ofNanos(1));
    }

    @Test
    void timeJumpsFromDeadlineToDeadline() throws InterruptedException {
        Random random = new Random(7);
        List<Duration> wakeUps = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Duration sleep = Duration.ofSeconds(random.nextInt(1_000_000), random.nextInt(1_000_000_000));
            strands.start("task " + i, () -> {
                Strand.sleep(sleep);
                wakeUps.add(clock.elapsed());
                assertThat(clock.elapsed()).isGreaterThanOrEqualTo(sleep);
            });
        }
        strands.drive();
        assertThat(wakeUps).hasSize(1_000).isSorted();
        assertThat(clock.elapsed()).isEqualTo(wakeUps.getLast());
    }

    @Test
    void equalDeadlinesAreServedInTheOrderOfArrival() throws InterruptedException {
        strands.start("main", () -> {
            for (int i = 0; i < 100; i++) {
                int number = i;
                strands.start("task " + i, () -> {
                    Strand.sleep(Duration.ofHours(1));
                    trace.add(number);
                });
            }
        });
        strands.drive();
        assertThat(trace).hasSize(100).isSortedAccordingTo((one, other) -> (int) one - (int) other);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aTimerThatIsNotNeededAnyMoreIsForgotten() throws InterruptedException {
        strands.start("waits", () -> {
            strands.start("grants", () -> {
                Strand.sleep(Duration.ofSeconds(1));
                queue.grantFirst();
            });
            assertThat(queue.await(queue.enqueue(), Duration.ofDays(1).toNanos())).isTrue();
        });
        strands.drive();
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void ifAllWaitForEverTheDriverIsToldWhoForWhat() throws InterruptedException {
        strands.start("Ada", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
        strands.start("Bob", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
        DeadlockException e = catchThrowableOfType(DeadlockException.class, strands::drive);
        assertThat(e.hops()).extracting(DeadlockException.Hop::strand)
                .containsExactly("task \"Ada\"", "task \"Bob\"");
        assertThat(e.hops()).allSatisfy(hop -> assertThat(hop.wanted()).isEqualTo("thing"));
        assertThat(e).hasMessageContainingAll("2 strands", "Ada", "Bob", "thing", "which nobody owns");
        queue.grantAll();
        strands.join();
    }

    @Test
    void whoWasStalledAndIsFreedCanBeDrivenToTheEnd() throws InterruptedException {
        strands.start("Ada", () -> {
            queue.await(queue.enqueue(), Scheduler.NEVER);
            Strand.sleep(Duration.ofSeconds(1));
            queue.await(queue.enqueue(), Scheduler.NEVER);
        });
        assertThatThrownBy(strands::drive).isInstanceOf(DeadlockException.class);
        strands.start("frees", () -> {
            queue.grantFirst();
            Strand.sleep(Duration.ofSeconds(2));
            queue.grantFirst();
        });
        strands.drive();
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void whoIsForkedWhileTheOthersAreComingToRestIsNoStall() throws InterruptedException {
        for (int round = 0; round < 5_000; round++) {
            Strands few = Strands.tasks();
            few.start("waits", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
            few.start("grants", queue::grantFirst);
            few.drive();
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aTaskThatIsJustBeingStartedFromOutsideIsNoStall() throws InterruptedException {
        AtomicInteger ended = new AtomicInteger();
        int rounds = 2_000;
        Strands starting = Strands.of(Strands.Kind.PLATFORM);
        starting.start("starts", () -> {
            for (int i = 0; i < rounds; i++) {
                strands.baton().fork("task", ended::incrementAndGet);
            }
        });
        while (ended.get() < rounds) {
            strands.drive();
        }
        starting.join();
    }

    @Test
    void aStallIsNoticedWheneverTheDriverComes() throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            Strands some = Strands.tasks();
            WaitQueue never = new WaitQueue(new Thing("never"));
            some.start("Ada", () -> never.await(never.enqueue(), Scheduler.NEVER));
            assertThatThrownBy(some::drive).isInstanceOf(DeadlockException.class);
            never.grantFirst();
            some.join();
        }
    }

    @Test
    void whileSomebodyIsOutsideNothingIsStalledAndTimeStandsStill() throws InterruptedException {
        Baton baton = strands.baton();
        strands.start("outside", () -> {
            Thread waits = strands.start("waits", () -> assertThat(
                    queue.await(queue.enqueue(), Duration.ofDays(1).toNanos())).isTrue());
            baton.outside(() -> {
                Strands.until("the other waits", () -> queue.size() == 1);
                Strands.untilParked(waits);
                assertThat(clock.elapsed()).isZero();
                return null;
            });
            queue.grantFirst();
        });
        strands.drive();
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void timeStandsStillForAWaitThatTheOutsideHasToEnd() throws InterruptedException {
        Baton baton = strands.baton();
        Thread waits = strands.start("waits", () -> {
            assertThat(baton.<Boolean, RuntimeException>awaitingOutside(
                    () -> queue.await(queue.enqueue(), Scheduler.NEVER))).isTrue();
            trace.add(clock.elapsed());
        });
        strands.start("sleeps", () -> {
            Strand.sleep(Duration.ofDays(1));
            trace.add(clock.elapsed());
        });
        Thread.ofVirtual().start(() -> {
            Strands.until("it waits", () -> queue.size() == 1);
            Strands.untilParked(waits);
            queue.grantFirst();
        });
        strands.drive();
        assertThat(trace).containsExactly(Duration.ZERO, Duration.ofDays(1));
    }

    @Test
    void theDeadlineOfAWaitThatTheOutsideHasToEndComesInRealTime() throws InterruptedException {
        Baton baton = strands.baton();
        strands.start("waits", () -> {
            long start = System.nanoTime();
            assertThat(baton.<Boolean, RuntimeException>awaitingOutside(
                    () -> queue.await(queue.enqueue(), Duration.ofMillis(6).toNanos()))).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(6).toNanos());
            trace.add(clock.elapsed());
            assertThatThrownBy(() -> CancelScope.timeout(Duration.ofMillis(6), () -> baton.awaitingOutside(
                    () -> queue.await(queue.enqueue(), Scheduler.NEVER)))).isInstanceOf(DeadlineExceededException.class);
            trace.add(clock.elapsed());
        });
        strands.start("sleeps", () -> {
            Strand.sleep(Duration.ofMillis(4));
            trace.add(clock.elapsed());
            Strand.sleep(Duration.ofDays(1));
            trace.add(clock.elapsed());
        });
        strands.drive();
        assertThat(trace).containsExactly(Duration.ofMillis(4), Duration.ofMillis(6), Duration.ofMillis(12),
                Duration.ofDays(1).plusMillis(4));
    }

    @Test
    void realTimePassesByItself() throws InterruptedException {
        Baton real = Baton.inRealTime("real");
        AtomicInteger woken = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            Duration sleep = Duration.ofMillis(i);
            real.fork("task " + i, () -> {
                long start = real.nanoTime();
                try {
                    Strand.sleep(sleep);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                assertThat(real.nanoTime() - start).isGreaterThanOrEqualTo(sleep.toNanos());
                woken.incrementAndGet();
            });
        }
        real.drive();
        assertThat(woken).hasValue(20);
    }

    @Test
    void inRealTimeAnEarlierDeadlineWakesTheDriverEarlier() throws InterruptedException {
        Baton real = Baton.inRealTime("real");
        CancelScope late = new CancelScope("late");
        real.fork("late", () -> {
            try {
                late.run(() -> Strand.sleep(Duration.ofDays(1)));
            } catch (InterruptedException | DeadlineExceededException e) {
                throw new AssertionError(e);
            }
        });
        Strands driving = Strands.of(Strands.Kind.PLATFORM);
        Thread driver = driving.start("driver", real::drive);
        Strands.untilParked(driver);
        real.fork("early", () -> {
            try {
                Strand.sleep(Duration.ofMillis(2));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            late.cancel("woken by its own deadline");
        });
        driving.join();
    }

    @Test
    void itsTextTellsTheTime() throws InterruptedException {
        strands.start("sleeps", () -> Strand.sleep(Duration.ofSeconds(90)));
        strands.drive();
        assertThat(clock).hasToString("virtual clock at PT1M30S");
        assertThat(strands.baton()).hasToString("test loop");
    }
}
