// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.sync.WorkStore.Node;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// A [WorkQueue] that gives its elements out in the order in which they came: Python's `queue.Queue`.
///
/// ```java
/// FifoQueue<Path> toRead = FifoQueue.named("files to read", 100);
/// ```
///
/// **Cost**: constant time to put and to take. Where neither the accounting of tasks nor a `BlockingQueue` is needed,
/// [BoundedQueue] is the lighter one.
///
/// @param <E> the elements, none of them `null`
public final class FifoQueue<E> extends WorkQueue<E> {

    /// Creates an empty queue without a name or a limit.
    public FifoQueue() {
        this(UNBOUNDED);
    }

    /// Creates an empty queue without a name.
    ///
    /// @param capacity how many elements it holds at most, or [#UNBOUNDED]
    /// @throws IllegalArgumentException if the capacity is not positive
    public FifoQueue(int capacity) {
        this(null, capacity, new ArrayDeque<>());
    }

    private FifoQueue(@Nullable String given, int capacity, ArrayDeque<Node<E>> nodes) {
        super(given, capacity, nodes, nodes::addFirst);
    }

    /// Creates an empty queue that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param capacity how many elements it holds at most, or [#UNBOUNDED]
    /// @param <E> the elements
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is not positive
    public static <E> FifoQueue<E> named(String name, int capacity) {
        FifoQueue<E> queue = new FifoQueue<>(name, capacity, new ArrayDeque<>());
        Inspector.watch(queue);
        return queue;
    }
}
