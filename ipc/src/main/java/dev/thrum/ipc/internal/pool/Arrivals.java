// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Hands finished tasks from the pool's threads to the one strand that waits for them: the only place where the caller
/// of a `map` waits. Unbounded, for no more can arrive than tasks were given.
///
/// @param <T> what arrives
final class Arrivals<T> implements Resource {

    private final String name;
    private final ConcurrentLinkedQueue<T> arrived = new ConcurrentLinkedQueue<>();
    private final WaitQueue waiting = new WaitQueue(this);

    Arrivals(String name) {
        this.name = name;
    }

    /// Never waits.
    void put(T item) {
        arrived.add(item);
        waiting.grantFirst();
    }

    /// Waits for the next item. One strand at a time.
    ///
    /// @throws InterruptedException if the waiting strand is interrupted or cancelled
    T take() throws InterruptedException {
        @Nullable T item = arrived.poll();
        while (item == null) {
            Waiter waiter = waiting.enqueue();
            item = arrived.poll();
            if (item == null) {
                waiting.await(waiter, Scheduler.NEVER);
                item = arrived.poll();
            } else {
                // A grant means no more than "look again", and nobody else looks: there is nothing to pass on.
                waiting.withdraw(waiter);
            }
        }
        return item;
    }

    @Override
    public String name() {
        return name;
    }
}
