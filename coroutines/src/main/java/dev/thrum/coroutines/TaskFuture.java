// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A task as a future, for code that wants one.
final class TaskFuture {

    private TaskFuture() {}

    /// A new future that ends as the task does; cancelling it cancels the task.
    static <T extends @Nullable Object> CompletableFuture<T> of(Task<T> task) {
        CompletableFuture<T> future = new CompletableFuture<>();
        task.whenDone(_ -> {
            switch (Objects.requireNonNull(task.outcome())) {
                case Outcome.Success<T>(T value) -> future.complete(value);
                case Outcome.Failure<T>(Throwable cause) -> future.completeExceptionally(cause);
                case Outcome.Cancelled<T> _ -> future.completeExceptionally(task.cancellation());
            }
        });
        CompletableFuture<T> _ = future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
                task.cancel("its future was cancelled");
            }
        });
        return future;
    }
}
