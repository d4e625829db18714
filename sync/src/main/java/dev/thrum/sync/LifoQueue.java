// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.sync.WorkStore.Node;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A [WorkQueue] that gives out the element that came last, a stack: Python's `queue.LifoQueue`.
///
/// It suits work that begets work, such as walking a tree: depth first, the number of elements stays small. Whatever
/// lies at the bottom may wait for as long as more keeps coming.
///
/// **Cost**: constant time to put and to take.
///
/// @param <E> the elements, none of them `null`
public final class LifoQueue<E> extends WorkQueue<E> {

    /// Creates an empty queue without a name or a limit.
    public LifoQueue() {
        this(UNBOUNDED);
    }

    /// Creates an empty queue without a name.
    ///
    /// @param capacity how many elements it holds at most, or [#UNBOUNDED]
    /// @throws IllegalArgumentException if the capacity is not positive
    public LifoQueue(int capacity) {
        this(null, capacity, Collections.asLifoQueue(new ArrayDeque<>()));
    }

    private LifoQueue(@Nullable String given, int capacity, Queue<Node<E>> nodes) {
        super(given, name -> new NodeStore<>(name, capacity, nodes, nodes::add));
    }

    /// Creates an empty queue that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param capacity how many elements it holds at most, or [#UNBOUNDED]
    /// @param <E> the elements
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is not positive
    public static <E> LifoQueue<E> named(String name, int capacity) {
        LifoQueue<E> queue = new LifoQueue<>(name, capacity, Collections.asLifoQueue(new ArrayDeque<>()));
        Inspector.watch(queue);
        return queue;
    }
}
