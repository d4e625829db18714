// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Selection;
import dev.thrum.sync.ChannelLine.Turn;
import org.jspecify.annotations.Nullable;

/// A clause about one end of a channel.
abstract sealed class ChannelClause<T, R extends @Nullable Object, X extends Exception> extends Clause<R, X>
        permits SendClause, ReceiveClause {

    final ChannelStore<T> store;

    ChannelClause(ChannelStore<T> store) {
        this.store = store;
    }

    @Override
    final void giveWayIfDue() {
        store.latch.giveWayIfDue();
    }

    @Override
    final @Nullable Object attempt() {
        Match match = new Match();
        store.latch.lock(Manner.INSIST);
        try {
            match(match);
        } finally {
            store.latch.unlock();
        }
        match.wakePartner();
        return match.outcome;
    }

    /// Does what the clause says if that can be done now. Latched.
    abstract void match(Match match);

    /// Joins the line. Latched.
    abstract Turn<T> join(Selection selection, int branch);

    /// What comes of a match: filled while a latch is held, used when it is free.
    static final class Match {

        @Nullable Object outcome;
        @Nullable Selection partner;

        void wakePartner() {
            if (partner != null) {
                partner.wake();
            }
        }
    }
}
