// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The part of a [Channel] that makes clauses of a [Select].
///
/// @param <T> the items
abstract sealed class ChannelClauses<T> permits Channel {

    abstract ChannelStore<T> store();

    /// A clause of a [Select] that sends an item.
    ///
    /// The select throws a [ChannelClosedException] if this clause can go on first because the channel is closed, or
    /// fails.
    ///
    /// @param item what to send, if this clause is selected
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onSend(
            T item, Body<? extends R, ? extends X> handler) {
        requireItem(item);
        return new SendClause<>(store(), item, handler);
    }

    /// As [#onSend(Object, Body)], with a handler without a value. What could be either is a body.
    ///
    /// @param item what to send, if this clause is selected
    /// @param handler what to do then, on the calling strand
    /// @param <X> what the handler throws
    /// @return the clause, whose value is `null`
    public <X extends Exception> Clause<@Nullable Void, X> onSend(T item, Action<? extends X> handler) {
        return this.<@Nullable Void, X>onSend(item, Clause.unvalued(handler));
    }

    /// A clause of a [Select] that receives an item.
    ///
    /// The select throws a [ChannelClosedException] if this clause can go on first because the channel is closed and
    /// empty, or fails; to go on with the other clauses then, use [#onReceiveOrClosed].
    ///
    /// @param handler what to do with the item, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onReceive(
            Clause.Handler<? super T, ? extends R, ? extends X> handler) {
        return new ReceiveClause<>(store(), item -> {
            if (item == null) {
                throw store().closed("receive from");
            }
            return handler.handle(item);
        });
    }

    /// A clause of a [Select] that receives an item or the news that the channel is closed.
    ///
    /// @param handler what to do with either, on the calling strand; it never gets [Received.Empty]
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onReceiveOrClosed(
            Clause.Handler<? super Received<T>, ? extends R, ? extends X> handler) {
        return new ReceiveClause<>(store(), item -> handler.handle(
                item == null ? new Received.Closed<>(store().failure()) : new Received.Item<>(item)));
    }

    static void requireItem(@Nullable Object item) {
        Objects.requireNonNull(item, "A channel takes no null items");
    }
}
