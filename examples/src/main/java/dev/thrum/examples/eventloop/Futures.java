// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// To and fro between a loop and the rest of the program.
///
/// - `EventLoop.await` waits for any `CompletionStage`, which is what Java libraries answer with where Python's answer
///   with a `Future`: see [RepositorySearch] for a real one.
/// - `task.toCompletableFuture` is the other way round, for a library that wants one.
/// - A thread hands work over to a loop with `submit`, and may wait for it: Python's `run_coroutine_threadsafe`.
///   For something that nobody waits for there is `callSoonThreadSafe`.
///
/// Try: let the thread call `spawn` instead of `submit`. What does the message say?
final class Futures {

    private static void awaitAFuture() throws Exception {
        // @start region="await-future"
        CompletableFuture<String> future = new CompletableFuture<>();
        EventLoop.callSoon(() -> {
            future.complete("is there");
        });
        IO.println("The future " + EventLoop.await(future));

        CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException("no paper"));
        try {
            EventLoop.await(failed);
        } catch (ExecutionException e) {
            IO.println("The other one has failed: " + e.getCause());
        }
        // @end region="await-future"
    }

    private static void giveAFuture() throws Exception {
        // @start region="to-future"
        Task<Integer> task = EventLoop.spawn(() -> 6 * 7);
        CompletableFuture<String> text = task.toCompletableFuture().thenApply(number -> "The task has found " + number);
        IO.println(EventLoop.await(text));
        // @end region="to-future"
    }

    private static void fromAThread() throws Exception {
        // @start region="from-a-thread"
        EventLoop loop = EventLoop.current();
        String told = EventLoop.toThread(() -> {
            Task<String> inTheLoop = loop.submit("errand", () -> "a task of " + EventLoop.current());
            return "The thread was answered by " + inTheLoop.await();       // blocks this thread, not the loop
        });
        IO.println(told);
        // @end region="from-a-thread"
    }

    void main() throws Exception {
        EventLoop.builder().name("the loop").run(() -> {
            awaitAFuture();
            giveAFuture();
            fromAThread();
        });
    }
}
