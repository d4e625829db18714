// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// What has come of resuming a [Coroutine].
///
/// ```java
/// switch (coroutine.resume(answer)) {
///     case Step.Yielded(var question) -> ...
///     case Step.Returned(var result) -> ...
/// }
/// ```
///
/// @param <Y> what the body yields
/// @param <R> what it returns
public sealed interface Step<Y extends @Nullable Object, R extends @Nullable Object> {

    /// The body stands at a yield.
    ///
    /// @param item what it has yielded
    /// @param <Y> what the body yields
    /// @param <R> what it returns
    record Yielded<Y extends @Nullable Object, R extends @Nullable Object>(Y item) implements Step<Y, R> {}

    /// The body has ended.
    ///
    /// @param value what it has returned; `null` if that has been told before
    /// @param <Y> what the body yields
    /// @param <R> what it returns
    record Returned<Y extends @Nullable Object, R extends @Nullable Object>(R value) implements Step<Y, R> {}
}
