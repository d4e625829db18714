// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A binary heap of timers by deadline, those of one deadline in the order in which they were added.
///
/// A timer knows its place, so a cancelled one leaves at once, in logarithmic time, and nothing has to be purged. Not
/// thread-safe: guarded by the baton.
final class TimerHeap {

    /// A point in time for which something waits; in at most one heap.
    static class Timer {
        private long deadline;
        private long sequence;
        private int index = -1;

        final boolean isPending() {
            return index >= 0;
        }

        /// When it was due when it was last added.
        final long deadline() {
            return deadline;
        }
    }

    private @Nullable Timer[] heap = new @Nullable Timer[16];
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
        return size == 0 ? Scheduler.NEVER : at(0).deadline;
    }

    void add(Timer timer, long deadline) {
        if (timer.isPending()) {
            throw new IllegalStateException("The timer is in a heap already");
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        timer.deadline = deadline;
        timer.sequence = sequence++;
        siftUp(timer, size++);
    }

    /// Takes out the earliest timer if its deadline has come.
    @Nullable Timer pollDue(long now) {
        if (size == 0 || at(0).deadline > now) {
            return null;
        }
        Timer due = at(0);
        remove(due);
        return due;
    }

    /// Takes out a timer; no effect if it is not in the heap.
    void remove(Timer timer) {
        int index = timer.index;
        if (index < 0) {
            return;
        }
        timer.index = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (last != timer) {
            siftDown(last, index);
            if (last.index == index) {
                siftUp(last, index);
            }
        }
    }

    private void siftUp(Timer timer, int from) {
        int index = from;
        while (index > 0) {
            int above = (index - 1) >>> 1;
            if (!isBefore(timer, at(above))) {
                break;
            }
            put(at(above), index);
            index = above;
        }
        put(timer, index);
    }

    private void siftDown(Timer timer, int from) {
        int index = from;
        while (true) {
            int below = 2 * index + 1;
            if (below >= size) {
                break;
            }
            if (below + 1 < size && isBefore(at(below + 1), at(below))) {
                below++;
            }
            if (!isBefore(at(below), timer)) {
                break;
            }
            put(at(below), index);
            index = below;
        }
        put(timer, index);
    }

    private static boolean isBefore(Timer one, Timer other) {
        return one.deadline != other.deadline ? one.deadline < other.deadline : one.sequence < other.sequence;
    }

    private Timer at(int index) {
        Timer timer = heap[index];
        if (timer == null) {
            throw new AssertionError("No timer at " + index + " of " + size);
        }
        return timer;
    }

    private void put(Timer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }
}
