// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelledException;
import org.jspecify.annotations.Nullable;

/// How a [Task] has ended: what [Tasks#gatherOutcomes] collects, to be taken apart by a `switch`.
///
/// Source: `asyncio.gather(return_exceptions=True)`.
///
/// @param <T> what the task's body returns
public sealed interface Outcome<T extends @Nullable Object> {

    /// The body has returned.
    ///
    /// @param value what it has returned
    /// @param <T> its type
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /// The body has thrown.
    ///
    /// @param cause what it has thrown, the same instance
    /// @param <T> what it would have returned
    record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

    /// A cancellation has gone through the whole body, or has come before it began.
    ///
    /// @param cause tells why and by whom
    /// @param <T> what the body would have returned
    record Cancelled<T extends @Nullable Object>(CancelledException cause) implements Outcome<T> {}
}
