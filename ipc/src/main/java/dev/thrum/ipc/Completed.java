// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One finished task of a [ProcessPool#map(RemoteFunction, java.util.Collection, java.util.function.Consumer) map]:
/// what came out, where it ran, and when. Enough to draw a progress bar or a time-line with one row for each worker.
///
/// `start` and `end` are read in the worker. `end - start` is measured with the monotonic clock and does not jump;
/// `start` itself is wall-clock time of this machine. For a task whose worker died, and for one that never reached a
/// worker, both are the parent's own reading.
///
/// @param index the position of the argument in the input, from 0
/// @param result what the function returned; null if it failed (or returned null)
/// @param failure why there is no result; null if there is one
/// @param worker the number of the worker, from 0; a replacement inherits the number of the worker it replaces. -1 if
///     the task never reached one
/// @param pid the process id of the worker, or -1
/// @param start when the worker began
/// @param end when the worker was done
/// @param <R> the result's type
public record Completed<R extends @Nullable Object>(
        int index, @Nullable R result, @Nullable Throwable failure, int worker, long pid, Instant start, Instant end) {

    /// Whether the task returned normally.
    ///
    /// @return false if it failed
    public boolean succeeded() {
        return failure == null;
    }

    /// How long the task ran.
    ///
    /// @return the time from start to end
    public Duration elapsed() {
        return Duration.between(start, end);
    }
}
