// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.thrum.core.SlowStep.Kind;
import dev.thrum.fixture.Strands;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the watchdog finds. The test looks in its place, at times of its own.
@Timeout(60)
class StepWatchTest {

    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(25);
    private static final Duration THRESHOLD = Duration.ofMillis(100);

    private final List<SlowStep> found = new ArrayList<>();
    private final ConcurrentLinkedQueue<StepWatch> awoken = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Thread> tasks = new ConcurrentLinkedQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private Baton baton = watched(Baton.inRealTime("loop"));
    private long now = 1_000_000_000;

    private Baton watched(Baton loop) {
        loop.watch = new StepWatch(loop, THRESHOLD.toNanos(), found::add, awoken::add);
        return loop;
    }

    private Baton inVirtualTime() {
        baton = watched(Baton.inVirtualTime("loop", new VirtualClock(), Baton.FIRST_COME));
        return baton;
    }

    private Thread start(String name, Action<?> body) {
        Thread task = baton.fork(name, () -> {
            try {
                body.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }).home();
        tasks.add(task);
        return task;
    }

    private void end() throws InterruptedException {
        gate.countDown();
        for (Thread task : tasks) {
            assertThat(task.join(Duration.ofSeconds(20))).as("has ended").isTrue();
        }
    }

    private boolean look() {
        now += PERIOD;
        return watch().look(now);
    }

    private StepWatch watch() {
        return java.util.Objects.requireNonNull(baton.watch);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            look();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("27: a task that keeps the loop to itself is reported while it does, once, by name and by where it stands")
    void reportedOnceWhileItLasts(boolean isVirtual) throws InterruptedException {
        if (isVirtual) {
            inVirtualTime();
        }
        Strands.untilParked(start("hog", gate::await));
        look(4);
        assertThat(found).as("seen for 75 ms").isEmpty();
        look();
        assertThat(found).singleElement().satisfies(step -> {
            assertThat(step.loop()).isEqualTo("loop");
            assertThat(step.task()).isEqualTo("hog");
            assertThat(step.held()).isEqualTo(THRESHOLD);
            assertThat(step.kind()).isEqualTo(Kind.LOCK);
            assertThat(step.stack()).extracting(StackTraceElement::getClassName).contains(CountDownLatch.class.getName());
            assertThat(step).asString().startsWith("Task \"hog\" has kept \"loop\" to itself for 100 ms and still does: it waits "
                    + "for a lock").contains("\tat java.base/java.util.concurrent.CountDownLatch.await(");
        });
        look(10);
        assertThat(found).hasSize(1);
        assertThat(baton.slowSteps()).isEqualTo(1);
        assertThat(baton.latestSlowStep()).isEqualTo(found.getFirst());
        assertThat(baton.inspect().facts()).containsEntry("slow steps", "1, the longest 350 ms");
        end();
    }

    /// A body that blocks in a way of the JDK until the test ends it.
    private record Blocked(Action<?> body, AutoCloseable end) {}

    private Blocked blocked(String how) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        return switch (how) {
            case "computing" -> new Blocked(() -> {
                while (!isOver.get()) {
                    Thread.onSpinWait();
                }
            }, () -> isOver.set(true));
            case "monitor" -> {
                CountDownLatch isHeld = new CountDownLatch(1);
                Thread.ofPlatform().daemon().start(() -> {
                    synchronized (this) {
                        isHeld.countDown();
                        awaitUninterruptibly(gate);
                    }
                });
                isHeld.await();
                yield new Blocked(() -> {
                    synchronized (this) {
                        isOver.set(true);
                    }
                }, gate::countDown);
            }
            case "lock" -> {
                ReentrantLock lock = new ReentrantLock();
                lock.lock();
                yield new Blocked(lock::lock, lock::unlock);
            }
            case "park" -> new Blocked(() -> {
                while (!isOver.get()) {
                    LockSupport.park();
                }
            }, () -> {
                isOver.set(true);
                tasks.forEach(LockSupport::unpark);
            });
            case "sleep" -> new Blocked(() -> {
                try {
                    Thread.sleep(Duration.ofDays(1));
                } catch (InterruptedException e) {
                    isOver.set(true);
                }
            }, () -> tasks.forEach(Thread::interrupt));
            case "socket" -> {
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                yield new Blocked(() -> {
                    try {
                        server.accept().close();
                    } catch (java.net.SocketException e) {
                        isOver.set(true);
                    }
                }, server);
            }
            default -> throw new AssertionError(how);
        };
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private enum Way {
        COMPUTING(Kind.COMPUTING, Thread.State.RUNNABLE), MONITOR(Kind.LOCK, Thread.State.BLOCKED),
        LOCK(Kind.LOCK, Thread.State.WAITING), PARK(Kind.LOCK, Thread.State.WAITING),
        SLEEP(Kind.SLEEP, Thread.State.TIMED_WAITING), SOCKET(Kind.INPUT_OUTPUT, Thread.State.WAITING);

        private final Kind kind;
        private final Thread.State state;

        Way(Kind kind, Thread.State state) {
            this.kind = kind;
            this.state = state;
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("27: the report tells computing, locks, sleep, and input and output apart")
    void kinds(Way way) throws Exception {
        Blocked blocked = blocked(way.name().toLowerCase(java.util.Locale.ROOT));
        CountDownLatch hasBegun = new CountDownLatch(1);
        Thread task = start("hog", () -> {
            hasBegun.countDown();
            blocked.body().run();
        });
        hasBegun.await();
        Strands.until("it is " + way.state, () -> task.getState() == way.state);
        look(5);
        blocked.end().close();
        end();
        assertThat(found).singleElement().extracting(SlowStep::kind).isEqualTo(way.kind);
        assertThat(found.getFirst().stack()).extracting(StackTraceElement::getClassName).contains(getClass().getName());
    }

    @Test
    @DisplayName("27: a task that was handed the loop and is not run by any carrier is not said to wait for something")
    void withoutCarrier() throws InterruptedException {
        WaitQueue queue = new WaitQueue(new Resource() {});
        Thread task = start("waits", () -> queue.await(queue.enqueue(), Scheduler.NEVER));
        Strands.untilParked(task);
        List<StackTraceElement> stack = List.of(task.getStackTrace());
        queue.grantFirst();
        end();
        assertThat(SlowStep.kindOf(Thread.State.RUNNABLE, stack)).isEqualTo(Kind.NO_CARRIER);
        assertThat(SlowStep.kindOf(Thread.State.RUNNABLE, List.of())).isEqualTo(Kind.NO_CARRIER);
    }

    @Test
    @DisplayName("27: what the machine slept through is not held against a task")
    void suspendedMachine() throws InterruptedException {
        Strands.untilParked(start("hog", gate::await));
        look();
        now += Duration.ofHours(1).toNanos();
        look(2);
        assertThat(found).isEmpty();
        look();
        assertThat(found).as("it has gone on after that").hasSize(1);
        end();
    }

    @Test
    @DisplayName("27: a task that is handed the loop again and again by itself is not slow")
    void anotherStepOfTheSameTask() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        AtomicBoolean isInSecondStep = new AtomicBoolean();
        Thread task = start("alone", () -> {
            first.await();
            Strand.yieldNow();
            isInSecondStep.set(true);
            gate.await();
        });
        Strands.untilParked(task);
        look(4);
        first.countDown();
        Strands.until("the second step", isInSecondStep::get);
        Strands.untilParked(task);
        look(4);
        assertThat(found).isEmpty();
        look();
        assertThat(found).as("the second step").hasSize(1);
        end();
    }

    @Test
    @DisplayName("27: nobody is slow while all wait, nor who is outside; and nobody is looked at then for long")
    void idle() throws InterruptedException {
        WaitQueue queue = new WaitQueue(new Resource() {});
        Thread waits = start("waits", () -> {
            queue.await(queue.enqueue(), Scheduler.NEVER);
            gate.await();
        });
        Thread outside = start("outside", () -> baton.outside(() -> {
            gate.await();
            return 1;
        }));
        Strands.untilParked(waits);
        Strands.untilParked(outside);
        Strands.until("the baton lies on the table", () -> !baton.isHeld());
        assertThat(awoken).as("woken by the first who took the baton, and by no other").containsExactly(watch());
        int looks = 1;
        while (look() && looks < 100) {
            looks++;
        }
        assertThat(found).isEmpty();
        assertThat(looks).isEqualTo(40);
        assertThat(awoken).hasSize(1);

        queue.grantFirst();
        Strands.until("it has the baton and blocks", () -> List.of(waits.getStackTrace()).stream()
                .anyMatch(frame -> frame.getClassName().equals(CountDownLatch.class.getName())));
        assertThat(awoken).as("woken again").hasSize(2);
        look(5);
        assertThat(found).extracting(SlowStep::task).containsExactly("waits");
        end();
    }

    @Test
    @DisplayName("27: each slow step is counted")
    void counted() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            CountDownLatch until = new CountDownLatch(1);
            Thread task = start("hog " + i, until::await);
            Strands.untilParked(task);
            look(6);
            until.countDown();
            task.join();
            look();
        }
        assertThat(baton.slowSteps()).isEqualTo(3);
        assertThat(found).extracting(SlowStep::task).containsExactly("hog 1", "hog 2", "hog 3");
    }

    @Test
    @DisplayName("27: a listener that fails does not end the watch")
    void failingListener() throws InterruptedException {
        baton.watch = new StepWatch(baton, THRESHOLD.toNanos(), step -> {
            found.add(step);
            throw new IllegalStateException("the listener's fault, on purpose");
        }, awoken::add);
        Strands.untilParked(start("hog", gate::await));
        look(6);
        end();
        assertThat(found).hasSize(1);
        assertThat(baton.slowSteps()).isEqualTo(1);
    }

    @Test
    @DisplayName("27: a threshold of nothing is refused")
    void thresholdOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> baton.watchSteps(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> baton.watchSteps(Duration.ofMillis(-1)));
    }
}
