// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TaskCancellationTest extends LoopTestBase {

    @DisplayName("7: cancelled before its first step, a task's body never runs")
    @Test
    void cancelledBeforeItsFirstStep() throws Exception {
        run(() -> {
            Task<Boolean> task = EventLoop.spawn(() -> at("ran"));
            assertThat(task.cancel("changed my mind")).isTrue();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await)
                    .withMessageContaining("changed my mind");
            assertThat(task.isCancelled()).isTrue();
            return 0;
        });
        assertThat(trace).isEmpty();
    }

    @DisplayName("7: cancelled while asleep, it is told at that wait")
    @Test
    void cancelledWhileAsleep() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(sleeper("task"));
            Strand.sleep(seconds(1));
            task.cancel("enough");
            return Tasks.gatherOutcomes(List.of(task));
        });
        assertThat(trace).containsExactly("task cancelled at 1");
    }

    @DisplayName("8: cancel answers false once a task has ended; one that cleans up and returns has succeeded")
    @Test
    void cancelOfAFinishedTask() throws Exception {
        run(() -> {
            Task<String> task = EventLoop.spawn(() -> {
                try {
                    sleeper("task").call();
                    return "slept";
                } catch (CancelledException e) {
                    return "cleaned up";
                }
            });
            Strand.yieldNow();
            assertThat(task.cancel("stop")).isTrue();
            assertThat(task.await()).isEqualTo("cleaned up");
            assertThat(task.cancel("too late")).isFalse();
            assertThat(task.isCancelled()).isFalse();
            return 0;
        });
    }

    @DisplayName("9: self-cancel is told at the next wait, and again at each; a shield protects")
    @Test
    void selfCancelIsToldAgainAndAgain() throws Exception {
        run(() -> EventLoop.spawn(() -> {
            EventLoop.currentTask().cancel("by itself");
            at("goes on until it waits");
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> Strand.sleep(seconds(1)));
            }
            CancelScope.shielded(() -> {
                Strand.sleep(seconds(1));
                return at("cleaned up");
            });
            assertThatExceptionOfType(CancelledException.class).isThrownBy(Strand::yieldNow);
            return 0;
        }).await());
        assertThat(trace).containsExactly("goes on until it waits at 0", "cleaned up at 1");
    }

    @DisplayName("10: a task that decides to go on takes the request back, and its waits go through again")
    @Test
    void uncancel() throws Exception {
        run(() -> {
            Task<String> task = EventLoop.spawn(() -> {
                Task<?> me = EventLoop.currentTask();
                assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> Strand.sleep(seconds(10)));
                assertThat(me.cancelling()).isEqualTo(1);
                assertThat(me.uncancel()).isZero();
                Strand.sleep(seconds(10));
                at("slept on");
                CancelledException again = catchThrowableOfType(CancelledException.class, () -> Strand.sleep(seconds(10)));
                return again.reason();
            });
            Strand.sleep(seconds(1));
            assertThat(task.cancel("first")).isTrue();
            Strand.sleep(seconds(14));
            assertThat(task.cancel("second")).isTrue();
            assertThat(task.await()).isEqualTo("second");
            return 0;
        });
        assertThat(trace).containsExactly("slept on at 11");
        assertThat(clock.elapsed()).isEqualTo(seconds(15));
    }

    @DisplayName("10: requests are counted: as many must be taken back as were made")
    @Test
    void cancellationsAreCounted() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(() -> {
                Task<?> me = EventLoop.currentTask();
                assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> Strand.sleep(seconds(10)));
                assertThat(me.cancelling()).isEqualTo(2);
                assertThat(me.uncancel()).isEqualTo(1);
                assertThatExceptionOfType(CancelledException.class).isThrownBy(Strand::yieldNow)
                        .satisfies(e -> assertThat(e.reason()).isEqualTo("first"));
                assertThat(me.uncancel()).isZero();
                assertThat(me.uncancel()).isZero();
                Strand.yieldNow();
                return 1;
            });
            Strand.yieldNow();
            assertThat(task.cancel("first")).isTrue();
            assertThat(task.cancel("second")).isFalse();
            assertThatIllegalStateException().isThrownBy(task::uncancel).withMessageContaining("only the strand");
            assertThat(task.await()).isEqualTo(1);
            return 0;
        });
    }

    @DisplayName("10: the exception tells the reason and who cancelled, from a task and from a thread")
    @Test
    void reasonAndCanceller() throws Exception {
        run(() -> {
            Task<CancelledException> task = EventLoop.spawn(() ->
                    catchThrowableOfType(CancelledException.class, () -> Strand.sleep(seconds(10))));
            Strand.yieldNow();
            task.cancel("dinner is ready");
            assertThat(task.await().reason()).isEqualTo("dinner is ready");
            assertThat(task.await().cancelledBy()).isEqualTo("task \"main\"");
            Task<CancelledException> other = EventLoop.spawn(() ->
                    catchThrowableOfType(CancelledException.class, () -> Strand.sleep(seconds(10))));
            Strand.yieldNow(); // or it may be cancelled before it has begun
            EventLoop.blocking(() -> {
                Thread.ofPlatform().name("janitor").start(() -> other.cancel("closing time")).join();
                return 0;
            });
            assertThat(other.await().cancelledBy()).isEqualTo("platform thread \"janitor\"");
            return 0;
        });
    }

    @DisplayName("11: cancelling an awaiter cancels what it awaits, and the awaiter ends after it")
    @Test
    void cancellingAnAwaiter() throws Exception {
        run(() -> {
            Task<Integer> inner = EventLoop.spawn("inner", () -> {
                try {
                    return sleeper("inner").call();
                } finally {
                    CancelScope.shielded(() -> after(2, 0).call());
                    at("inner cleaned up");
                }
            });
            Task<Integer> outer = EventLoop.spawn(() -> {
                try {
                    return inner.await();
                } finally {
                    at("outer ends");
                }
            });
            Strand.sleep(seconds(1));
            outer.cancel("top down");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(outer::await);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(inner::await)
                    .withMessageContaining("top down");
            return 0;
        });
        assertThat(trace).containsExactly("inner cancelled at 1", "inner cleaned up at 3", "outer ends at 3");
    }

    @DisplayName("11: what the awaited task returns or throws in spite of that is not lost")
    @Test
    void theAwaitedMayStillReturnOrThrow() throws Exception {
        run(() -> {
            Task<Integer> stubborn = EventLoop.spawn(() -> {
                try {
                    return sleeper("stubborn").call();
                } catch (CancelledException e) {
                    return 7;
                }
            });
            Task<Integer> clumsy = EventLoop.spawn(() -> {
                try {
                    return sleeper("clumsy").call();
                } catch (CancelledException e) {
                    throw new IOException("clean-up failed");
                }
            });
            Task<Integer> outer = EventLoop.spawn(() -> {
                int value = stubborn.await();
                at("value " + value);
                assertThatExceptionOfType(CancelledException.class).isThrownBy(Strand::yieldNow);
                return value;
            });
            Task<Integer> other = EventLoop.spawn(clumsy::await);
            Strand.yieldNow();
            outer.cancel("enough");
            other.cancel("enough");
            assertThat(outer.await()).isEqualTo(7);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(other::await)
                    .withRootCauseInstanceOf(IOException.class);
            return 0;
        });
        assertThat(trace).containsExactly("stubborn cancelled at 0", "clumsy cancelled at 0", "value 7 at 0");
    }

    @DisplayName("11: awaiting oneself is an error")
    @Test
    void awaitingOneself() throws Exception {
        run(() -> {
            assertThatExceptionOfType(DeadlockException.class).isThrownBy(() -> EventLoop.currentTask().await());
            assertThatExceptionOfType(DeadlockException.class).isThrownBy(() -> Tasks.shield(EventLoop.currentTask()));
            return 0;
        });
    }

    @DisplayName("10: the reason is the first one, though the main task ends before the task has heard of it")
    @Test
    void theReasonOfACancellationBeforeTheEndOfMain() throws Exception {
        Task<Integer> task = run(() -> {
            Task<Integer> sleeping = EventLoop.spawn(sleeper("sleeping"));
            Strand.yieldNow();
            sleeping.cancel("no longer needed");
            return sleeping;
        });
        assertThatExceptionOfType(CancellationException.class).isThrownBy(task::result)
                .withMessageContaining("no longer needed").withMessageContaining("by task \"main\"")
                .withMessageNotContaining("has ended");
        assertThat(task.escaped()).isInstanceOfSatisfying(CancelledException.class, e -> {
            assertThat(e.reason()).isEqualTo("no longer needed");
            assertThat(e.scope()).isSameAs(task.scope());
        });
    }

    @DisplayName("10: the reason is the first one, though somebody cancels the task after the main task has ended")
    @Test
    void theReasonOfACancellationAfterTheEndOfMain() throws Exception {
        Task<Integer> task = run(() -> {
            List<Task<Integer>> second = new ArrayList<>();
            EventLoop.spawn("first", () -> {
                try {
                    return sleeper("first").call();
                } finally {
                    second.getFirst().cancel("too late");
                }
            });
            second.add(EventLoop.spawn("second", sleeper("second")));
            Strand.yieldNow();
            return second.getFirst();
        });
        assertThatExceptionOfType(CancellationException.class).isThrownBy(task::result)
                .withMessageContaining("the main task has ended").withMessageNotContaining("too late");
    }
}
