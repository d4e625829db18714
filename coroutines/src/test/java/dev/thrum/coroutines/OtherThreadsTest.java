// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What runs outside of the loop, or for others.
class OtherThreadsTest extends LoopTestBase {

    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final CountDownLatch never = new CountDownLatch(1);

    @DisplayName("30: toThread runs its body on another, platform thread while the other tasks go on")
    @Test
    void toThread() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        run(() -> {
            Thread mine = Thread.currentThread();
            Task<Thread> elsewhere = EventLoop.spawn(() -> EventLoop.toThread(() -> {
                latch.await();
                return Thread.currentThread();
            }));
            Strand.yieldNow();
            latch.countDown();
            Thread other = elsewhere.await();
            assertThat(other).isNotSameAs(mine);
            assertThat(other.isVirtual()).isFalse();
            return 0;
        });
        assertThat(EventLoop.toThread(Thread::currentThread)).isNotSameAs(Thread.currentThread());
    }

    @DisplayName("30: its body's exception comes out as the same instance")
    @Test
    void toThreadThrows() throws Exception {
        IOException failure = new IOException("over there");
        run(() -> {
            assertThatThrownBy(() -> EventLoop.toThread(() -> {
                throw failure;
            })).isSameAs(failure);
            return 0;
        });
    }

    @DisplayName("12: what the loop keeps is bound in tasks, callbacks and toThread as it was where they were made")
    @Test
    void contextIsCapturedAtCreation() throws Exception {
        EventLoop.builder().clock(clock).keep(USER).run(() -> {
            Task<String> without = EventLoop.spawn(() -> USER.orElse("nobody"));
            Task<String> ann = ScopedValue.where(USER, "ann").call(() -> EventLoop.spawn(() -> {
                Strand.sleep(seconds(1));
                return USER.get() + ", " + EventLoop.spawn(USER::get).await() + ", " + EventLoop.toThread(USER::get);
            }));
            ScopedValue.where(USER, "bob").call(() -> EventLoop.callLater(seconds(2), () -> trace.add(USER.get())));
            assertThat(without.await()).isEqualTo("nobody");
            assertThat(ann.await()).isEqualTo("ann, ann, ann");
            assertThat(USER.isBound()).isFalse();
            return after(5, 0).call();
        });
        assertThat(trace).containsExactly("bob");
    }

    @DisplayName("12: a captured context can be taken anywhere")
    @Test
    void contextByHand() throws Exception {
        Context context = ScopedValue.where(USER, "ann").call(() -> Context.capture(USER));
        assertThat(context.call(USER::get)).isEqualTo("ann");
        assertThat(Context.capture(USER).call(() -> USER.orElse("nobody"))).isEqualTo("nobody");
        assertThatThrownBy(() -> context.call(() -> {
            throw new IOException("as it is");
        })).isInstanceOf(IOException.class);
    }

    @DisplayName("12: the current task is known in a body on the task's own thread outside, and in no other thread")
    @Test
    void currentTaskOutside() throws Exception {
        run(() -> {
            Task<?> me = EventLoop.currentTask();
            assertThat((Object) EventLoop.blocking(EventLoop::currentTask)).isSameAs(me);
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> EventLoop.toThread(EventLoop::currentTask));
            return 0;
        });
    }

    @DisplayName("30: cancellation interrupts a body elsewhere and waits for it")
    @Test
    void cancellationInterruptsTheOtherThread() throws Exception {
        run(() -> {
            CountDownLatch begun = new CountDownLatch(1);
            Task<Integer> task = EventLoop.spawn(() -> EventLoop.toThread(() -> {
                begun.countDown();
                try {
                    never.await();
                    return 1;
                } finally {
                    trace.add("interrupted");
                }
            }));
            Strand.yieldNow();
            begun.await();
            task.cancel("closing time");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await)
                    .withMessageContaining("closing time");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return trace.add("awaited");
        });
        assertThat(trace).containsExactly("interrupted", "awaited");
    }

    @DisplayName("30: a wait of this library in a body elsewhere is told of the scope around the call")
    @Test
    void scopesReachTheOtherThread() throws Exception {
        run(() -> {
            CountDownLatch begun = new CountDownLatch(1);
            Task<String> task = EventLoop.spawn(() -> EventLoop.toThread(() -> {
                begun.countDown();
                CancelledException e = catchThrowableOfType(CancelledException.class, () -> Strand.sleep(Duration.ofHours(1)));
                return e.reason();
            }));
            Strand.yieldNow();
            begun.await();
            task.cancel("closing time");
            assertThat(task.await()).isEqualTo("closing time");
            return 0;
        });
    }

    @DisplayName("30: an executor can be given; a body it has not begun when the call is cancelled never runs")
    @Test
    void withAnExecutor() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("pool").factory())) {
            run(() -> {
                assertThat(EventLoop.blocking(pool, () -> Thread.currentThread().getName())).isEqualTo("pool");
                Queue<Runnable> later = new ArrayDeque<>();
                Task<Boolean> waiting = EventLoop.spawn(() -> EventLoop.blocking(later::add, () -> trace.add("ran")));
                while (later.isEmpty()) {
                    Strand.yieldNow();
                }
                waiting.cancel("not needed");
                assertThatExceptionOfType(CancellationException.class).isThrownBy(waiting::await);
                later.remove().run();
                return 0;
            });
        }
        assertThat(trace).isEmpty();
    }

    @DisplayName("30: an executor may run a body on the caller's thread; the others go on, and the scopes around hold")
    @Test
    void executorThatRunsInTheCaller() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        IOException failure = new IOException("on purpose");
        run(() -> {
            Thread mine = Thread.currentThread();
            EventLoop.spawn(latch::countDown);
            assertThat(EventLoop.blocking(Runnable::run, () -> {
                latch.await();
                return Thread.currentThread();
            })).isSameAs(mine);
            assertThatThrownBy(() -> EventLoop.blocking(Runnable::run, () -> {
                throw failure;
            })).isSameAs(failure);
            for (Action<InterruptedException> endless : List.<Action<InterruptedException>>of(
                    () -> Strand.sleep(seconds(3600)), () -> never.await())) {
                assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(
                        () -> CancelScope.timeout(Duration.ofMillis(10), () -> {
                            EventLoop.blocking(Runnable::run, endless);
                        }));
            }
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return 0;
        });
        assertThat(EventLoop.blocking(Runnable::run, Thread::currentThread)).isSameAs(Thread.currentThread());
    }

    @DisplayName("30, 26: a time-out around a blocking call fires on a virtual clock, too, after as much real time")
    @Test
    void aTimeOutOutsideOnAVirtualClock() throws Exception {
        run(() -> {
            Task<Boolean> ticker = EventLoop.spawn(() -> {
                Strand.sleep(Duration.ofMillis(4));
                trace.add("4 ms");
                Strand.sleep(Duration.ofMillis(4));
                return trace.add("8 ms");
            });
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(6), () -> EventLoop.blocking(() -> {
                        never.await();
                        return 1;
                    })));
            trace.add("timed out at " + clock.elapsed());
            ticker.await();
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(1), () -> EventLoop.toThread(() -> {
                        never.await();
                        return 1;
                    })));
            return trace.add("and again at " + clock.elapsed());
        });
        assertThat(trace).containsExactly("4 ms", "timed out at PT0.006S", "8 ms", "and again at PT0.009S");
    }

    @DisplayName("30, 26: a virtual clock stands still while a call without a time-out is outside")
    @Test
    void aVirtualClockStandsStillMeanwhile() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        run(() -> {
            Task<Boolean> sleeping = EventLoop.spawn(() -> {
                Strand.sleep(Duration.ofNanos(1));
                return trace.add("slept");
            });
            Thread.ofPlatform().start(go::countDown);
            EventLoop.blocking(() -> {
                go.await();
                return trace.add("outside ends at " + clock.elapsed());
            });
            return sleeping.await();
        });
        assertThat(trace).containsExactly("outside ends at PT0S", "slept");
    }

    @DisplayName("22, 30: a deadline that is moved reaches a call that is outside already, on both clocks")
    @Test
    void aMovedDeadlineReachesACallOutside() throws Exception {
        for (boolean isVirtual : new boolean[] {true, false}) {
            EventLoop.Builder builder = EventLoop.builder();
            (isVirtual ? builder.clock(clock) : builder).run(() -> {
                CancelScope scope = new CancelScope("scope").expireAfter(Duration.ofDays(1));
                CountDownLatch outside = new CountDownLatch(1);
                Task<Integer> task = EventLoop.spawn(() -> scope.call(() -> EventLoop.blocking(() -> {
                    outside.countDown();
                    never.await();
                    return 1;
                })));
                Strand.yieldNow();
                outside.await();
                scope.expireAfter(Duration.ofMillis(1));
                assertThatThrownBy(task::await).hasCauseInstanceOf(DeadlineExceededException.class);
                return 0;
            });
        }
    }

    @DisplayName("22, 30: a deadline that is taken away does not interrupt a call outside")
    @Test
    void aDeadlineTakenAwayOutside() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        run(() -> {
            CancelScope scope = new CancelScope("scope").expireAfter(Duration.ofMillis(20));
            CountDownLatch outside = new CountDownLatch(1);
            Task<Integer> task = EventLoop.spawn(() -> scope.call(() -> EventLoop.blocking(() -> {
                outside.countDown();
                go.await();
                return 1;
            })));
            Strand.yieldNow();
            outside.await();
            scope.expireNever();
            assertThatExceptionOfType(DeadlineExceededException.class) // real time passes
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(40), () -> EventLoop.blocking(() -> {
                        never.await();
                        return 1;
                    })));
            go.countDown();
            assertThat(task.await()).isEqualTo(1);
            return 0;
        });
    }

    @DisplayName("30, 26: a sleep of this library outside ends on a virtual clock")
    @Test
    void aSleepOutsideOnAVirtualClock() throws Exception {
        run(() -> EventLoop.blocking(() -> {
            Strand.sleep(Duration.ofMillis(2));
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofMillis(3), () -> {
                        Strand.sleep(Duration.ofDays(1));
                        return 0;
                    }));
            return trace.add(clock.elapsed().toString());
        }));
        assertThat(trace).containsExactly("PT0.005S");
    }

    @DisplayName("31: a task's future ends as the task does; cancelling it cancels the task")
    @Test
    void toCompletableFuture() throws Exception {
        IOException failure = new IOException("broken");
        run(() -> {
            CompletableFuture<Integer> value = EventLoop.spawn(after(1, 42)).toCompletableFuture();
            CompletableFuture<Integer> bad = EventLoop.spawn(failAfter(1, failure)).toCompletableFuture();
            Task<Integer> cancelled = EventLoop.spawn(sleeper("cancelled"));
            CompletableFuture<Integer> ofCancelled = cancelled.toCompletableFuture();
            Task<Integer> task = EventLoop.spawn(sleeper("task"));
            CompletableFuture<Integer> cancelling = task.toCompletableFuture();
            Strand.yieldNow();
            cancelled.cancel("not wanted");
            int next = EventLoop.await(value.thenApply(n -> n + 1));
            assertThat(next).isEqualTo(43);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> EventLoop.await(bad)).withCause(failure);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(ofCancelled::join)
                    .havingCause().withMessageContaining("not wanted");
            cancelling.cancel(true);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await);
            assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> bad.thenApply(n -> n).join());
            return 0;
        });
        assertThat(trace).containsExactly("cancelled cancelled at 0", "task cancelled at 1");
    }

    @DisplayName("30: what is called may have no result")
    @Test
    void withoutAResult() throws Exception {
        Queue<String> done = new ConcurrentLinkedQueue<>();
        IOException failure = new IOException("no such file");
        Executor elsewhere = Thread.ofVirtual()::start;
        run(() -> {
            EventLoop.blocking(() -> {
                done.add("blocking");
            });
            EventLoop.toThread(() -> {
                done.add("toThread");
            });
            EventLoop.blocking(elsewhere, () -> {
                done.add("executor");
            });
            assertThatIOException().isThrownBy(() -> EventLoop.blocking(() -> fail(failure))).isSameAs(failure);
            assertThatIOException().isThrownBy(() -> EventLoop.toThread(() -> fail(failure))).isSameAs(failure);
            assertThatIOException().isThrownBy(() -> EventLoop.blocking(elsewhere, () -> fail(failure)))
                    .isSameAs(failure);
            return 0;
        });
        assertThat(done).containsExactly("blocking", "toThread", "executor");
    }

    private static void fail(IOException failure) throws IOException {
        throw failure;
    }
}
