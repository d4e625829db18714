// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.LookOut;
import dev.thrum.core.Resource;
import dev.thrum.core.Selection;
import org.jspecify.annotations.Nullable;

/// Those who wait at one end of a [Channel], in the order of their arrival. Guarded by the channel's latch.
final class ChannelLine<T> {

    // A turn, and who draws each edge:
    //
    //              add()                poll() and Selection.claim(): a newcomer at the other end, close(), fail()
    //     (new) ----------> IN LINE ---------------------------------------------------------> CLAIMED
    //                          |
    //                          | leave(): its own strand, whose wait has ended in another way
    //                          +--------------------------------------------------------------> GONE
    //
    // Whether a turn can be claimed is decided by the compare-and-set on its Selection alone, so an item that is handed
    // to a strand which is just timing out, being interrupted, or taking another clause of a select, goes to the next
    // one in line. What a claim hands over is written into the turn *before* the compare-and-set; the claimed strand
    // reads it after it has seen its outcome.

    /// A strand's place in a line.
    static final class Turn<T> {

        /// The outcome of a turn whose channel is closed.
        static final Object CLOSED = new Object();

        private final ChannelLine<T> line;
        private final Selection selection;
        private final int branch;

        /// What a sender sends, or a receiver was given. Of a receiver that was claimed, `null` means that the channel
        /// is closed.
        private @Nullable T item;

        /// Whether the channel has failed and the sender's item is refused.
        private boolean refused;

        private @Nullable Turn<T> next;
        private @Nullable Turn<T> previous;
        private boolean inLine;

        private Turn(ChannelLine<T> line, Selection selection, int branch, @Nullable T item) {
            this.line = line;
            this.selection = selection;
            this.branch = branch;
            this.item = item;
        }

        /// Makes the strand go on with this turn, unless its wait has ended in another way. Latched; who claims wakes the
        /// [#selection()] when the latch is free.
        boolean claim() {
            return selection.claim(branch);
        }

        /// Makes a receiver go on with an item, as [#claim()].
        boolean claimWith(T given) {
            item = given;
            boolean claimed = claim();
            if (!claimed) {
                item = null;
            }
            return claimed;
        }

        /// Makes the strand go on without an item having been handed over, as [#claim()].
        boolean claimRefused() {
            refused = true;
            return claim();
        }

        Selection selection() {
            return selection;
        }

        /// What a sender sends, or a claimed receiver was given; `null` if the channel is closed.
        @Nullable T item() {
            return item;
        }

        boolean isRefused() {
            return refused;
        }

        /// Leaves the line, if it is still there. Takes the latch.
        void leave() {
            line.leave(this);
        }

        /// The outcome of a claimed turn, for the handler of its clause.
        Object outcome() {
            return refused || item == null ? CLOSED : item;
        }
    }

    private final StoreLatch latch;
    private final Resource resource;
    private final LookOut lookOut = new LookOut();

    private @Nullable Turn<T> first;
    private @Nullable Turn<T> last;
    private int size;

    /// Creates a line in which nobody stands.
    ///
    /// @param latch the channel's
    /// @param resource what is waited for
    ChannelLine(StoreLatch latch, Resource resource) {
        this.latch = latch;
        this.resource = resource;
    }

    /// What is waited for.
    Resource resource() {
        return resource;
    }

    /// How many stand in the line. Latched.
    int size() {
        return size;
    }

    /// Begins the wait of a strand that will stand in this line only.
    Selection begin() {
        return Selection.begin(resource, lookOut);
    }

    /// Adds a turn at the end. Latched.
    ///
    /// @param item what a sender sends
    Turn<T> add(Selection selection, int branch, @Nullable T item) {
        Turn<T> turn = new Turn<>(this, selection, branch, item);
        Turn<T> tail = last;
        turn.previous = tail;
        turn.inLine = true;
        last = turn;
        if (tail == null) {
            first = turn;
        } else {
            tail.next = turn;
        }
        size++;
        return turn;
    }

    /// Takes the first turn out of the line. Latched.
    @Nullable Turn<T> poll() {
        Turn<T> turn = first;
        if (turn != null) {
            remove(turn);
        }
        return turn;
    }

    private void remove(Turn<T> turn) {
        Turn<T> before = turn.previous;
        Turn<T> after = turn.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        turn.next = null;
        turn.previous = null;
        turn.inLine = false;
        size--;
    }

    private void leave(Turn<T> turn) {
        latch.lock();
        try {
            if (turn.inLine) {
                remove(turn);
            }
        } finally {
            latch.unlock();
        }
    }
}
