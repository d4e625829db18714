// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The state of a [WorkQueue]: its elements, what has become of those that were taken, and whether it is shut down.
/// Nothing in here waits; each method takes effect in one instant, its critical section.
///
/// @param <E> the elements
final class WorkStore<E> {

    // What becomes of an element, and who draws each edge:
    //
    //              insert()            extract()               taskDone()
    //    putter ------------> stored -----------------> in hand ----------> done
    //                         |  ^ |                       ^                  ^
    //               reserve() |  | | discard(),            |                  |
    //                         |  | | shutdownNow()         |                  |
    //                         |  | +---------------------- | -----------------+
    //                         v  | land(): refused         |
    //                       reserved ----------------------+ land(): accepted
    //
    // Stored and reserved elements take up room. A reserved one is on its way into the collection of a drainTo(), whose
    // add() is foreign code and must not run under the latch. The queue is idle, and join() ends, when nothing is
    // stored, reserved or in hand. An element's node is its identity: one that is put twice has two nodes.

    /// An element in its place.
    static final class Node<E> {

        final E element;

        /// How many were put before it; set when the node goes in.
        long sequence;

        Node(E element) {
            this.element = Objects.requireNonNull(element, "A queue takes no null elements");
        }
    }

    private final String name;
    private final int capacity;
    private final Consumer<Node<E>> putBack;
    private final StoreLatch latch = new StoreLatch();

    // Guarded by the latch.
    private final Queue<Node<E>> nodes;
    private int reserved;
    private long inHand;
    private long inserted;
    private @Nullable String shutDownBy;

    /// Creates an empty store.
    ///
    /// @param name the queue's name, for messages
    /// @param capacity how many elements it holds at most
    /// @param nodes gives them out in their order; used under the latch only
    /// @param putBack puts a node back where `nodes.poll()` took it from
    WorkStore(String name, int capacity, Queue<Node<E>> nodes, Consumer<Node<E>> putBack) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity must be positive, but was " + capacity
                    + "; a queue without a limit has the capacity WorkQueue.UNBOUNDED");
        }
        this.name = name;
        this.capacity = capacity;
        this.nodes = nodes;
        this.putBack = putBack;
    }

    String name() {
        return name;
    }

    int capacity() {
        return capacity;
    }

    /// Stores a node if there is room.
    ///
    /// @param insist whether a queue that is shut down is an error, rather than one without room
    boolean insert(Node<E> node, boolean insist) {
        latch.lock();
        try {
            if (shutDownBy != null) {
                if (insist) {
                    throw new QueueShutdownException(name + " was shut down by " + shutDownBy
                            + " and takes no more elements");
                }
                return false;
            }
            if (nodes.size() + reserved >= capacity) {
                return false;
            }
            node.sequence = inserted++;
            nodes.add(node);
            return true;
        } finally {
            latch.unlock();
        }
    }

    /// Hands out the next element if there is one.
    ///
    /// @param insist whether a queue that is shut down is an error, rather than an empty one
    @Nullable E extract(boolean insist) {
        latch.lock();
        try {
            Node<E> node = nodes.poll();
            if (node != null) {
                inHand++;
                return node.element;
            }
            if (insist && shutDownBy != null) {
                throw new QueueShutdownException(name + " is empty and was shut down by " + shutDownBy
                        + "; there is nothing more to take");
            }
            return null;
        } finally {
            latch.unlock();
        }
    }

    @Nullable E peek() {
        latch.lock();
        try {
            Node<E> node = nodes.peek();
            return node == null ? null : node.element;
        } finally {
            latch.unlock();
        }
    }

    int size() {
        latch.lock();
        try {
            return nodes.size();
        } finally {
            latch.unlock();
        }
    }

    int room() {
        latch.lock();
        try {
            return capacity == WorkQueue.UNBOUNDED ? capacity : capacity - nodes.size() - reserved;
        } finally {
            latch.unlock();
        }
    }

    /// What is stored at this moment, in the order in which it would be taken.
    List<Node<E>> nodes() {
        latch.lock();
        try {
            return new ArrayList<>(nodes);
        } finally {
            latch.unlock();
        }
    }

    /// Takes out the next nodes but keeps their room, until [#land].
    List<Node<E>> reserve(int most) {
        List<Node<E>> batch = new ArrayList<>();
        latch.lock();
        try {
            while (batch.size() < most) {
                Node<E> node = nodes.poll();
                if (node == null) {
                    break;
                }
                batch.add(node);
                reserved++;
            }
            return batch;
        } finally {
            latch.unlock();
        }
    }

    /// Ends the way of a batch: the first `accepted` are in hand now, the others are stored again.
    void land(List<Node<E>> batch, int accepted) {
        latch.lock();
        try {
            reserved -= batch.size();
            inHand += accepted;
            batch.subList(accepted, batch.size()).reversed().forEach(putBack);
        } finally {
            latch.unlock();
        }
    }

    /// Throws nodes out.
    ///
    /// @param doomed tells which; runs under the latch, so it must not call foreign code
    /// @return how many were still there
    int discard(Predicate<Node<E>> doomed) {
        latch.lock();
        try {
            int before = nodes.size();
            nodes.removeIf(doomed);
            return before - nodes.size();
        } finally {
            latch.unlock();
        }
    }

    /// Notes that an element in hand is done.
    ///
    /// @return true if the queue is idle now
    boolean taskDone() {
        latch.lock();
        try {
            if (inHand == 0) {
                throw new IllegalStateException("taskDone() was called more often than elements were taken from " + name
                        + "; it is due once for each");
            }
            inHand--;
            return idle();
        } finally {
            latch.unlock();
        }
    }

    boolean isIdle() {
        latch.lock();
        try {
            return idle();
        } finally {
            latch.unlock();
        }
    }

    private boolean idle() {
        return inHand == 0 && reserved == 0 && nodes.isEmpty();
    }

    /// Lets nothing in from now on.
    ///
    /// @param by who says so, for messages; the first one counts
    void shutdown(String by) {
        latch.lock();
        try {
            if (shutDownBy == null) {
                shutDownBy = by;
            }
        } finally {
            latch.unlock();
        }
    }

    /// Lets nothing in from now on, and throws out what is stored.
    ///
    /// @return the elements, in the order in which they would have been taken
    List<E> shutdownNow(String by) {
        latch.lock();
        try {
            if (shutDownBy == null) {
                shutDownBy = by;
            }
            List<E> dropped = new ArrayList<>(nodes.size());
            nodes.forEach(node -> dropped.add(node.element));
            nodes.clear();
            return dropped;
        } finally {
            latch.unlock();
        }
    }

    boolean isShutdown() {
        latch.lock();
        try {
            return shutDownBy != null;
        } finally {
            latch.unlock();
        }
    }

    /// The figures worth showing.
    String statistics() {
        latch.lock();
        try {
            return nodes.size() + (capacity == WorkQueue.UNBOUNDED ? "" : " of " + capacity) + " elements, "
                    + inHand + " in hand" + (shutDownBy == null ? "" : ", shut down by " + shutDownBy);
        } finally {
            latch.unlock();
        }
    }
}
