// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import org.jspecify.annotations.Nullable;

/// A [WorkQueue] that gives its elements out in the order in which they came: Python's `queue.Queue`.
///
/// ```java
/// FifoQueue<Path> toRead = FifoQueue.named("files to read", 100);
/// ```
///
/// This is the queue to use between strands, bounded or not, whether or not anybody counts tasks or shuts it down:
/// those cost nothing where they are not used. One producer and one consumer do not stand in each other's way.
///
/// `offer`, `poll`, `peek` and `size` are linearizable: each takes effect in one instant during the call, also where
/// the answer is that the queue is full or empty.
///
/// **Cost**: constant time, one atomic operation each to put and to take if nobody waits, and no garbage. An unbounded
/// queue keeps the array it has grown to. See `benchmarks/results`.
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
        this(null, capacity);
    }

    private FifoQueue(@Nullable String given, int capacity) {
        super(given, name -> new RingStore<>(name, capacity));
    }

    /// Creates an empty queue that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param capacity how many elements it holds at most, or [#UNBOUNDED]
    /// @param <E> the elements
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is not positive
    public static <E> FifoQueue<E> named(String name, int capacity) {
        FifoQueue<E> queue = new FifoQueue<>(name, capacity);
        Inspector.watch(queue);
        return queue;
    }
}
