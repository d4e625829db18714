// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// One iteration whose items are made elsewhere: it is read rather than resumed, so it needs no hand-off.
///
/// All methods but [#abandon()] are called by one consumer at a time.
///
/// @param <T> the items
interface Feed<T extends @Nullable Object> {

    /// Opens a new feed. Nothing runs until it is asked for an item.
    @FunctionalInterface
    interface Opening<T extends @Nullable Object> {
        Feed<T> open();
    }

    /// Whether [#take()] would give an item at once. Harmless if called by others than the consumer.
    boolean isReady();

    /// Waits until there is an item or the end.
    ///
    /// @return false at the end
    /// @throws InterruptedException if the wait is interrupted or cancelled; nothing is lost, and it may be tried again
    boolean awaitItem() throws InterruptedException;

    /// The item that is ready.
    T take();

    /// What the items end with, once [#awaitItem()] has answered false; `null` for an ordinary end.
    @Nullable Throwable failure();

    /// Ends the feed, and returns when everything behind it has been cleaned up.
    void close();

    /// Tells the feed that nobody will ever read or close it. Never blocks.
    void abandon();

    /// Hands what comes to a consumer until one of the two ends, and closes the feed in any case.
    default void drainTo(Yielder<? super T> out) throws Exception {
        try (AutoCloseable _ = this::close) {
            while (awaitItem()) {
                out.yield(take());
            }
            Throwable failure = failure();
            if (failure != null) {
                throw Sneaky.rethrow(failure);
            }
        }
    }
}
