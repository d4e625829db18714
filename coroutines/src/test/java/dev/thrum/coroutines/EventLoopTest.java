// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The numbers are those of the list of event-loop behaviours.
@Timeout(30)
@Tag("one-carrier")
class EventLoopTest {

    private final VirtualClock clock = new VirtualClock();
    private final List<String> trace = new ArrayList<>();

    private <T, X extends Exception> T run(dev.thrum.core.Body<T, X> main) throws X, InterruptedException {
        return EventLoop.builder().name("test loop").clock(clock).run(main);
    }

    private static Task<Integer> sleeper(Duration duration, int value) {
        return EventLoop.spawn(() -> {
            Strand.sleep(duration);
            return value;
        });
    }

    // 1
    @Test
    void runReturnsWhatTheMainTaskReturns() throws Exception {
        assertThat(run(() -> 42)).isEqualTo(42);
        assertThat(run(() -> (Object) null)).isNull();
    }

    // 1
    @Test
    void runThrowsTheSameInstanceThatTheMainTaskThrows() {
        IOException failure = new IOException("no such page");
        assertThatThrownBy(() -> run(() -> {
            throw failure;
        })).isSameAs(failure);
    }

    // 1
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

    // 2
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

    // 2
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

    // 4
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

    // 4
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

    // 5
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

    // 5
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

    // 6
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

    // 7
    @Test
    void aTaskCancelledBeforeItsFirstStepNeverRuns() throws Exception {
        run(() -> {
            Task<Boolean> task = EventLoop.spawn(() -> trace.add("ran"));
            assertThat(task.cancel("changed my mind")).isTrue();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await)
                    .withMessageContaining("changed my mind").withMessageContaining("main");
            assertThat(task.isCancelled()).isTrue();
            return 0;
        });
        assertThat(trace).isEmpty();
    }

    // 7
    @Test
    void aTaskCancelledWhileAsleepSeesItAtThatWait() throws Exception {
        run(() -> {
            Task<Integer> task = sleeper(Duration.ofHours(1), 1);
            Strand.sleep(Duration.ofSeconds(1));
            task.cancel("enough");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await);
            return 0;
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    // 8
    @Test
    void cancellingAFinishedTaskAnswersFalse() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(() -> 1);
            task.await();
            assertThat(task.cancel("too late")).isFalse();
            assertThat(task.isCancelled()).isFalse();
            return 0;
        });
    }

    // 8
    @Test
    void aTaskMayCatchItsCancellationAndSucceed() throws Exception {
        Integer rest = run(() -> {
            Task<Integer> task = EventLoop.spawn(() -> {
                try {
                    Strand.sleep(Duration.ofHours(1));
                    return 0;
                } catch (CancelledException e) {
                    return 7;
                }
            });
            Strand.yieldNow();
            task.cancel("stop");
            return task.await();
        });
        assertThat(rest).isEqualTo(7);
    }

    // 9
    @Test
    void cancellationIsToldAgainAtEveryWaitExceptInAShield() throws Exception {
        run(() -> {
            Task<Boolean> task = EventLoop.spawn(() -> {
                EventLoop.currentTask().cancel("by itself");
                assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> Strand.sleep(Duration.ofSeconds(1)));
                CancelScope.shielded(() -> {
                    Strand.sleep(Duration.ofSeconds(1));
                    return trace.add("cleaned up at " + clock.elapsed());
                });
                assertThatExceptionOfType(CancelledException.class).isThrownBy(Strand::yieldNow);
                return true;
            });
            return task.await();
        });
        assertThat(trace).containsExactly("cleaned up at PT1S");
    }

    // 10
    @Test
    void theExceptionTellsWhoCancelledAndWhy() throws Exception {
        run(() -> {
            Task<CancelledException> task = EventLoop.spawn(() -> {
                try {
                    Strand.sleep(Duration.ofHours(1));
                    throw new AssertionError("not cancelled");
                } catch (CancelledException e) {
                    return e;
                }
            });
            Strand.yieldNow();
            task.cancel("dinner is ready");
            CancelledException told = task.await();
            assertThat(told.reason()).isEqualTo("dinner is ready");
            assertThat(told.cancelledBy()).isEqualTo("task \"main\"");
            return 0;
        });
    }

    // 11
    @Test
    void cancellingAnAwaiterCancelsWhatItAwaits() throws Exception {
        run(() -> {
            Task<Integer> inner = sleeper(Duration.ofHours(1), 1);
            Task<Integer> outer = EventLoop.spawn(inner::await);
            Strand.yieldNow();
            outer.cancel("top down");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(outer::await);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(inner::await)
                    .withMessageContaining("top down");
            return 0;
        });
    }

    // 11, 29
    @Test
    void tasksThatAwaitOneAnotherAreToldSo() throws Exception {
        run(() -> {
            Task<?> myself = EventLoop.currentTask();
            assertThatExceptionOfType(DeadlockException.class).isThrownBy(myself::await);
            List<Task<?>> pair = new ArrayList<>();
            pair.add(EventLoop.spawn("chicken", () -> pair.get(1).await()));
            pair.add(EventLoop.spawn("egg", () -> pair.get(0).await()));
            Task<Boolean> bystander = EventLoop.spawn(() -> {
                Strand.sleep(Duration.ofHours(1));
                return true;
            });
            assertThatThrownBy(() -> pair.get(0).await()).rootCause()
                    .isInstanceOf(DeadlockException.class).hasMessageContaining("chicken").hasMessageContaining("egg");
            assertThat(clock.elapsed()).isZero();
            assertThat(pair.get(1).failure()).isNotNull();
            return bystander.cancel("seen enough");
        });
    }

    // 12
    @Test
    void currentTaskIsRightAcrossInterleavings() throws Exception {
        run(() -> {
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                int id = i;
                tasks.add(EventLoop.spawn(() -> {
                    for (int step = 0; step < 10; step++) {
                        assertThat(EventLoop.currentTask()).isSameAs(tasks.get(id));
                        Strand.yieldNow();
                    }
                    return true;
                }));
            }
            return Tasks.gather(tasks);
        });
    }

    // 14
    @Test
    void gatherGivesResultsInTheOrderOfItsInput() throws Exception {
        List<Integer> results = run(() -> Tasks.gather(List.of(
                sleeper(Duration.ofSeconds(3), 3), sleeper(Duration.ofSeconds(1), 1), sleeper(Duration.ofSeconds(2), 2))));
        assertThat(results).containsExactly(3, 1, 2);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    // 14
    @Test
    void gatherThrowsTheFirstFailureAtOnceAndSiblingsGoOn() throws Exception {
        run(() -> {
            Task<Integer> slow = sleeper(Duration.ofSeconds(5), 5);
            Task<Integer> bad = EventLoop.spawn("bad", () -> {
                Strand.sleep(Duration.ofSeconds(1));
                throw new IOException("broken");
            });
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> Tasks.gather(List.of(slow, bad)))
                    .withMessageContaining("bad").withCauseInstanceOf(IOException.class);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
            assertThat(slow.await()).isEqualTo(5);
            return 0;
        });
    }

    // 14
    @Test
    void gatherBringsAlongTheFailuresOfOthersThatHaveFailedByThen() throws Exception {
        run(() -> {
            List<Task<Integer>> all = new ArrayList<>();
            for (String name : List.of("first", "second", "third")) {
                all.add(EventLoop.spawn(name, () -> {
                    throw new IOException(name);
                }));
            }
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> Tasks.gather(all))
                    .satisfies(e -> {
                        assertThat(e.getCause()).hasMessage("first");
                        assertThat(e.getSuppressed()).extracting(Throwable::getMessage).containsExactly("second", "third");
                    });
            return 0;
        });
    }

    // 15
    @Test
    void gatherOfNothingAndOfDuplicates() throws Exception {
        run(() -> {
            assertThat(Tasks.gather(List.<Task<Integer>>of())).isEmpty();
            Task<Integer> one = sleeper(Duration.ofSeconds(1), 1);
            assertThat(Tasks.gather(List.of(one, one))).containsExactly(1, 1);
            return 0;
        });
    }

    // 15
    @Test
    void cancellingAGatherCancelsAllItsTasks() throws Exception {
        run(() -> {
            List<Task<Integer>> children = List.of(sleeper(Duration.ofHours(1), 1), sleeper(Duration.ofHours(2), 2));
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofSeconds(1), () -> Tasks.gather(children)));
            for (Task<Integer> child : children) {
                assertThatExceptionOfType(CancellationException.class).isThrownBy(child::await);
            }
            return 0;
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    // 22, 23
    @Test
    void aTimeOutSurfacesAtTheEdgeOfTheScopeThatExpired() throws Exception {
        run(() -> {
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(
                    () -> CancelScope.timeout(Duration.ofSeconds(2), () -> CancelScope.timeout(Duration.ofSeconds(5), () -> {
                        try {
                            Strand.sleep(Duration.ofHours(1));
                            return 1;
                        } finally {
                            trace.add("inner at " + clock.elapsed());
                        }
                    }))).withMessageContaining("PT2S");
            int late = CancelScope.timeout(Duration.ZERO, () -> 5);
            return trace.add("late " + late);
        });
        assertThat(trace).containsExactly("inner at PT2S", "late 5");
    }

    // 26
    @Test
    void inVirtualTimeADayOfSleepEndsAtOnceWithTheRightTimings() throws Exception {
        run(() -> {
            Task<Integer> early = sleeper(Duration.ofHours(6), 6);
            Strand.sleep(Duration.ofDays(1));
            assertThat(early.isDone()).isTrue();
            return trace.add(clock.elapsed().toString());
        });
        assertThat(trace).containsExactly("PT24H");
    }

    // 26
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

    // 30
    @Test
    void blockingLetsTheOthersRun() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        EventLoop.run(() -> {
            Task<Boolean> waiter = EventLoop.spawn(() -> EventLoop.blocking(() -> {
                latch.await();
                return trace.add("released");
            }));
            Strand.yieldNow();
            trace.add("others run");
            latch.countDown();
            return waiter.await();
        });
        assertThat(trace).containsExactly("others run", "released");
    }

    // 30
    @Test
    void cancellationInterruptsABlockingCall() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        EventLoop.run(() -> {
            Task<Integer> waiter = EventLoop.spawn(() -> EventLoop.blocking(() -> {
                never.await();
                return 1;
            }));
            Strand.yieldNow();
            waiter.cancel("closing time");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(waiter::await)
                    .withMessageContaining("closing time");
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(1), () -> EventLoop.blocking(() -> {
                        never.await();
                        return 1;
                    })));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return 0;
        });
    }

    // 31
    @Test
    void awaitOfAStageGivesItsResultItsFailureAndItsCancellation() throws Exception {
        run(() -> {
            assertThat(EventLoop.await(CompletableFuture.completedFuture(1))).isEqualTo(1);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> EventLoop.await(CompletableFuture.failedFuture(new IOException("down"))))
                    .withCauseInstanceOf(IOException.class);
            CompletableFuture<Integer> never = new CompletableFuture<>();
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofSeconds(1), () -> EventLoop.await(never)));
            assertThat(never.isCancelled()).isTrue();
            return 0;
        });
    }
}
