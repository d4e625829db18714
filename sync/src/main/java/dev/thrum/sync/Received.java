// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import org.jspecify.annotations.Nullable;

/// What came of an attempt to receive from a [Channel], with "closed" told apart from "empty".
///
/// ```java
/// switch (channel.tryReceive()) {
///     case Received.Item(Job job) -> job.run();
///     case Received.Empty() -> idle();
///     case Received.Closed(var cause) -> stop(cause);
/// }
/// ```
///
/// @param <T> the items
public sealed interface Received<T> {

    /// An item was received.
    ///
    /// @param item the item
    /// @param <T> the items
    record Item<T>(T item) implements Received<T> {}

    /// There is no item now; one may come.
    ///
    /// @param <T> the items
    record Empty<T>() implements Received<T> {}

    /// The channel is closed and empty: no item will ever come.
    ///
    /// @param cause why the channel has failed; `null` if it was closed in the ordinary way
    /// @param <T> the items
    record Closed<T>(@Nullable Throwable cause) implements Received<T> {}
}
