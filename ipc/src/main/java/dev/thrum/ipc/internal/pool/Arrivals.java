// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc.internal.pool;

import java.util.concurrent.LinkedBlockingQueue;

/// Hands finished tasks from the pool's threads to the strand that waits for them. The only place where the caller of a
/// `map` waits.
///
/// @param <T> what arrives
final class Arrivals<T> {

    private final LinkedBlockingQueue<T> arrived = new LinkedBlockingQueue<>();

    void put(T item) {
        arrived.add(item);
    }

    /// Waits for the next item.
    ///
    /// @return the item that arrived first
    /// @throws InterruptedException if the waiting strand is interrupted or cancelled
    T take() throws InterruptedException {
        return arrived.take();
    }
}
