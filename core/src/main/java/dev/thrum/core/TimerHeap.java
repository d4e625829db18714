// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A heap of timers by deadline, those of one deadline in the order in which they were added.
///
/// A timer knows its place, so a cancelled one leaves at once, in logarithmic time, and nothing has to be purged. Not
/// thread-safe: guarded by the baton.
final class TimerHeap {

    // Each has up to four below it, whose deadlines are one cache line, in an array of their own: to find a place in a
    // heap of a million takes ten steps, none of which follows a reference.
    private static final int WIDTH_BITS = 2;
    private static final int WIDTH = 1 << WIDTH_BITS;

    /// A point in time for which something waits; in at most one heap.
    static class Timer {
        private static final int NOWHERE = -1;

        private int index = NOWHERE;

        /// For those who want to know; the heap looks at its own.
        private long deadline;

        final boolean isPending() {
            return index != NOWHERE;
        }

        /// When it was due when it was last added.
        final long deadline() {
            return deadline;
        }
    }

    private @Nullable Timer[] heap = new @Nullable Timer[16];
    private long[] deadlines = new long[16];
    private long[] sequences = new long[16];
    private int size;
    private long sequence;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// The earliest deadline, or [Scheduler#NEVER].
    long first() {
        return size == 0 ? Scheduler.NEVER : deadlines[0];
    }

    void add(Timer timer, long deadline) {
        if (timer.isPending()) {
            throw new IllegalStateException("The timer is in a heap already");
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
            deadlines = Arrays.copyOf(deadlines, 2 * size);
            sequences = Arrays.copyOf(sequences, 2 * size);
        }
        timer.deadline = deadline;
        siftUp(timer, deadline, sequence++, size++);
    }

    /// Takes out the earliest timer if its deadline has come.
    @Nullable Timer pollDue(long now) {
        if (size == 0 || deadlines[0] > now) {
            return null;
        }
        Timer due = at(0);
        remove(due);
        return due;
    }

    /// Takes out a timer; no effect if it is not in the heap.
    void remove(Timer timer) {
        int index = timer.index;
        if (index == Timer.NOWHERE) {
            return;
        }
        timer.index = Timer.NOWHERE;
        int last = --size;
        Timer moved = at(last);
        heap[last] = null;
        if (moved != timer) {
            long deadline = deadlines[last];
            long added = sequences[last];
            siftDown(moved, deadline, added, index);
            if (moved.index == index) {
                siftUp(moved, deadline, added, index);
            }
        }
    }

    private void siftUp(Timer timer, long deadline, long added, int from) {
        int index = from;
        while (index > 0) {
            int above = (index - 1) >>> WIDTH_BITS;
            if (!isBefore(deadline, added, above)) {
                break;
            }
            move(above, index);
            index = above;
        }
        put(timer, deadline, added, index);
    }

    private void siftDown(Timer timer, long deadline, long added, int from) {
        int index = from;
        while (true) {
            int below = firstBelow(index);
            if (below >= size || isBefore(deadline, added, below)) {
                break;
            }
            move(below, index);
            index = below;
        }
        put(timer, deadline, added, index);
    }

    /// The earliest of those below a place; not below the size if there are none.
    private int firstBelow(int index) {
        int first = (index << WIDTH_BITS) + 1;
        int end = Math.min(first + WIDTH, size);
        for (int other = first + 1; other < end; other++) {
            if (isBefore(deadlines[other], sequences[other], first)) {
                first = other;
            }
        }
        return first;
    }

    private boolean isBefore(long deadline, long added, int index) {
        return deadline != deadlines[index] ? deadline < deadlines[index] : added < sequences[index];
    }

    private Timer at(int index) {
        Timer timer = heap[index];
        if (timer == null) {
            throw new AssertionError("No timer at " + index + " of " + size);
        }
        return timer;
    }

    private void move(int from, int to) {
        put(at(from), deadlines[from], sequences[from], to);
    }

    private void put(Timer timer, long deadline, long added, int index) {
        heap[index] = timer;
        deadlines[index] = deadline;
        sequences[index] = added;
        timer.index = index;
    }
}
