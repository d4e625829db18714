// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A [WorkStore] in any order, under one latch.
///
/// @param <E> the elements
final class NodeStore<E> extends WorkStore<E> {

    private final Consumer<Node<E>> putBack;
    private final StoreLatch latch = new StoreLatch();

    /// How many elements are stored or reserved, for those who look without the latch. Written under it.
    private final AtomicInteger occupied = new AtomicInteger();

    // Guarded by the latch.
    private final Queue<Node<E>> nodes;
    private int reserved;
    private long inHand;
    private long inserted;

    /// Creates an empty store.
    ///
    /// @param name the queue's name, for messages
    /// @param capacity how many elements it holds at most
    /// @param nodes gives them out in their order; used under the latch only
    /// @param putBack puts a node back where `nodes.poll()` took it from
    NodeStore(String name, int capacity, Queue<Node<E>> nodes, Consumer<Node<E>> putBack) {
        super(name, capacity);
        this.nodes = nodes;
        this.putBack = putBack;
    }

    @Override
    boolean insert(E element, Manner manner) {
        Objects.requireNonNull(element, "A queue takes no null elements");
        latch.lock(manner);
        try {
            if (isShutdown()) {
                return refuseInsertion(manner);
            }
            if (isFull()) {
                return false;
            }
            nodes.add(new Node<>(element, inserted++));
            note();
            return true;
        } finally {
            latch.unlock();
        }
    }

    private boolean isFull() {
        return nodes.size() + reserved >= capacity();
    }

    private void note() {
        occupied.setRelease(nodes.size() + reserved);
    }

    @Override
    boolean seemsToHaveElements() {
        return occupied.getOpaque() > 0;
    }

    @Override
    boolean seemsToHaveRoom() {
        return occupied.getOpaque() < capacity();
    }

    @Override
    @Nullable E extract(Manner manner) {
        latch.lock(manner);
        try {
            Node<E> node = nodes.poll();
            if (node == null) {
                return isShutdown() ? refuseExtraction(manner) : null;
            }
            inHand++;
            note();
            return node.element;
        } finally {
            latch.unlock();
        }
    }

    @Override
    void giveWayIfDue() {
        latch.giveWayIfDue();
    }

    @Override
    boolean hasElements() {
        latch.lock();
        try {
            return !nodes.isEmpty();
        } finally {
            latch.unlock();
        }
    }

    @Override
    boolean hasRoom() {
        latch.lock();
        try {
            return !isFull();
        } finally {
            latch.unlock();
        }
    }

    @Override
    @Nullable E peek() {
        latch.lock();
        try {
            Node<E> node = nodes.peek();
            return node == null ? null : node.element;
        } finally {
            latch.unlock();
        }
    }

    @Override
    int size() {
        latch.lock();
        try {
            return nodes.size();
        } finally {
            latch.unlock();
        }
    }

    @Override
    int room() {
        latch.lock();
        try {
            return capacity() == WorkQueue.UNBOUNDED ? capacity() : capacity() - nodes.size() - reserved;
        } finally {
            latch.unlock();
        }
    }

    @Override
    List<Node<E>> nodes() {
        latch.lock();
        try {
            return new ArrayList<>(nodes);
        } finally {
            latch.unlock();
        }
    }

    @Override
    List<Node<E>> reserve(int most) {
        List<Node<E>> batch = new ArrayList<>();
        latch.lock();
        try {
            while (batch.size() < most) {
                Node<E> node = nodes.poll();
                if (node == null) {
                    break;
                }
                batch.add(node);
                reserved++;
            }
            note();
            return batch;
        } finally {
            latch.unlock();
        }
    }

    @Override
    void land(List<Node<E>> batch, int accepted) {
        latch.lock();
        try {
            reserved -= batch.size();
            inHand += accepted;
            batch.subList(accepted, batch.size()).reversed().forEach(putBack);
            note();
        } finally {
            latch.unlock();
        }
    }

    @Override
    int discard(Collection<Node<E>> doomed) {
        latch.lock();
        try {
            int before = nodes.size();
            nodes.removeIf(doomed::contains);
            note();
            return before - nodes.size();
        } finally {
            latch.unlock();
        }
    }

    @Override
    List<E> clear() {
        latch.lock();
        try {
            return removeAll();
        } finally {
            latch.unlock();
        }
    }

    private List<E> removeAll() {
        List<E> dropped = new ArrayList<>(nodes.size());
        nodes.forEach(node -> dropped.add(node.element));
        nodes.clear();
        note();
        return dropped;
    }

    @Override
    boolean taskDone() {
        latch.lock();
        try {
            if (inHand == 0) {
                throw tooManyDone();
            }
            inHand--;
            return idle();
        } finally {
            latch.unlock();
        }
    }

    @Override
    boolean isIdle() {
        latch.lock();
        try {
            return idle();
        } finally {
            latch.unlock();
        }
    }

    private boolean idle() {
        return inHand == 0 && reserved == 0 && nodes.isEmpty();
    }

    @Override
    void shutdown(String by) {
        latch.lock();
        try {
            noteShutdown(by);
        } finally {
            latch.unlock();
        }
    }

    @Override
    List<E> shutdownNow(String by) {
        latch.lock();
        try {
            noteShutdown(by);
            return removeAll();
        } finally {
            latch.unlock();
        }
    }

    @Override
    String statistics() {
        latch.lock();
        try {
            return statistics(nodes.size(), inHand);
        } finally {
            latch.unlock();
        }
    }
}
