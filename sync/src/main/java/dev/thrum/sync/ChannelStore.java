// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.LookOut;
import dev.thrum.core.Resource;
import dev.thrum.core.Selection;
import dev.thrum.core.Strand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The items of a [Channel] and those who wait at its two ends. What is marked *latched* is called by a strand that
/// holds the latch; nothing here waits or calls foreign code.
final class ChannelStore<T> {

    // A channel is a buffer between two lines of turns. Between any two holdings of the latch,
    //
    //     a receiver waits  =>  the buffer is empty and no sender waits
    //     a sender waits    =>  the buffer is full and no receiver waits
    //
    // where "waits" means that the turn can still be claimed, and a strand that waits at both ends at once, in one
    // select, does not count at one of them for itself: it cannot be its own partner. A newcomer therefore never
    // overtakes anybody: if a sender waits there is no room for it, and if a receiver waits there is no item.
    //
    // A turn, and who draws each edge:
    //
    //              join()               claim...(): a newcomer at the other end, close(), fail()
    //     (new) ----------> IN LINE ---------------------------------------------------------> CLAIMED
    //                          |
    //                          | leave(): its own strand, whose wait has ended in another way
    //                          +--------------------------------------------------------------> GONE
    //
    // Whether a turn can be claimed is decided by the compare-and-set on its Selection alone, so an item that is handed
    // to a strand which is just timing out, being interrupted, or taking another clause of a select, goes to the next
    // one in line. What a claim hands over is written into the turn *before* the compare-and-set; the claimed strand
    // reads it after it has seen its outcome.
    //
    // Why two selects cannot both match each other and a third: a select looks at all its channels, and joins their
    // lines, while it holds the latches of all of them. As long as it looks, it stands in no line and nobody can claim
    // it; once it stands there, it only waits to be claimed. So every match has one side that acts and one that waits,
    // and needs one compare-and-set, on the side that waits. Latches are taken in the order of their numbers.

    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    /// A strand's place in a line.
    static final class Turn<T> {

        /// The outcome of a turn whose channel is closed.
        static final Object CLOSED = new Object();

        private final Line<T> line;
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

        private Turn(Line<T> line, Selection selection, int branch, @Nullable T item) {
            this.line = line;
            this.selection = selection;
            this.branch = branch;
            this.item = item;
        }

        Selection selection() {
            return selection;
        }

        /// What a claimed receiver was given; `null` if the channel is closed.
        @Nullable T item() {
            return item;
        }

        boolean isRefused() {
            return refused;
        }

        /// Leaves the line, if it is still there.
        void leave() {
            line.leave(this);
        }

        /// The outcome of a claimed turn, for the handler of its clause.
        Object outcome() {
            return refused || item == null ? CLOSED : item;
        }
    }

    /// Those who wait at one end, in the order of their arrival.
    static final class Line<T> {

        /// The channel's.
        private final StoreLatch latch;

        /// What they wait for.
        private final Resource resource;

        private final LookOut lookOut = new LookOut();

        private @Nullable Turn<T> first;
        private @Nullable Turn<T> last;
        private int size;

        private Line(StoreLatch latch, Resource resource) {
            this.latch = latch;
            this.resource = resource;
        }

        private void add(Turn<T> turn) {
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

        private @Nullable Turn<T> poll() {
            Turn<T> turn = first;
            if (turn != null) {
                remove(turn);
            }
            return turn;
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

    /// How it was closed.
    ///
    /// @param by the strand that closed it
    /// @param cause why it has failed, or `null`
    private record Closure(String by, @Nullable Throwable cause) {}

    final StoreLatch latch = new StoreLatch();

    /// Its place in the order in which several latches are taken.
    final long number = LAST_NUMBER.incrementAndGet();

    private final String name;
    private final int capacity;
    private final boolean conflated;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final Line<T> senders;
    private final Line<T> receivers;

    /// Written under the latch. `null` --close()--> closed --fail()--> failed, or at once to failed.
    private volatile @Nullable Closure closure;

    /// @param name of the channel
    /// @param capacity how many items it holds at most
    /// @param conflated whether an item that finds no room takes the place of the one before it
    ChannelStore(String name, int capacity, boolean conflated) {
        this.name = name;
        this.capacity = capacity;
        this.conflated = conflated;
        senders = new Line<>(latch, new ChannelEnd((capacity == 0 ? "a receiver of " : "room in ") + name, this));
        receivers = new Line<>(latch, new ChannelEnd("an item of " + name, this));
    }

    // --------------------------------------------------------------------------------------------------- latched

    /// Sends an item to the first receiver in line, if there is one. Latched.
    ///
    /// @return the receiver, to be woken once the latch is free, or `null`
    /// @throws ChannelClosedException if the channel is closed
    @Nullable Selection claimReceiver(T item) {
        if (closure != null) {
            throw closed("send to");
        }
        for (Turn<T> turn = receivers.poll(); turn != null; turn = receivers.poll()) {
            turn.item = item;
            if (turn.selection.claim(turn.branch)) {
                return turn.selection;
            }
            turn.item = null;
        }
        return null;
    }

    /// Puts an item for which there is no receiver into the buffer, if there is room. Latched.
    boolean store(T item) {
        if (items.size() < capacity) {
            items.add(item);
            return true;
        }
        if (conflated) {
            items.clear();
            items.add(item);
        }
        return conflated;
    }

    /// Claims the first sender in line. Latched; followed by [#next].
    @Nullable Turn<T> claimSender() {
        for (Turn<T> turn = senders.poll(); turn != null; turn = senders.poll()) {
            if (turn.selection.claim(turn.branch)) {
                return turn;
            }
        }
        return null;
    }

    /// Takes the first item out. Latched.
    ///
    /// @param sender the sender that was claimed, whose item is the last one, or `null`
    /// @return the item, or `null` if there is none
    @Nullable T next(@Nullable Turn<T> sender) {
        T first = items.poll();
        if (sender == null) {
            return first;
        }
        if (first == null) {
            return sender.item;
        }
        if (sender.item != null) {
            items.add(sender.item);
        }
        return first;
    }

    /// Joins the line of the senders. Latched.
    Turn<T> joinSenders(Selection selection, int branch, T item) {
        Turn<T> turn = new Turn<>(senders, selection, branch, item);
        senders.add(turn);
        return turn;
    }

    /// Joins the line of the receivers. Latched.
    Turn<T> joinReceivers(Selection selection, int branch) {
        Turn<T> turn = new Turn<>(receivers, selection, branch, null);
        receivers.add(turn);
        return turn;
    }

    // ----------------------------------------------------------------------------------------- taking the latch

    /// Lets no more items in. The receivers in line are told; there is nothing for them.
    void close() {
        List<Selection> told = new ArrayList<>();
        latch.lock();
        try {
            if (closure == null) {
                closure = new Closure(Strand.current().toString(), null);
                dismissAll(receivers, told);
            }
        } finally {
            latch.unlock();
        }
        told.forEach(Selection::wake);
    }

    /// Lets no more items in or out.
    ///
    /// @return the items that were in the buffer
    List<T> fail(Throwable cause) {
        List<Selection> told = new ArrayList<>();
        List<T> dropped;
        latch.lock();
        try {
            Closure before = closure;
            if (before == null || before.cause == null) {
                closure = new Closure(Strand.current().toString(), cause);
                dismissAll(receivers, told);
                dismissAll(senders, told);
            }
            dropped = List.copyOf(items);
            items.clear();
        } finally {
            latch.unlock();
        }
        told.forEach(Selection::wake);
        return dropped;
    }

    private void dismissAll(Line<T> line, List<Selection> told) {
        for (Turn<T> turn = line.poll(); turn != null; turn = line.poll()) {
            turn.refused = true;
            if (turn.selection.claim(turn.branch)) {
                told.add(turn.selection);
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------- waiting

    Selection beginSending() {
        return Selection.begin(senders.resource, senders.lookOut);
    }

    Selection beginReceiving() {
        return Selection.begin(receivers.resource, receivers.lookOut);
    }

    // ----------------------------------------------------------------------------------------------------- seeing

    Resource sending() {
        return senders.resource;
    }

    Resource receiving() {
        return receivers.resource;
    }

    String name() {
        return name;
    }

    int capacity() {
        return capacity;
    }

    int size() {
        latch.lock();
        try {
            return items.size();
        } finally {
            latch.unlock();
        }
    }

    boolean isClosed() {
        return closure != null;
    }

    /// Why the channel has failed; `null` if it has not.
    @Nullable Throwable failure() {
        Closure present = closure;
        return present == null ? null : present.cause;
    }

    /// @param purpose what the caller wanted to do
    ChannelClosedException closed(String purpose) {
        Closure present = closure;
        String how = present == null ? "is open" : present.cause == null
                ? "was closed by " + present.by
                : "has failed, as told by " + present.by + ": " + present.cause;
        return new ChannelClosedException("Cannot " + purpose + " " + name + ", which " + how, failure());
    }

    String statistics() {
        latch.lock();
        try {
            Closure present = closure;
            return items.size()
                    + (conflated || capacity == Channel.UNLIMITED ? " items, " : " of " + capacity + " items, ")
                    + (present == null ? "" : present.cause == null
                            ? "closed by " + present.by + ", "
                            : "failed (" + present.cause + "), ")
                    + senders.size + " sending, " + receivers.size + " receiving";
        } finally {
            latch.unlock();
        }
    }
}
