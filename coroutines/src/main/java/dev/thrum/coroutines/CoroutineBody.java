// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// The code of a [Coroutine]: ordinary code that hands something out now and then, and goes on with what it gets for it.
///
/// @param <Y> what the body yields
/// @param <S> what it is sent
/// @param <R> what it returns
@FunctionalInterface
public interface CoroutineBody<
        Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {

    /// Runs the body. It may wait, take locks, open resources.
    ///
    /// @param self how it talks to whoever resumes it; to be used by this call only, on its own thread
    /// @return the value of the whole coroutine
    /// @throws Exception what goes wrong; the consumer gets the very instance
    R run(Exchange<Y, S> self) throws Exception;
}
