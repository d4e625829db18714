// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Body;
import dev.thrum.core.Resource;
import dev.thrum.core.Selection;
import dev.thrum.sync.ChannelLine.Turn;
import org.jspecify.annotations.Nullable;

/// Sends an item.
final class SendClause<T, R extends @Nullable Object, X extends Exception> extends ChannelClause<T, R, X> {

    private final T item;
    private final Body<? extends R, ? extends X> handler;

    SendClause(ChannelStore<T> store, T item, Body<? extends R, ? extends X> handler) {
        super(store);
        this.item = item;
        this.handler = handler;
    }

    @Override
    void match(Match match) {
        match.partner = store.claimReceiver(item);
        if (match.partner != null || store.store(item)) {
            match.outcome = DONE;
        }
    }

    @Override
    Turn<T> join(Selection selection, int branch) {
        return store.joinSenders(selection, branch, item);
    }

    @Override
    R handle(Object outcome) throws X, InterruptedException {
        if (outcome == Turn.CLOSED) {
            throw store.closed("send to");
        }
        return handler.call();
    }

    @Override
    Resource subject() {
        return store.sending();
    }
}
