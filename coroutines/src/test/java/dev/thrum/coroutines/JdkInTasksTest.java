// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What the guide says about classes of the JDK inside a task: which ones stop the loop, and what lets it go on.
class JdkInTasksTest {

    /// Long enough for a loop that goes on to do so, and short enough to wait for one that does not.
    private static final long MOMENT_MILLIS = 50;

    @Test
    @DisplayName("what the JDK has: a latch awaited in a task stops the loop, and the task that would open it with it")
    void aLatchStopsTheLoop() throws Exception {
        boolean opened = EventLoop.run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            EventLoop.spawn(() -> {
                latch.countDown();
                return latch;
            });
            return latch.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        });
        assertThat(opened).isFalse();
    }

    @Test
    @DisplayName("what the JDK has: inside blocking, a latch may be opened by a task of the same loop")
    void aLatchInsideBlockingLetsTheLoopGoOn() throws Exception {
        int order = EventLoop.run(() -> {
            CountDownLatch latch = new CountDownLatch(1);
            int[] steps = {0};
            EventLoop.spawn(() -> {
                steps[0] = 1;
                latch.countDown();
                return latch;
            });
            return EventLoop.blocking(() -> {
                latch.await();
                return steps[0];
            });
        });
        assertThat(order).isEqualTo(1);
    }

    @Test
    @DisplayName("what the JDK has: two tasks of one loop meet at an exchanger inside blocking")
    void anExchanger() throws Exception {
        List<String> got = EventLoop.run(() -> {
            Exchanger<String> exchanger = new Exchanger<>();
            return Tasks.gather(List.of(
                    EventLoop.spawn(() -> EventLoop.blocking(() -> exchanger.exchange("from Ada"))),
                    EventLoop.spawn(() -> EventLoop.blocking(() -> exchanger.exchange("from Bob")))));
        });
        assertThat(got).containsExactly("from Bob", "from Ada");
    }

    @Test
    @DisplayName("what the JDK has: to arrive at a phaser and to leave it is free; to await is for blocking")
    void aPhaser() throws Exception {
        List<Integer> phases = EventLoop.run(() -> {
            Phaser phaser = new Phaser(3);
            Task<Integer> waits = EventLoop.spawn(() -> EventLoop.blocking(phaser::arriveAndAwaitAdvance));
            Task<Integer> arrives = EventLoop.spawn(phaser::arrive);
            Task<Integer> leaves = EventLoop.spawn(phaser::arriveAndDeregister);
            List<Integer> answers = new ArrayList<>(Tasks.gather(List.of(waits, arrives, leaves)));
            answers.add(phaser.getRegisteredParties());
            return answers;
        });
        assertThat(phases).containsExactly(1, 0, 0, 2);
    }

    @Test
    @DisplayName("what the JDK has: a thread-local variable is one of the task, whoever runs before and after it")
    void aThreadLocalIsTheTasksOwn() throws Exception {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "nobody's");
        List<String> seen = EventLoop.run(() -> {
            local.set("main's");
            List<Task<String>> tasks = new ArrayList<>();
            for (String name : List.of("Ada", "Bob")) {
                tasks.add(EventLoop.spawn(() -> {
                    String before = local.get();
                    local.set(name);
                    Strand.yieldNow();
                    return before + " " + local.get();
                }));
            }
            List<String> values = new ArrayList<>(Tasks.gather(tasks));
            values.add(local.get());
            return values;
        });
        assertThat(seen).containsExactly("nobody's Ada", "nobody's Bob", "main's");
        assertThat(local.get()).isEqualTo("nobody's");
    }

    @Test
    @DisplayName("what the JDK has: an inheritable thread-local variable is handed on from the task that spawns")
    void anInheritableThreadLocalIsHandedOn() throws Exception {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        String seen = EventLoop.run(() -> {
            local.set("main's");
            return EventLoop.spawn(local::get).await();
        });
        assertThat(seen).isEqualTo("main's");
    }

    @Test
    @DisplayName("what the JDK has: a scoped value stays bound across waits, and is not handed on to a spawned task")
    void aScopedValue() throws Exception {
        ScopedValue<String> value = ScopedValue.newInstance();
        String seen = EventLoop.run(() -> ScopedValue.where(value, "main's").call(() -> {
            Task<Boolean> spawned = EventLoop.spawn(value::isBound);
            Strand.yieldNow();
            return spawned.await() + " " + value.get();
        }));
        assertThat(seen).isEqualTo("false main's");
    }

    @Test
    @DisplayName("what the JDK has: a timer runs its job on a thread of its own, which hands it to the loop by submit")
    void aTimerIsOutsideOfTheLoop() throws Exception {
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            List<Boolean> inTheLoop = EventLoop.run(() -> {
                EventLoop loop = EventLoop.current();
                Scheduler mine = Scheduler.current();
                CompletableFuture<Boolean> direct = new CompletableFuture<>();
                CompletableFuture<Boolean> submitted = new CompletableFuture<>();
                timer.schedule(() -> {
                    direct.complete(Scheduler.current() == mine);
                    loop.submit("tick", () -> submitted.complete(Scheduler.current() == mine));
                }, 1, TimeUnit.MILLISECONDS);
                return List.of(EventLoop.await(direct), EventLoop.await(submitted));
            });
            assertThat(inTheLoop).containsExactly(false, true);
        }
    }

    @Test
    @DisplayName("what the JDK has: a task that sleeps and then acts is a timer, and can be cancelled")
    void aSleepingTaskIsATimer() throws Exception {
        VirtualClock clock = new VirtualClock();
        List<String> rung = EventLoop.builder().clock(clock).run(() -> {
            List<String> bells = new ArrayList<>();
            Task<Boolean> late = EventLoop.spawn(() -> {
                Strand.sleep(Duration.ofHours(2));
                return bells.add("late");
            });
            EventLoop.spawn(() -> {
                Strand.sleep(Duration.ofHours(1));
                late.cancel("not needed");
                return bells.add("early");
            }).await();
            return bells;
        });
        assertThat(rung).containsExactly("early");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    @DisplayName("what the JDK has: a lock of the JDK that a waiting task holds stops the loop for whoever wants it")
    void aJdkLockHeldAcrossAWaitStopsTheLoop() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        boolean taken = EventLoop.run(() -> {
            EventLoop.spawn(() -> {
                lock.lock();
                try {
                    Strand.yieldNow();
                    return lock;
                } finally {
                    lock.unlock();
                }
            });
            Strand.yieldNow(); // the other one has the lock now, and waits for its turn
            return lock.tryLock(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        });
        assertThat(taken).isFalse();
    }
}
