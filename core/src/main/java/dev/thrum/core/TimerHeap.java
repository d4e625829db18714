// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A heap of timers by deadline, those of one deadline in the order in which they were added.
///
/// A timer knows its place, so a cancelled one is let go at once. Its deadline stays behind, a *hole*, until it comes to
/// the top or more than half of the places are holes; then all go together. So to cancel costs the same however many
/// timers there are, nearly all of which are cancelled before they ring. Not thread-safe: guarded by the baton.
final class TimerHeap {

    // A hole is a place without a timer. Only what asks for the earliest looks whether the top is one.
    //
    // When holes are more than the timers and FEW, the timers move together and are made a heap anew. That takes as many
    // steps as there were places, fewer than twice the holes, each of which was one removal; so it is a few steps a removal.
    private static final int FEW = 16;

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
    private long sequence;

    /// How many places are in use, holes included.
    private int places;

    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// The earliest deadline, or [Scheduler#NEVER].
    long first() {
        dropHoles();
        return places == 0 ? Scheduler.NEVER : deadlines[0];
    }

    void add(Timer timer, long deadline) {
        if (timer.isPending()) {
            throw new IllegalStateException("The timer is in a heap already");
        }
        if (places == heap.length) {
            heap = Arrays.copyOf(heap, 2 * places);
            deadlines = Arrays.copyOf(deadlines, 2 * places);
            sequences = Arrays.copyOf(sequences, 2 * places);
        }
        timer.deadline = deadline;
        size++;
        siftUp(timer, deadline, sequence++, places++);
    }

    /// Takes out the earliest timer if its deadline has come.
    @Nullable Timer pollDue(long now) {
        if (size == 0 || first() > now) {
            return null;
        }
        Timer due = at(0);
        due.index = Timer.NOWHERE;
        size--;
        dropTop();
        return due;
    }

    /// Takes out a timer, which is not referred to afterwards; no effect if it is not in the heap.
    void remove(Timer timer) {
        int index = timer.index;
        if (index == Timer.NOWHERE) {
            return;
        }
        timer.index = Timer.NOWHERE;
        heap[index] = null;
        size--;
        if (places - size > Math.max(size, FEW)) {
            dropAllHoles();
        }
    }

    private void dropHoles() {
        while (places > 0 && heap[0] == null) {
            dropTop();
        }
    }

    /// The one at the top need not be there any more.
    private void dropTop() {
        int last = --places;
        Timer moved = heap[last];
        heap[last] = null;
        if (last > 0) {
            siftDown(moved, deadlines[last], sequences[last], 0);
        }
    }

    /// How many places are in use, for a test.
    int places() {
        return places;
    }

    private void dropAllHoles() {
        int kept = 0;
        for (int index = 0; index < places; index++) {
            if (heap[index] != null) {
                move(index, kept++);
            }
        }
        Arrays.fill(heap, kept, places, null);
        places = kept;
        for (int index = (kept - 2) >> WIDTH_BITS; index >= 0; index--) { // from the last that has others below it
            siftDown(heap[index], deadlines[index], sequences[index], index);
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

    private void siftDown(@Nullable Timer timer, long deadline, long added, int from) {
        int index = from;
        while (true) {
            int below = firstBelow(index);
            if (below >= places || isBefore(deadline, added, below)) {
                break;
            }
            move(below, index);
            index = below;
        }
        put(timer, deadline, added, index);
    }

    /// The earliest of those below a place; not below the number of places if there are none.
    private int firstBelow(int index) {
        int first = (index << WIDTH_BITS) + 1;
        int end = Math.min(first + WIDTH, places);
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
        put(heap[from], deadlines[from], sequences[from], to);
    }

    private void put(@Nullable Timer timer, long deadline, long added, int index) {
        heap[index] = timer;
        deadlines[index] = deadline;
        sequences[index] = added;
        if (timer != null) {
            timer.index = index;
        }
    }
}
