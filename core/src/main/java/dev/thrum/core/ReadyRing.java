// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The strands that are ready to run: a ring buffer that grows, from which an order picks. Not thread-safe: guarded by
/// the baton.
final class ReadyRing<T> {

    private final IntUnaryOperator order;

    /// The length is a power of two.
    private @Nullable T[] ring = newRing(64);

    private int head;
    private int size;

    ReadyRing(IntUnaryOperator order) {
        this.order = order;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(T strand) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size++) & (ring.length - 1)] = strand;
    }

    /// The strand that has been here longest. The ring must not be empty.
    T first() {
        T strand = ring[head];
        if (strand == null) {
            throw new AssertionError("No strand at the head");
        }
        return strand;
    }

    /// Takes the strand that the order picks. The ring must not be empty.
    T poll() {
        int picked = order.applyAsInt(size);
        if (picked < 0 || picked >= size) {
            throw new IllegalStateException("The order of a baton picked " + picked + " of " + size + " ready strands");
        }
        int mask = ring.length - 1;
        T strand = ring[(head + picked) & mask];
        for (int i = picked; i > 0; i--) {
            ring[(head + i) & mask] = ring[(head + i - 1) & mask];
        }
        ring[head] = null;
        head = (head + 1) & mask;
        size--;
        if (strand == null) {
            throw new AssertionError("No strand at " + picked);
        }
        return strand;
    }

    @SuppressWarnings("unchecked") // an array of T cannot be made otherwise, and nobody else sees it
    private static <T> @Nullable T[] newRing(int length) {
        return (@Nullable T[]) new Object[length];
    }

    private void grow() {
        @Nullable T[] larger = newRing(2 * ring.length);
        System.arraycopy(ring, head, larger, 0, ring.length - head);
        System.arraycopy(ring, 0, larger, ring.length - head, head);
        ring = larger;
        head = 0;
    }
}
