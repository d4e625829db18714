// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TaskTimeoutTest extends LoopTestBase {

    @DisplayName("22: expiry is a TimeoutException at the edge of the scope that expired, inner and outer told apart")
    @Test
    void expirySurfacesAtTheEdge() throws Exception {
        run(() -> {
            CancelScope outer = new CancelScope("outer").expireAfter(seconds(5));
            CancelScope inner = new CancelScope("inner").expireAfter(seconds(2));
            DeadlineExceededException e = catchThrowableOfType(DeadlineExceededException.class, () -> outer.call(() -> {
                DeadlineExceededException first = catchThrowableOfType(DeadlineExceededException.class,
                        () -> inner.call(sleeper("in inner")::call));
                assertThat(first.scope()).isSameAs(inner);
                assertThat(outer.isExpired()).isFalse();
                return new CancelScope("innermost").expireAfter(seconds(100)).call(sleeper("in outer")::call);
            }));
            assertThat(e.scope()).isSameAs(outer);
            assertThat((Throwable) e).isInstanceOf(TimeoutException.class).hasCauseInstanceOf(CancelledException.class);
            assertThat(inner.isExpired()).isTrue();
            return at("left");
        });
        assertThat(trace).containsExactly("in inner cancelled at 2", "in outer cancelled at 5", "left at 5");
    }

    @DisplayName("22: a deadline can be moved, by the task inside and by others, and taken away")
    @Test
    void reschedule() throws Exception {
        run(() -> {
            CancelScope scope = new CancelScope("scope").expireAfter(seconds(2));
            Task<Integer> task = EventLoop.spawn(() -> scope.call(() -> {
                scope.expireAfter(seconds(10));
                Strand.sleep(seconds(5));
                at("past the first deadline");
                scope.expireNever();
                Strand.sleep(seconds(95));
                at("past the second");
                return sleeper("asleep").call();
            }));
            Strand.sleep(seconds(110));
            scope.expireAfter(seconds(7));
            assertThatThrownBy(task::await).hasCauseInstanceOf(DeadlineExceededException.class);
            return 0;
        });
        assertThat(trace).containsExactly("past the first deadline at 5", "past the second at 100", "asleep cancelled at 117");
    }

    @DisplayName("22: timeoutAt and expireAt take a time on the loop's clock")
    @Test
    void absoluteDeadlines() throws Exception {
        run(() -> {
            Strand.sleep(seconds(3));
            assertThat(EventLoop.time()).isEqualTo(seconds(3));
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeoutAt(seconds(7), sleeper("first")::call))
                    .withMessageContaining("timeout at PT7S");
            CancelScope scope = new CancelScope("scope").expireAt(seconds(9));
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> scope.call(() -> {
                scope.expireAt(seconds(20));
                return sleeper("second").call();
            }));
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeoutAt(seconds(1), sleeper("third")::call));
            return 0;
        });
        assertThat(trace).containsExactly("first cancelled at 7", "second cancelled at 20", "third cancelled at 20");
    }

    @DisplayName("22: a scope that has expired stays so, whatever the deadline is moved to")
    @Test
    void anExpiredScopeStaysExpired() throws Exception {
        run(() -> {
            CancelScope scope = new CancelScope("scope").expireAfter(seconds(1));
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> scope.call(() -> {
                assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> Strand.sleep(seconds(5)));
                scope.expireNever();
                assertThat(scope.uncancel()).isZero();
                Strand.sleep(seconds(5));
                return 0;
            }));
            return 0;
        });
        assertThat(clock.elapsed()).isEqualTo(seconds(1));
    }

    @DisplayName("23: the body's own exception beats the time-out")
    @Test
    void theBodysExceptionBeatsTheTimeOut() throws Exception {
        IOException failure = new IOException("mine");
        run(() -> {
            assertThatThrownBy(() -> CancelScope.timeout(seconds(1), () -> {
                try {
                    return sleeper("body").call();
                } catch (CancelledException e) {
                    throw failure;
                }
            })).isSameAs(failure);
            return 0;
        });
    }

    @DisplayName("23: a cancellation from outside is not turned into a time-out, nor the other way round")
    @Test
    void anOutsideCancelIsNoTimeOut() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(() -> CancelScope.timeout(seconds(10), sleeper("task")::call));
            Strand.sleep(seconds(1));
            task.cancel("from outside");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await)
                    .withMessageContaining("from outside");
            return 0;
        });
        assertThat(clock.elapsed()).isEqualTo(seconds(1));
    }

    @DisplayName("23: zero and past deadlines expire at the first wait; a body that does not wait is not disturbed")
    @Test
    void zeroAndPastDeadlines() throws Exception {
        run(() -> {
            Strand.sleep(seconds(5));
            for (Duration past : new Duration[] {Duration.ZERO, seconds(-3)}) {
                assertThat((int) CancelScope.timeout(past, () -> 5)).isEqualTo(5);
                assertThatExceptionOfType(DeadlineExceededException.class)
                        .isThrownBy(() -> CancelScope.timeout(past, () -> {
                            at("begins");
                            Strand.yieldNow();
                            return at("not reached");
                        }));
                assertThatExceptionOfType(DeadlineExceededException.class)
                        .isThrownBy(() -> CancelScope.timeoutAt(past, sleeper("past")::call));
            }
            return 0;
        });
        assertThat(trace).containsExactly("begins at 5", "past cancelled at 5", "begins at 5", "past cancelled at 5");
    }

    @DisplayName("23: a result that comes together with the time-out is not lost")
    @Test
    void aResultIsNotLost() throws Exception {
        run(() -> {
            Task<Integer> onTime = EventLoop.spawn(after(1, 11));
            Strand.yieldNow(); // so that its second is over a moment before that of the time-out
            assertThat(Tasks.waitFor(onTime, seconds(1))).isEqualTo(11);
            Task<Integer> late = EventLoop.spawn(() -> {
                try {
                    return sleeper("late").call();
                } catch (CancelledException e) {
                    return 22;
                }
            });
            assertThat(Tasks.waitFor(late, seconds(1))).isEqualTo(22);
            assertThat((int) CancelScope.timeout(seconds(1), () -> {
                CancelScope.shielded(() -> after(5, 0).call());
                return 33;
            })).isEqualTo(33);
            return 0;
        });
    }

    @DisplayName("23: waitFor cancels the task when the time is over, and waits for it")
    @Test
    void waitForCancels() throws Exception {
        run(() -> {
            Task<Integer> slow = EventLoop.spawn(() -> {
                try {
                    return sleeper("slow").call();
                } finally {
                    CancelScope.shielded(() -> after(3, 0).call());
                }
            });
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> Tasks.waitFor(slow, seconds(1)));
            at("timed out");
            assertThat(slow.isCancelled()).isTrue();
            Task<Integer> done = EventLoop.spawn(() -> 1);
            done.await();
            assertThat(Tasks.waitFor(done, Duration.ZERO)).isEqualTo(1);
            return 0;
        });
        assertThat(trace).containsExactly("slow cancelled at 1", "timed out at 4");
    }
}
