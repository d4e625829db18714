// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.StablePriorityQueue;
import dev.thrum.sync.WorkQueue;
import java.util.Comparator;
import java.util.List;

/// The same queue in other orders: what came last first, and what is urgent first.
///
/// All three work queues wait, count and shut down in the same way; they differ in which element comes out. Among
/// equally urgent ones a [StablePriorityQueue] keeps the order of arrival. Python's `PriorityQueue` does not promise
/// that, and compares the rest of the tuple then, to the surprise of whoever puts something in that cannot be compared.
///
/// Try: [dev.thrum.sync.FifoQueue]. Then an order by the length of the text.
final class UrgentFirst {

    record Order(int urgency, String what) {}

    private static final List<Order> ORDERS = List.of(
            new Order(2, "sweep"), new Order(1, "put out the fire"), new Order(2, "water the plants"),
            new Order(1, "let everybody out"));

    void main() throws InterruptedException {
        show("Last in, first out", new LifoQueue<>());
        show("Urgent first", new StablePriorityQueue<>(WorkQueue.UNBOUNDED, Comparator.comparingInt(Order::urgency)));
    }

    private static void show(String title, WorkQueue<Order> queue) throws InterruptedException {
        for (Order order : ORDERS) {
            queue.put(order);
        }
        IO.println(title + ":");
        while (!queue.isEmpty()) {
            IO.println("  " + queue.take().what());
        }
    }
}
