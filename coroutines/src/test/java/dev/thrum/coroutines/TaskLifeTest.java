// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// One task from its start to its end, and those who await it.
class TaskLifeTest extends LoopTestBase {

    @DisplayName("7: a task cancelled before its first step never runs")
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

    @DisplayName("7: a task cancelled while asleep sees it at that wait")
    @Test
    void aTaskCancelledWhileAsleepSeesItAtThatWait() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(after(3_600, 1));
            Strand.sleep(Duration.ofSeconds(1));
            task.cancel("enough");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await);
            return 0;
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }

    @DisplayName("8: cancelling a finished task answers false")
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

    @DisplayName("8: a task may catch its cancellation and succeed")
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

    @DisplayName("9: cancellation is told again at every wait except in a shield")
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

    @DisplayName("10: the exception tells who cancelled and why")
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

    @DisplayName("11: cancelling an awaiter cancels what it awaits")
    @Test
    void cancellingAnAwaiterCancelsWhatItAwaits() throws Exception {
        run(() -> {
            Task<Integer> inner = EventLoop.spawn(after(3_600, 1));
            Task<Integer> outer = EventLoop.spawn(inner::await);
            Strand.yieldNow();
            outer.cancel("top down");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(outer::await);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(inner::await)
                    .withMessageContaining("top down");
            return 0;
        });
    }

    @DisplayName("11, 29: tasks that await one another are told so")
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

    @DisplayName("12: current task is right across interleavings")
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

    @DisplayName("22, 23: a time-out surfaces at the edge of the scope that expired")
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
}
