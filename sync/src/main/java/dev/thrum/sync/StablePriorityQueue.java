// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.sync.WorkStore.Node;
import java.util.AbstractQueue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A [WorkQueue] that gives out the least element first, and equal ones in the order in which they came: Python's
/// `queue.PriorityQueue`, with ties decided.
///
/// Its iterator, `toArray`, `drainTo` and `toString` follow the same order, unlike those of
/// [java.util.concurrent.PriorityBlockingQueue].
///
/// The comparator, or the elements' own `compareTo`, is called while an element is being put, and only then. It must
/// answer the same for as long as the elements are in the queue, must not wait, and must not call back into the queue
/// (an [IllegalStateException]). If it throws, the put throws it and the queue is as it was.
///
/// **Cost**: time logarithmic in the size to put, with as many comparisons; to take, no comparison at all.
///
/// @param <E> the elements, none of them `null`
public final class StablePriorityQueue<E> extends WorkQueue<E> {

    /// Creates an empty queue in the elements' natural order, without a name or a limit. Putting an element that is not
    /// comparable to those in the queue is a [ClassCastException].
    public StablePriorityQueue() {
        this(UNBOUNDED, natural());
    }

    /// Creates an empty queue without a name.
    ///
    /// @param capacity how many elements it holds at most, or [#UNBOUNDED]
    /// @param order which element is less, to be taken first
    /// @throws IllegalArgumentException if the capacity is not positive
    public StablePriorityQueue(int capacity, Comparator<? super E> order) {
        this(null, capacity, new Ranks<>(order));
    }

    private StablePriorityQueue(@Nullable String given, int capacity, Ranks<E> nodes) {
        super(given, name -> new NodeStore<>(name, capacity, nodes, nodes::add));
    }

    /// Creates an empty queue that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param capacity how many elements it holds at most, or [#UNBOUNDED]
    /// @param order which element is less, to be taken first
    /// @param <E> the elements
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is not positive
    public static <E> StablePriorityQueue<E> named(String name, int capacity, Comparator<? super E> order) {
        StablePriorityQueue<E> queue = new StablePriorityQueue<>(name, capacity, new Ranks<>(order));
        Inspector.watch(queue);
        return queue;
    }

    @SuppressWarnings("unchecked") // an element that is not comparable is found out when it is put
    private static <E> Comparator<E> natural() {
        return (Comparator<E>) Comparator.naturalOrder();
    }

    /// Nodes in the order of their elements and, among equals, of their arrival.
    ///
    /// A search tree rather than a heap: it compares on the way down, before it changes anything, so a comparator that
    /// throws does no harm; taking the first and removing during an iteration compare nothing; and it is iterated in
    /// order. No two nodes are equal, since no two have the same sequence number.
    private static final class Ranks<E> extends AbstractQueue<Node<E>> {

        private final TreeSet<Node<E>> nodes;

        Ranks(Comparator<? super E> order) {
            nodes = new TreeSet<>(Comparator.<Node<E>, E>comparing(node -> node.element, order)
                    .thenComparingLong(node -> node.sequence));
        }

        @Override
        public boolean offer(Node<E> node) {
            return nodes.add(node);
        }

        @Override
        public @Nullable Node<E> poll() {
            return nodes.pollFirst();
        }

        @Override
        public @Nullable Node<E> peek() {
            return nodes.isEmpty() ? null : nodes.first();
        }

        @Override
        public Iterator<Node<E>> iterator() {
            return nodes.iterator();
        }

        @Override
        public int size() {
            return nodes.size();
        }
    }
}
