// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of a [WorkQueue]: its elements, what has become of those that were taken, and whether it is shut down.
/// Nothing in here waits, except that a patient caller may give way before it begins; each method takes effect in one
/// instant.
///
/// @param <E> the elements
abstract sealed class WorkStore<E> permits NodeStore, RingStore {

    // What becomes of an element, and who draws each edge:
    //
    //              insert()            extract()               taskDone()
    //    putter ------------> stored -----------------> in hand ----------> done
    //                         |  ^ |                       ^                  ^
    //               reserve() |  | | discard(), clear(),   |                  |
    //                         |  | | shutdownNow()         |                  |
    //                         |  | +---------------------- | -----------------+
    //                         v  | land(): refused         |
    //                       reserved ----------------------+ land(): accepted
    //
    // Stored and reserved elements take up room. A reserved one is on its way into the collection of a drainTo(), whose
    // add() is foreign code and must not run under a latch. The queue is idle, and join() ends, when nothing is stored,
    // reserved or in hand.

    /// An element in its place, which tells it from others that equal it: one that is put twice has two nodes.
    static class Node<E> {

        final E element;

        /// Its rank among the elements by the time of their arrival.
        final long sequence;

        Node(E element, long sequence) {
            this.element = element;
            this.sequence = sequence;
        }
    }

    private final String name;
    private final int capacity;

    /// Who has shut the queue down. Written under the latches, so that no insertion is under way; whoever reads it
    /// before finding the queue empty knows that it stays so.
    private volatile @Nullable String shutDownBy;

    /// Creates an empty store.
    ///
    /// @param name the queue's name, for messages
    /// @param capacity how many elements it holds at most
    WorkStore(String name, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity must be positive, but was " + capacity
                    + "; a queue without a limit has the capacity WorkQueue.UNBOUNDED");
        }
        this.name = name;
        this.capacity = capacity;
    }

    final String name() {
        return name;
    }

    final int capacity() {
        return capacity;
    }

    final boolean isShutdown() {
        return shutDownBy != null;
    }

    /// Stores an element if there is room.
    ///
    /// @param manner how the caller takes it if there is none; one who insists takes a queue that is shut down as an
    ///     error
    abstract boolean insert(E element, Manner manner);

    /// Hands out the next element if there is one.
    ///
    /// @param manner how the caller takes it if there is none; one who insists takes a queue that is shut down as an
    ///     error
    abstract @Nullable E extract(Manner manner);

    /// Gives way to others if it is due, before an operation whose caller is ready to wait but cannot say so.
    abstract void giveWayIfDue();

    /// Whether something can be extracted. Sees what was inserted by whoever has overlooked a waiter that was there
    /// before this call. May answer true in vain.
    abstract boolean hasElements();

    /// Whether something can be inserted. Sees what was extracted by whoever has overlooked a waiter that was there
    /// before this call. May answer true in vain.
    abstract boolean hasRoom();

    /// What [#hasElements()] answers, at the price of a glance, and perhaps a moment too late.
    abstract boolean seemsToHaveElements();

    /// What [#hasRoom()] answers, at the price of a glance, and perhaps a moment too late.
    abstract boolean seemsToHaveRoom();

    abstract @Nullable E peek();

    abstract int size();

    /// How many elements take up no room yet.
    abstract int room();

    /// What is stored at this moment, in the order in which it would be taken.
    abstract List<Node<E>> nodes();

    /// Takes out the next elements but keeps their room, until [#land].
    abstract List<Node<E>> reserve(int most);

    /// Ends the way of a batch: the first `accepted` are in hand now, the others are stored again.
    abstract void land(List<Node<E>> batch, int accepted);

    /// Throws out what is still there of some [#nodes()].
    ///
    /// @return how many were
    abstract int discard(Collection<Node<E>> doomed);

    /// Throws out all.
    ///
    /// @return the elements, in the order in which they would have been taken
    abstract List<E> clear();

    /// Notes that an element in hand is done.
    ///
    /// @return true if the queue is idle now
    abstract boolean taskDone();

    abstract boolean isIdle();

    /// Lets nothing in from now on.
    ///
    /// @param by who says so, for messages; the first one counts
    abstract void shutdown(String by);

    /// Lets nothing in from now on, and throws out what is stored.
    ///
    /// @return the elements, in the order in which they would have been taken
    abstract List<E> shutdownNow(String by);

    /// Notes a shutdown. To be called where no insertion is under way.
    final void noteShutdown(String by) {
        if (shutDownBy == null) {
            shutDownBy = by;
        }
    }

    /// Answers an insertion into a queue that was shut down.
    final boolean refuseInsertion(Manner manner) {
        if (manner.insists()) {
            throw new QueueShutdownException(name + " was shut down by " + shutDownBy + " and takes no more elements");
        }
        return false;
    }

    /// Answers an extraction from a queue that is empty for good.
    final @Nullable E refuseExtraction(Manner manner) {
        if (manner.insists()) {
            throw new QueueShutdownException(name + " is empty and was shut down by " + shutDownBy
                    + "; there is nothing more to take");
        }
        return null;
    }

    final IllegalStateException tooManyDone() {
        return new IllegalStateException("taskDone() was called more often than elements were taken from " + name
                + "; it is due once for each");
    }

    /// The figures worth showing.
    abstract String statistics();

    final String statistics(int size, long inHand) {
        return size + (capacity == WorkQueue.UNBOUNDED ? "" : " of " + capacity) + " elements, "
                + inHand + " in hand" + (shutDownBy == null ? "" : ", shut down by " + shutDownBy);
    }
}
