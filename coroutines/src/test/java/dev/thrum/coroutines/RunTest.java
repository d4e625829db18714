// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_ERR)
class RunTest extends LoopTestBase {

    @DisplayName("1: run returns what main returns, or throws the same instance that main throws")
    @Test
    void resultOrException() throws Exception {
        IOException failure = new IOException("no such page");
        assertThat(run(() -> 42)).isEqualTo(42);
        assertThatThrownBy(() -> run(() -> {
            throw failure;
        })).isSameAs(failure);
        AssertionError error = new AssertionError("an error, too");
        assertThatThrownBy(() -> run(() -> {
            throw error;
        })).isSameAs(error);
    }

    @DisplayName("1: what is left over is cancelled and waited for, and its errors are reported")
    @Test
    void leftOvers() throws Exception {
        String log = Logged.by(() -> run(() -> {
            EventLoop.spawn("left over", () -> {
                try {
                    return sleeper("left over").call();
                } catch (CancelledException e) {
                    CancelScope.shielded(() -> after(2, 0).call());
                    at(e.reason());
                    throw new IllegalStateException("clean-up failed");
                }
            });
            Strand.sleep(seconds(1));
            return at("main ends");
        }));
        assertThat(trace).containsExactly("main ends at 1", "left over cancelled at 1", "the main task has ended at 3");
        assertThat(log).containsOnlyOnce("task \"left over\" failed and nobody retrieved its failure")
                .contains("IllegalStateException: clean-up failed");
    }

    @DisplayName("2: a run inside a task lends that task's loop, which goes on; its left-overs end with it")
    @Test
    void nested() throws Exception {
        run(() -> {
            Task<Boolean> other = EventLoop.spawn(() -> {
                Strand.sleep(seconds(1));
                return at("other");
            });
            String inner = EventLoop.run(() -> {
                EventLoop.spawn(sleeper("inner left over")).needsNoAwaiter();
                return after(2, "inner").call();
            });
            at(inner);
            return other.await();
        });
        assertThat(trace).containsExactly("other at 1", "inner left over cancelled at 2", "inner at 2");
    }

    @DisplayName("2: cancelling the task that runs it cancels a nested run")
    @Test
    void nestedAndCancelled() throws Exception {
        run(() -> {
            Task<Integer> outer = EventLoop.spawn(() -> EventLoop.run(() -> EventLoop.spawn(sleeper("deep")).await()));
            Strand.sleep(seconds(1));
            outer.cancel("enough");
            assertThatThrownBy(outer::await).isInstanceOf(java.util.concurrent.CancellationException.class);
            return at("goes on");
        });
        assertThat(trace).containsExactly("deep cancelled at 1", "goes on at 1");
    }

    @DisplayName("2: a nested run waits for a task that it is given when main has ended, and takes none afterwards")
    @Test
    void nestedAndOver() throws Exception {
        run(() -> {
            CompletableFuture<Task<?>> main = new CompletableFuture<>();
            Task<Task<Integer>> other = EventLoop.spawn(() -> {
                Task<?> awaited = EventLoop.await(main);
                awaited.await();
                return awaited.loop().submit("late", () -> 0);
            });
            EventLoop.run(() -> {
                main.complete(EventLoop.currentTask());
                Strand.sleep(seconds(1));
            });
            assertThat(other.result().isDone()).isTrue();
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> main.join().loop().submit("too late", () -> 0));
            return 0;
        });
    }

    @DisplayName("2: a nested run that was cut short takes no task any more")
    @Test
    void nestedAndCutShort() throws Exception {
        run(() -> {
            AtomicReference<EventLoop> inner = new AtomicReference<>();
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(seconds(1), () -> EventLoop.run(() -> {
                        inner.set(EventLoop.current());
                        Strand.sleep(seconds(10));
                    })));
            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> inner.get().submit("too late", () -> 0));
            return 0;
        });
    }

    @DisplayName("13: a running task that nobody holds survives a garbage collection")
    @Test
    void aTaskThatNobodyHolds() throws Exception {
        EventLoop.run(() -> {
            CompletableFuture<String> end = new CompletableFuture<>();
            WeakReference<CompletableFuture<String>> wish = startForgotten(end);
            Strand.yieldNow();
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            CompletableFuture<String> still = wish.get();
            assertThat(still).isNotNull();
            still.complete("alive");
            assertThat(EventLoop.await(end)).isEqualTo("alive");
            return 0;
        });
    }

    /// A task that waits for something which only it holds.
    private static WeakReference<CompletableFuture<String>> startForgotten(CompletableFuture<String> end) {
        CompletableFuture<String> wish = new CompletableFuture<>();
        EventLoop.spawn(() -> end.complete(EventLoop.await(wish)));
        return new WeakReference<>(wish);
    }
}
