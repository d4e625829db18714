// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A [WorkStore] that is first in, first out: a ring whose two ends are latched separately, so that a putter and a
/// taker do not stand in each other's way.
///
/// @param <E> the elements
final class RingStore<E> extends WorkStore<E> {

    // Positions count up for ever; position p lies in slot p modulo the number of slots.
    //
    //         freed           head                        tail                 freed + capacity
    //     ------+---------------+---------------------------+--------------------------+------>
    //           |   reserved    |          stored           |           room           |
    //
    //    | field                | belongs to | written under | read by others                |
    //    |----------------------|------------|---------------|-------------------------------|
    //    | putEnd.next   (tail) | putters    | putEnd        | as putEnd.published           |
    //    | putEnd.bound         | putters    | putEnd        |                               |
    //    | takeEnd.next  (head) | takers     | takeEnd       |                               |
    //    | takeEnd.bound        | takers     | takeEnd       |                               |
    //    | freed                | takers     | takeEnd       | as takeEnd.published          |
    //    | reserved, inHand     | takers     | takeEnd       |                               |
    //    | slots, latest        | both       | both          | under either                  |
    //    | a slot               | putters from tail on, takers up to tail; handed over by published |
    //
    // `bound` is the position up to which a side may go without looking at the other one: only when it is reached is
    // the other side's `published` read, and a cache line crosses over once for many elements. Order of latches:
    // putEnd, takeEnd.
    //
    // Each method takes effect in one instant. An insertion does when `tail` is published, an extraction when `freed`
    // is, one that finds no room (no element) when it reads `freed` (`tail`): its own side stands still meanwhile.
    // Whoever holds takeEnd and reads `tail` once has seen the queue at that instant.
    //
    // Elements are thrown out of the middle under both latches, and those before them move up, so `tail` and `freed`
    // never go back; only `head` does, when what was reserved is stored again.

    /// A power of two.
    private static final int FIRST_SLOTS = 64;

    /// An element and its position at one moment.
    private static final class Place<E> extends Node<E> {

        /// The last removal there had been by then.
        final RingRemoval since;

        Place(E element, long position, RingRemoval since) {
            super(element, position);
            this.since = since;
        }
    }

    private final RingEnd putEnd = new RingEnd();
    private final RingEnd takeEnd = new RingEnd();

    /// As many as a power of two.
    private @Nullable Object[] slots;

    private RingRemoval latest = new RingRemoval(new long[0]);

    RingStore(String name, int capacity) {
        super(name, capacity);
        slots = new Object[capacity == 1 ? 1 : Integer.highestOneBit(Math.min(capacity, FIRST_SLOTS) - 1) << 1];
        putEnd.bound = Math.min(capacity, slots.length);
    }

    @Override
    boolean insert(E element, Manner manner) {
        Objects.requireNonNull(element, "A queue takes no null elements");
        putEnd.lock(manner);
        try {
            long tail = putEnd.next;
            if (tail >= putEnd.bound && !extendBound(tail, manner)) {
                return false;
            }
            slots[slot(tail)] = element;
            putEnd.next = tail + 1;
            putEnd.publish(tail + 1);
            return true;
        } finally {
            putEnd.unlock();
        }
    }

    private boolean extendBound(long tail, Manner manner) {
        if (isShutdown()) {
            return refuseInsertion(manner);
        }
        long freed = takeEnd.published();
        if (tail - freed >= capacity()) {
            return false;
        }
        if (tail - freed >= slots.length) {
            grow(tail);
        }
        putEnd.bound = freed + Math.min(capacity(), slots.length);
        return true;
    }

    private void grow(long tail) {
        takeEnd.lock();
        try {
            @Nullable Object[] old = slots;
            @Nullable Object[] larger = new Object[Math.multiplyExact(2, old.length)];
            for (long position = takeEnd.next; position < tail; position++) {
                larger[(int) position & (larger.length - 1)] = old[slot(position)];
            }
            slots = larger;
        } finally {
            takeEnd.unlock();
        }
    }

    private int slot(long position) {
        return (int) position & (slots.length - 1);
    }

    @Override
    @Nullable E extract(Manner manner) {
        takeEnd.lock(manner);
        try {
            long head = takeEnd.next;
            if (head >= takeEnd.bound) {
                boolean isFinal = isShutdown();
                takeEnd.bound = putEnd.published();
                if (head >= takeEnd.bound) {
                    return isFinal ? refuseExtraction(manner) : null;
                }
            }
            E element = element(head);
            slots[slot(head)] = null;
            takeEnd.inHand++;
            moveHead(head + 1);
            return element;
        } finally {
            takeEnd.unlock();
        }
    }

    @SuppressWarnings("unchecked") // nothing else is put in
    private E element(long position) {
        return (E) Objects.requireNonNull(slots[slot(position)]);
    }

    private void moveHead(long position) {
        takeEnd.next = position;
        takeEnd.publish(position - takeEnd.reserved);
    }

    @Override
    void giveWayIfDue() {
        putEnd.giveWayIfDue();
        takeEnd.giveWayIfDue();
    }

    @Override
    boolean hasElements() {
        putEnd.lock();
        long tail = putEnd.next;
        putEnd.unlock();
        return tail > takeEnd.published();
    }

    @Override
    boolean hasRoom() {
        takeEnd.lock();
        long freed = takeEnd.next - takeEnd.reserved;
        takeEnd.unlock();
        return putEnd.published() - freed < capacity();
    }

    @Override
    boolean seemsToHaveElements() {
        return putEnd.published() > takeEnd.published();
    }

    @Override
    boolean seemsToHaveRoom() {
        return putEnd.published() - takeEnd.published() < capacity();
    }

    @Override
    @Nullable E peek() {
        takeEnd.lock();
        try {
            return takeEnd.next < putEnd.published() ? element(takeEnd.next) : null;
        } finally {
            takeEnd.unlock();
        }
    }

    @Override
    int size() {
        takeEnd.lock();
        try {
            return (int) (putEnd.published() - takeEnd.next);
        } finally {
            takeEnd.unlock();
        }
    }

    @Override
    int room() {
        if (capacity() == WorkQueue.UNBOUNDED) {
            return capacity();
        }
        takeEnd.lock();
        try {
            return capacity() - (int) (putEnd.published() - takeEnd.next) - takeEnd.reserved;
        } finally {
            takeEnd.unlock();
        }
    }

    @Override
    List<Node<E>> nodes() {
        takeEnd.lock();
        try {
            return nodes(putEnd.published());
        } finally {
            takeEnd.unlock();
        }
    }

    /// The elements from the first up to a position.
    private List<Node<E>> nodes(long end) {
        List<Node<E>> nodes = new ArrayList<>((int) (end - takeEnd.next));
        for (long position = takeEnd.next; position < end; position++) {
            nodes.add(new Place<>(element(position), position, latest));
        }
        return nodes;
    }

    @Override
    List<Node<E>> reserve(int most) {
        takeEnd.lock();
        try {
            long head = takeEnd.next;
            List<Node<E>> batch = nodes(head + Math.clamp(most, 0, putEnd.published() - head));
            forget(head, head + batch.size());
            takeEnd.reserved += batch.size();
            takeEnd.next = head + batch.size();
            return batch;
        } finally {
            takeEnd.unlock();
        }
    }

    @Override
    void land(List<Node<E>> batch, int accepted) {
        takeEnd.lock();
        try {
            long head = takeEnd.next;
            for (Node<E> refused : batch.subList(accepted, batch.size()).reversed()) {
                slots[slot(--head)] = refused.element;
            }
            takeEnd.reserved -= batch.size();
            takeEnd.inHand += accepted;
            moveHead(head);
        } finally {
            takeEnd.unlock();
        }
    }

    @Override
    int discard(Collection<Node<E>> doomed) {
        putEnd.lock();
        takeEnd.lock();
        try {
            long[] positions = doomed.stream().mapToLong(this::presentPosition).filter(p -> p >= 0).sorted().toArray();
            if (positions.length > 0) {
                closeGaps(positions);
                latest.next = new RingRemoval(positions);
                latest = latest.next;
            }
            return positions.length;
        } finally {
            takeEnd.unlock();
            putEnd.unlock();
        }
    }

    /// Where an element is now, or -1 if it has gone.
    private long presentPosition(Node<E> node) {
        long position = node.sequence;
        for (RingRemoval later = ((Place<E>) node).since.next; later != null && position >= 0; later = later.next) {
            position = later.after(position);
        }
        return position >= takeEnd.next && slots[slot(position)] == node.element ? position : -1;
    }

    /// Moves up what stands before some positions, over them.
    private void closeGaps(long[] gaps) {
        long head = takeEnd.next;
        int gap = gaps.length - 1;
        long target = gaps[gap];
        for (long position = target; position >= head; position--) {
            if (gap >= 0 && position == gaps[gap]) {
                gap--;
            } else {
                slots[slot(target--)] = slots[slot(position)];
            }
        }
        forget(head, target + 1);
        moveHead(target + 1);
    }

    private void forget(long from, long to) {
        for (long position = from; position < to; position++) {
            slots[slot(position)] = null;
        }
    }

    @Override
    List<E> clear() {
        takeEnd.lock();
        try {
            long tail = putEnd.published();
            List<E> dropped = new ArrayList<>((int) (tail - takeEnd.next));
            for (long position = takeEnd.next; position < tail; position++) {
                dropped.add(element(position));
            }
            forget(takeEnd.next, tail);
            moveHead(tail);
            return dropped;
        } finally {
            takeEnd.unlock();
        }
    }

    @Override
    boolean taskDone() {
        takeEnd.lock();
        try {
            if (takeEnd.inHand == 0) {
                throw tooManyDone();
            }
            takeEnd.inHand--;
            return idle();
        } finally {
            takeEnd.unlock();
        }
    }

    @Override
    boolean isIdle() {
        takeEnd.lock();
        try {
            return idle();
        } finally {
            takeEnd.unlock();
        }
    }

    private boolean idle() {
        return takeEnd.inHand == 0 && takeEnd.reserved == 0 && takeEnd.next == putEnd.published();
    }

    @Override
    void shutdown(String by) {
        putEnd.lock();
        noteShutdown(by);
        putEnd.bound = Long.MIN_VALUE;
        putEnd.unlock();
    }

    @Override
    List<E> shutdownNow(String by) {
        shutdown(by);
        return clear();
    }

    @Override
    String statistics() {
        takeEnd.lock();
        try {
            return statistics((int) (putEnd.published() - takeEnd.next), takeEnd.inHand);
        } finally {
            takeEnd.unlock();
        }
    }
}
