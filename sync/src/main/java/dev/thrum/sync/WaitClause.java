// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Body;
import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A clause about something whose waiters stand in a [WaitQueue] and are granted leave to try again: a lock, a permit,
/// an event, a work queue.
final class WaitClause<T, R extends @Nullable Object, X extends Exception> extends Clause<R, X> {

    /// What it is about. All but [#waiters()] may throw what the primitive throws instead of a wait that cannot end.
    ///
    /// @param <T> what is gotten
    interface Source<T> {

        Resource resource();

        WaitQueue waiters();

        /// Gives way to others if it is due, before the caller, which is ready to wait, does anything.
        default void giveWayIfDue() {}

        /// To be called before the caller joins the queue.
        default void join() {}

        /// To be called after the caller has left the queue.
        default void leave() {}

        /// Gets it, if it can be had without waiting, as a newcomer does.
        ///
        /// @return what was gotten, or `null`
        @Nullable T attempt();

        /// The second look, of one that has joined the queue; does whatever else a waiter does before it waits.
        ///
        /// @return whether there is reason to try
        boolean isWorthTrying();

        /// Gets it, on a try that the second look led to.
        ///
        /// @return what was gotten, or `null` if somebody was quicker
        default @Nullable T attemptAfterLook() {
            return attempt();
        }

        /// Gets it as one whose waiter was granted, or passes the grant on.
        ///
        /// @return what was gotten, or `null` if somebody was quicker
        @Nullable T attemptAsGranted();
    }

    final Source<T> source;
    private final Handler<? super T, ? extends R, ? extends X> handler;

    WaitClause(Source<T> source, Handler<? super T, ? extends R, ? extends X> handler) {
        this.source = source;
        this.handler = handler;
    }

    static <R extends @Nullable Object, X extends Exception> Clause<R, X> of(
            Source<Object> source, Body<? extends R, ? extends X> handler) {
        Objects.requireNonNull(handler, "A clause needs a handler");
        return new WaitClause<>(source, done -> handler.call());
    }

    @Override
    void giveWayIfDue() {
        source.giveWayIfDue();
    }

    @Override
    @Nullable Object attempt() {
        return source.attempt();
    }

    @Override
    @SuppressWarnings("unchecked") // an outcome of the source's attempts
    R handle(Object outcome) throws X, InterruptedException {
        return handler.handle((T) outcome);
    }

    @Override
    Resource subject() {
        return source.resource();
    }
}
