// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// Where the body of a generator puts its items.
///
/// @param <T> what the body yields
@FunctionalInterface
public interface Yielder<T extends @Nullable Object> {

    /// Hands an item to the consumer and returns when the consumer asks for the next one. The body does not run in
    /// between.
    ///
    /// If the consumer wants no more, the call throws [ExitSignal] instead of returning; let it pass, so that the
    /// `finally` blocks around the call run.
    ///
    /// @param item the item; `null` is one like any other
    /// @throws IllegalStateException if called after the body has ended, by a thread other than the body's, or inside a
    ///     [dev.thrum.core.CancelScope] that the body has entered: what the consumer does meanwhile is not the body's
    ///     to cancel
    @SuppressWarnings("NamedLikeContextualKeyword") // it is what it does, and `out.yield(item)` reads like it
    void yield(T item);
}
