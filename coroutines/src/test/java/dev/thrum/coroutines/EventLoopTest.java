// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// How a loop begins, whose turn it is, what time it is, and how it ends.
class EventLoopTest extends LoopTestBase {

    @DisplayName("1: run returns what the main task returns")
    @Test
    void runReturnsWhatTheMainTaskReturns() throws Exception {
        assertThat(run(() -> 42)).isEqualTo(42);
        assertThat(run(() -> (Object) null)).isNull();
    }

    @DisplayName("1: run throws the same instance that the main task throws")
    @Test
    void runThrowsTheSameInstanceThatTheMainTaskThrows() {
        IOException failure = new IOException("no such page");
        assertThatThrownBy(() -> run(() -> {
            throw failure;
        })).isSameAs(failure);
    }

    @DisplayName("1: left over tasks are cancelled and their clean-up runs")
    @Test
    void leftOverTasksAreCancelledAndTheirCleanUpRuns() throws Exception {
        run(() -> {
            EventLoop.spawn(() -> {
                try {
                    Strand.sleep(Duration.ofHours(1));
                    return trace.add("slept on");
                } catch (CancelledException e) {
                    return trace.add(e.reason());
                }
            });
            Strand.yieldNow();
            return trace.add("main ends");
        });
        assertThat(trace).containsExactly("main ends", "the main task has ended");
        assertThat(clock.elapsed()).isZero();
    }

    @DisplayName("2: nested run lends the outer loop")
    @Test
    void nestedRunLendsTheOuterLoop() throws Exception {
        run(() -> {
            Task<Boolean> other = EventLoop.spawn(() -> trace.add("other runs"));
            String inner = EventLoop.run(() -> {
                Task<String> deep = EventLoop.spawn(() -> "inner");
                Strand.sleep(Duration.ofSeconds(1));
                return deep.await();
            });
            trace.add(inner);
            return other.await();
        });
        assertThat(trace).containsExactly("other runs", "inner");
    }

    @DisplayName("2: nested run waits for its tasks and throws what its main throws")
    @Test
    void nestedRunWaitsForItsTasksAndThrowsWhatItsMainThrows() throws Exception {
        IOException failure = new IOException("inner");
        run(() -> {
            assertThatThrownBy(() -> EventLoop.run(() -> {
                EventLoop.spawn(() -> {
                    try {
                        Strand.sleep(Duration.ofDays(1));
                        return true;
                    } finally {
                        trace.add("inner clean-up");
                    }
                });
                Strand.yieldNow();
                throw failure;
            })).isSameAs(failure);
            return trace.add("outer goes on");
        });
        assertThat(trace).containsExactly("inner clean-up", "outer goes on");
    }

    @DisplayName("4: ready tasks run in order and a yield runs each of them once")
    @Test
    void readyTasksRunInOrderAndAYieldRunsEachOfThemOnce() throws Exception {
        run(() -> {
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                tasks.add(EventLoop.spawn(name, () -> {
                    trace.add(name + 1);
                    Strand.yieldNow();
                    return trace.add(name + 2);
                }));
            }
            return Tasks.gather(tasks);
        });
        assertThat(trace).containsExactly("a1", "b1", "c1", "a2", "b2", "c2");
    }

    @DisplayName("4: an interrupt of the running thread cancels the main task")
    @Test
    void anInterruptOfTheRunningThreadCancelsTheMainTask() throws Exception {
        CountDownLatch asleep = new CountDownLatch(1);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread runner = Thread.ofPlatform().start(() -> {
            try {
                EventLoop.run(() -> {
                    asleep.countDown();
                    Strand.sleep(Duration.ofHours(1));
                    return 1;
                });
            } catch (InterruptedException e) {
                seen.set(e);
            }
        });
        asleep.await();
        runner.interrupt();
        runner.join();
        assertThat(seen.get()).isInstanceOf(InterruptedException.class).hasMessageContaining("event loop");
    }

    @DisplayName("5: a call from another thread wakes an idle loop")
    @Test
    void aCallFromAnotherThreadWakesAnIdleLoop() throws Exception {
        CompletableFuture<String> fromOutside = new CompletableFuture<>();
        CountDownLatch waiting = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            try {
                waiting.await();
                fromOutside.complete("hello");
            } catch (InterruptedException e) {
                fromOutside.completeExceptionally(e);
            }
        });
        String heard = EventLoop.run(() -> {
            waiting.countDown();
            return EventLoop.await(fromOutside);
        });
        assertThat(heard).isEqualTo("hello");
    }

    @DisplayName("5: equal deadlines fire in order")
    @Test
    void equalDeadlinesFireInOrder() throws Exception {
        run(() -> {
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int id = i;
                tasks.add(EventLoop.spawn(() -> {
                    Strand.sleep(Duration.ofSeconds(1));
                    return trace.add("" + id);
                }));
            }
            return Tasks.gather(tasks);
        });
        assertThat(trace).containsExactly("0", "1", "2", "3", "4");
    }

    @DisplayName("6: spawning outside of a loop is a clear error")
    @Test
    void spawningOutsideOfALoopIsAClearError() {
        assertThatIllegalStateException().isThrownBy(() -> EventLoop.spawn(() -> 1))
                .withMessageContaining("is not in an event loop");
    }

    @Test
    void aTaskSubmittedFromAnotherThreadRunsInTheLoop() throws Exception {
        CompletableFuture<EventLoop> loop = new CompletableFuture<>();
        CompletableFuture<EventLoop> seen = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> loop.join().submit("guest", () -> seen.complete(EventLoop.current())));
        EventLoop ran = EventLoop.run(() -> {
            loop.complete(EventLoop.current());
            EventLoop.await(seen);
            return EventLoop.current();
        });
        assertThat(seen.join()).isSameAs(ran);
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> ran.submit("late", () -> 1))
                .withMessageContaining("has ended");
    }

    @DisplayName("26: in virtual time a day of sleep ends at once with the right timings")
    @Test
    void inVirtualTimeADayOfSleepEndsAtOnceWithTheRightTimings() throws Exception {
        run(() -> {
            Task<Integer> early = EventLoop.spawn(after(6 * 3_600, 6));
            Strand.sleep(Duration.ofDays(1));
            assertThat(early.isDone()).isTrue();
            return trace.add(clock.elapsed().toString());
        });
        assertThat(trace).containsExactly("PT24H");
    }

    @DisplayName("26: all blocked and no timer is reported with everybody's name")
    @Test
    void allBlockedAndNoTimerIsReportedWithEverybodysName() {
        assertThatExceptionOfType(DeadlockException.class).isThrownBy(() -> run(() -> {
            Task<Integer> stuck = EventLoop.spawn("stuck", () -> EventLoop.await(new CompletableFuture<Integer>()));
            try {
                return stuck.await();
            } finally {
                trace.add("clean-up of main");
            }
        })).satisfies(e -> assertThat(e.hops()).hasSize(2))
                .withMessageContaining("task \"main\"").withMessageContaining("task \"stuck\"");
        assertThat(trace).containsExactly("clean-up of main");
    }
}
