// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.fixture.Strands;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The kinds of work queues, for tests of what they have in common.
public enum Order {

    FIFO,
    LIFO,
    PRIORITY;

    /// A queue named "Q".
    public WorkQueue<Integer> queue(int capacity) {
        return switch (this) {
            case FIFO -> FifoQueue.named("Q", capacity);
            case LIFO -> LifoQueue.named("Q", capacity);
            case PRIORITY -> StablePriorityQueue.named("Q", capacity, Comparator.naturalOrder());
        };
    }

    public WorkQueue<Integer> queue() {
        return queue(WorkQueue.UNBOUNDED);
    }

    /// The order in which elements come out that were put one after the other.
    public List<Integer> of(List<Integer> put) {
        return switch (this) {
            case FIFO -> put;
            case LIFO -> put.reversed();
            case PRIORITY -> put.stream().sorted().toList();
        };
    }

    /// The figures that the inspector shows.
    public static String state(WorkQueue<?> queue) {
        return queue.inspect().facts().get("state");
    }

    /// Waits until a queue's figures contain a text such as `1 putting`.
    public static void until(WorkQueue<?> queue, String figure) {
        Strands.until(figure + " in " + queue.inspect(), () -> state(queue).contains(", " + figure));
    }

    /// The element, where there is certainly one.
    public static <T> T some(@Nullable T element) {
        if (element == null) {
            throw new AssertionError("There is no element");
        }
        return element;
    }
}
