// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Resource;
import dev.thrum.core.Selection;
import dev.thrum.sync.ChannelLine.Turn;
import org.jspecify.annotations.Nullable;

/// Receives an item, or the news that none will come.
final class ReceiveClause<T, R extends @Nullable Object, X extends Exception> extends ChannelClause<T, R, X> {

    /// What is done with either.
    @FunctionalInterface
    interface Taker<T, R extends @Nullable Object, X extends Exception> {

        /// Takes note of either.
        ///
        /// @param item the item, or `null` if the channel is closed
        R take(@Nullable T item) throws X, InterruptedException;
    }

    private final Taker<T, ? extends R, ? extends X> taker;

    ReceiveClause(ChannelStore<T> store, Taker<T, ? extends R, ? extends X> taker) {
        super(store);
        this.taker = taker;
    }

    @Override
    void match(Match match) {
        Turn<T> sender = store.claimSender();
        T item = store.next(sender);
        match.partner = sender == null ? null : sender.selection();
        match.outcome = item == null && store.isClosed() ? Turn.CLOSED : item;
    }

    @Override
    Turn<T> join(Selection selection, int branch) {
        return store.joinReceivers(selection, branch);
    }

    @Override
    @SuppressWarnings("unchecked") // an outcome of match(), or of a receiver's turn
    R handle(Object outcome) throws X, InterruptedException {
        return taker.take(outcome == Turn.CLOSED ? null : (T) outcome);
    }

    @Override
    Resource subject() {
        return store.receiving();
    }
}
