// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who runs when on a [Baton].
class BatonTest {

    private record Thing(String name) implements Resource {}

    private final Strands strands = Strands.tasks();
    private final Baton baton = strands.baton();
    private final WaitQueue queue = new WaitQueue(new Thing("thing"));

    /// Touched by tasks only, without any lock: one of them runs at a time.
    private final List<String> trace = new ArrayList<>();
    private int running;

    @Test
    void tasksRunInTheOrderInWhichTheyWereStarted() throws InterruptedException {
        strands.start("main", () -> {
            for (String name : List.of("a", "b", "c", "d")) {
                strands.start(name, () -> trace.add(name));
            }
            trace.add("main");
        });
        strands.drive();
        assertThat(trace).containsExactly("main", "a", "b", "c", "d");
    }

    @Test
    void aYieldLetsEveryReadyTaskRunOnce() throws InterruptedException {
        strands.start("main", () -> {
            for (String name : List.of("a", "b", "c")) {
                strands.start(name, () -> {
                    for (int i = 1; i <= 3; i++) {
                        trace.add(name + i);
                        Strand.yieldNow();
                    }
                });
            }
            for (int i = 1; i <= 3; i++) {
                Strand.yieldNow();
                trace.add("main" + i);
            }
        });
        strands.drive();
        assertThat(trace).containsExactly(
                "a1", "b1", "c1", "main1", "a2", "b2", "c2", "main2", "a3", "b3", "c3", "main3");
    }

    @Test
    void aYieldLetsTasksRunThatWereMadeReadyFromOutside() throws InterruptedException {
        strands.start("main", () -> {
            Thread.ofPlatform().start(() -> strands.start("from outside", () -> trace.add("from outside"))).join();
            Strand.yieldNow();
            trace.add("main");
        });
        strands.drive();
        assertThat(trace).containsExactly("from outside", "main");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void oneTaskRunsAtATimeWhateverHappens(long seed) throws InterruptedException {
        storm(seed);
    }

    @Tag("one-carrier")
    @Test
    void oneTaskRunsAtATimeOnOneCarrier() throws InterruptedException {
        storm(4);
    }

    private void storm(long seed) throws InterruptedException {
        int tasks = 40;
        int rounds = 100;
        for (int i = 0; i < tasks; i++) {
            Random random = new Random(seed * 1_000 + i);
            strands.start("task " + i, () -> {
                for (int round = 0; round < rounds; round++) {
                    alone(random);
                    try {
                        switch (random.nextInt(5)) {
                            case 0 -> Strand.yieldNow();
                            case 1 -> Strand.sleep(Duration.ofNanos(random.nextInt(1_000)));
                            case 2 -> baton.outside(() -> queue.grantFirst());
                            case 3 -> queue.await(queue.enqueue(), baton.nanoTime() + random.nextInt(1_000));
                            default -> queue.grantAll();
                        }
                    } catch (InterruptedException e) {
                        trace.add("interrupted");
                    }
                }
            });
        }
        Random random = new Random(seed);
        Strands.whileAnyRuns(strands.threads(), () -> {
            queue.grantFirst();
            if (random.nextInt(16) == 0) {
                strands.threads().get(random.nextInt(tasks)).interrupt();
            }
        });
        strands.join();
        assertThat(queue.isEmpty()).isTrue();
    }

    private void alone(Random random) {
        assertThat(running++).as("others that run").isZero();
        for (int i = random.nextInt(100); i > 0; i--) {
            Thread.onSpinWait();
        }
        running--;
    }

    @Test
    void anIdleBatonIsPickedUpByWhoeverWakesATask() throws InterruptedException {
        Baton real = Baton.inRealTime("real");
        Thread task = real.fork("waits", () -> queue.awaitUninterruptibly(queue.enqueue())).home();
        Strands.until("it waits", () -> queue.size() == 1);
        Strands.untilParked(task);
        Strands driving = Strands.of(Strands.Kind.PLATFORM);
        Thread driver = driving.start("driver", real::drive);
        Strands.untilParked(driver);
        assertThat(queue.grantFirst()).isTrue();
        driving.join();
        task.join();
    }

    @Test
    void anIdleBatonNeedsNoDriver() throws InterruptedException {
        Thread task = strands.start("waits", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
        Strands.untilParked(task);
        queue.grantFirst();
        strands.join();
    }

    @Test
    void anInterruptWakesAParkedTaskAndOnlyIt() throws InterruptedException {
        Thread waits = strands.start("waits", () -> assertThatThrownBy(
                () -> queue.await(queue.enqueue(), Scheduler.NEVER)).isExactlyInstanceOf(InterruptedException.class));
        Thread other = strands.start("other", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
        Strands.until("both wait", () -> queue.size() == 2);
        Strands.untilParked(waits);
        waits.interrupt();
        waits.join();
        assertThat(other.isAlive()).isTrue();
        queue.grantFirst();
        strands.join();
    }

    @Test
    void outsideTheBatonATaskMayBlockWhileOthersRun() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        strands.start("blocks", () -> {
            trace.add("goes outside");
            String value = baton.outside(() -> {
                blocked.await();
                return baton.outside(() -> "nested");
            });
            trace.add("back with " + value);
        });
        strands.start("runs", () -> {
            trace.add("other");
            blocked.countDown();
        });
        strands.drive();
        assertThat(trace).containsExactly("goes outside", "other", "back with nested");
    }

    @Test
    void whatIsThrownOutsideIsThrownInside() throws InterruptedException {
        strands.start("main", () -> {
            assertThatThrownBy(() -> baton.outside(() -> {
                throw new IOException("closed");
            })).isInstanceOf(IOException.class).hasMessage("closed");
            strands.start("next", () -> trace.add("next"));
            trace.add("holds the baton again");
        });
        strands.drive();
        assertThat(trace).containsExactly("holds the baton again", "next");
    }

    @Test
    void outsideTheBatonWaitsOfTheLibraryWork() throws InterruptedException {
        strands.start("outside", () -> {
            baton.outside(() -> {
                Strand.yieldNow();
                return queue.await(queue.enqueue(), Scheduler.NEVER);
            });
            trace.add("granted");
        });
        strands.start("grants", () -> {
            while (!queue.grantFirst()) {
                Strand.yieldNow();
            }
        });
        strands.drive();
        assertThat(trace).containsExactly("granted");
    }

    @Test
    void onlyItsOwnTasksMayUseIt() {
        for (Runnable use : List.<Runnable>of(() -> baton.park(this, Scheduler.NEVER), baton::yieldNow)) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("test loop", "\"" + Thread.currentThread().getName() + "\"");
        }
        assertThatThrownBy(() -> baton.outside(() -> 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aSeededOrderIsReplayedByItsSeed() throws InterruptedException {
        List<String> first = traceOf(42);
        assertThat(traceOf(42)).isEqualTo(first);
        assertThat(List.of(traceOf(1), traceOf(2), traceOf(3))).as("other seeds").anyMatch(other -> !other.equals(first));
    }

    private static List<String> traceOf(long seed) throws InterruptedException {
        Random random = new Random(seed);
        Strands seeded = Strands.tasks(random::nextInt);
        List<String> trace = new ArrayList<>();
        seeded.start("main", () -> {
            for (int i = 0; i < 8; i++) {
                String name = "task " + i;
                seeded.start(name, () -> {
                    for (int step = 0; step < 10; step++) {
                        trace.add(name);
                        Strand.sleep(Duration.ofMillis(step % 3));
                    }
                });
            }
        });
        seeded.drive();
        assertThat(trace).hasSize(80);
        return trace;
    }

    @Test
    void whatEscapesATaskGoesToTheHandlerAndTheOthersGoOn() throws InterruptedException {
        AtomicReference<Throwable> escaped = new AtomicReference<>();
        baton.fork("bad", () -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> escaped.set(e));
            throw new IllegalStateException("bad");
        }).home().join();
        strands.start("good", () -> trace.add("good"));
        strands.drive();
        assertThat(escaped.get()).hasMessage("bad");
        assertThat(trace).containsExactly("good");
    }

    @Test
    void onlyOneDriverAtATime() throws InterruptedException {
        Baton real = Baton.inRealTime("real");
        real.fork("waits", () -> queue.awaitUninterruptibly(queue.enqueue()));
        Strands driving = Strands.of(Strands.Kind.PLATFORM);
        Thread driver = driving.start("driver", () -> assertThatThrownBy(real::drive)
                .isExactlyInstanceOf(InterruptedException.class));
        Strands.untilParked(driver);
        assertThatThrownBy(real::drive).isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("real", "driver");
        driver.interrupt();
        driving.join();
        Strands.until("it waits", queue::grantFirst);
        real.drive();
    }

    @Tag("one-carrier")
    @Test
    @Timeout(30)
    void tasksThatAlwaysYieldDoNotKeepOtherVirtualThreadsFromRunning() throws InterruptedException {
        Baton busy = Baton.inRealTime("busy");
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            busy.fork("task " + i, () -> {
                running.countDown();
                while (!stop.get()) {
                    busy.yieldNow();
                }
            });
        }
        running.await();
        Thread.startVirtualThread(() -> stop.set(true));
        busy.drive();
        assertThat(stop).isTrue();
    }
}
