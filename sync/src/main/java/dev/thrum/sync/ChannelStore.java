// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Resource;
import dev.thrum.core.Selection;
import dev.thrum.core.Strand;
import dev.thrum.sync.ChannelLine.Turn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The items of a [Channel], those who wait at its two ends, and how one strand sends or receives one item. What is
/// marked *latched* is called by a strand that holds the latch. Nothing here calls foreign code.
final class ChannelStore<T> {

    // A channel is a buffer between two lines of turns. Between any two holdings of the latch,
    //
    //     a receiver waits  =>  the buffer is empty and no sender waits
    //     a sender waits    =>  the buffer is full and no receiver waits
    //
    // where "waits" means that the turn can still be claimed (see ChannelLine), and a strand that waits at both ends at
    // once, in one select, does not count at one of them for itself: it cannot be its own partner. A newcomer therefore
    // never overtakes anybody: if a sender waits there is no room for it, and if a receiver waits there is no item.
    //
    // One strand that wants one thing tries, and joins the line if it must, within one holding of the latch. So nobody
    // can come in between, and there is no second look.
    //
    // Why two selects cannot both match each other and a third: a select looks at all its channels, and joins their
    // lines, while it holds the latches of all of them. As long as it looks, it stands in no line and nobody can claim
    // it; once it stands there, it only waits to be claimed. So every match has one side that acts and one that waits,
    // and needs one compare-and-set, on the side that waits. Latches are taken in the order of their numbers.

    private static final AtomicLong LAST_NUMBER = new AtomicLong();

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
    private final ChannelLine<T> senders;
    private final ChannelLine<T> receivers;

    /// Written under the latch. `null` --close()--> closed --fail()--> failed, or at once to failed.
    private volatile @Nullable Closure closure;

    /// @param name of the channel
    /// @param capacity how many items it holds at most
    /// @param conflated whether an item that finds no room takes the place of the one before it
    ChannelStore(String name, int capacity, boolean conflated) {
        this.name = name;
        this.capacity = capacity;
        this.conflated = conflated;
        String room = capacity == 0 ? "a receiver of " : "room in ";
        senders = new ChannelLine<>(latch, new ChannelEnd(room + name, this));
        receivers = new ChannelLine<>(latch, new ChannelEnd("an item of " + name, this));
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
            if (turn.claimWith(item)) {
                return turn.selection();
            }
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
            if (turn.claim()) {
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
        T last = sender.item();
        if (first == null) {
            return last;
        }
        if (last != null) {
            items.add(last);
        }
        return first;
    }

    /// Joins the line of the senders. Latched.
    Turn<T> joinSenders(Selection selection, int branch, T item) {
        return senders.add(selection, branch, item);
    }

    /// Joins the line of the receivers. Latched.
    Turn<T> joinReceivers(Selection selection, int branch) {
        return receivers.add(selection, branch, null);
    }

    // -------------------------------------------------------------------------------------- one strand, one thing

    /// Sends an item, waiting for room or a receiver until a deadline.
    ///
    /// @return false if the time is over
    /// @throws ChannelClosedException if the channel is closed, or fails during the wait
    boolean send(T item, long deadline) throws InterruptedException {
        Selection receiver;
        Turn<T> turn = null;
        latch.lock(Manner.PATIENT);
        try {
            receiver = claimReceiver(item);
            if (receiver == null && !store(item)) {
                turn = joinSenders(senders.begin(), 0, item);
            }
        } finally {
            latch.unlock();
        }
        if (receiver != null) {
            receiver.wake();
        }
        return turn == null || awaitSent(turn, deadline);
    }

    private boolean awaitSent(Turn<T> turn, long deadline) throws InterruptedException {
        if (!await(turn, deadline)) {
            return false;
        }
        if (turn.isRefused()) {
            throw closed("send to");
        }
        return true;
    }

    /// Sends an item if there is room, or a receiver waits.
    ///
    /// @throws ChannelClosedException if the channel is closed
    boolean trySend(T item) {
        Selection receiver;
        boolean sent;
        latch.lock();
        try {
            receiver = claimReceiver(item);
            sent = receiver != null || store(item);
        } finally {
            latch.unlock();
        }
        if (receiver != null) {
            receiver.wake();
        }
        return sent;
    }

    /// Receives an item, waiting for one until a deadline.
    ///
    /// @return the item; `null` if the channel is closed or the time is over
    @Nullable T receive(long deadline) throws InterruptedException {
        Turn<T> sender;
        T item;
        Turn<T> turn = null;
        latch.lock(Manner.PATIENT);
        try {
            sender = claimSender();
            item = next(sender);
            if (item == null && closure == null) {
                turn = joinReceivers(receivers.begin(), 0);
            }
        } finally {
            latch.unlock();
        }
        if (sender != null) {
            sender.selection().wake();
        }
        return turn != null && await(turn, deadline) ? turn.item() : item;
    }

    /// Receives an item if there is one, or a sender waits.
    Received<T> tryReceive() {
        Turn<T> sender;
        T item;
        boolean closed;
        latch.lock();
        try {
            sender = claimSender();
            item = next(sender);
            closed = closure != null;
        } finally {
            latch.unlock();
        }
        if (sender != null) {
            sender.selection().wake();
        }
        if (item != null) {
            return new Received.Item<>(item);
        }
        return closed ? new Received.Closed<>(failure()) : new Received.Empty<>();
    }

    /// Waits until the turn is claimed.
    ///
    /// @return false if the time is over
    private boolean await(Turn<T> turn, long deadline) throws InterruptedException {
        boolean claimed = false;
        try {
            claimed = turn.selection().await(deadline);
            return claimed;
        } finally {
            if (!claimed) {
                turn.leave();
            }
        }
    }

    // -------------------------------------------------------------------------------------------------- the end

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

    private void dismissAll(ChannelLine<T> line, List<Selection> told) {
        for (Turn<T> turn = line.poll(); turn != null; turn = line.poll()) {
            if (turn.claimRefused()) {
                told.add(turn.selection());
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------- seeing

    Resource sending() {
        return senders.resource();
    }

    Resource receiving() {
        return receivers.resource();
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
                    + senders.size() + " sending, " + receivers.size() + " receiving";
        } finally {
            latch.unlock();
        }
    }
}
