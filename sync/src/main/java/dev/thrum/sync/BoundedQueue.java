// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// A first-in, first-out queue of limited capacity on which producers and consumers wait for one another: Python's
/// `queue.Queue(maxsize)` and `asyncio.Queue(maxsize)` in one.
///
/// Any number of platform threads, virtual threads and event-loop tasks may put and take. The capacity is exact.
///
/// **Memory consistency effects**: actions before an element is put happen before actions after it is taken.
///
/// **Cost**: the elements live in a lock-free array; to put or take one is four atomic operations if nobody has to
/// wait.
///
/// @param <T> the elements, none of them `null`
public final class BoundedQueue<T> implements Inspector.Source {

    // Two semaphores count what the array holds: `space` the elements that may still be put, `items` those that may be
    // taken. Who has a permit of one finds room, or an element, in the array: it may have more slots than `capacity`,
    // never fewer.

    private final String name;
    private final int capacity;
    private final Queue<T> elements;
    private final CountingSemaphore space;
    private final CountingSemaphore items;

    /// Creates an empty queue without a name.
    ///
    /// @param capacity how many elements it holds at most
    /// @throws IllegalArgumentException if the capacity is not positive
    public BoundedQueue(int capacity) {
        this(null, capacity);
    }

    private BoundedQueue(@Nullable String given, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity must be positive, but was " + capacity);
        }
        this.capacity = capacity;
        name = given == null ? "BoundedQueue@" + Integer.toHexString(System.identityHashCode(this)) : given;
        elements = new MpmcAtomicArrayQueue<>(Math.max(2, capacity));
        space = new CountingSemaphore("space in " + name, capacity);
        items = new CountingSemaphore("an element of " + name, 0);
    }

    /// Creates an empty queue that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param capacity how many elements it holds at most
    /// @param <T> the elements
    /// @return the queue
    /// @throws IllegalArgumentException if the capacity is not positive
    public static <T> BoundedQueue<T> named(String name, int capacity) {
        BoundedQueue<T> queue = new BoundedQueue<>("BoundedQueue \"" + name + "\"", capacity);
        Inspector.watch(queue);
        return queue;
    }

    /// Puts an element at the end, waiting for room as long as it takes.
    ///
    /// @param element what to put
    /// @throws NullPointerException if the element is null
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; the element is not in the
    ///     queue
    /// @throws InterruptedException if interrupted before or during the wait; the element is not in the queue
    public void put(T element) throws InterruptedException {
        requireElement(element);
        space.acquire();
        add(element);
    }

    /// Puts an element at the end if there is room. Never waits.
    ///
    /// Room is there once a take has finished: while another strand is in the middle of one, the answer may still be
    /// false although [#poll()] would answer `null` already.
    ///
    /// @param element what to put
    /// @return true if the element is in the queue now
    /// @throws NullPointerException if the element is null
    public boolean offer(T element) {
        requireElement(element);
        if (!space.tryAcquire()) {
            return false;
        }
        add(element);
        return true;
    }

    /// Puts an element at the end, waiting for room no longer than a time.
    ///
    /// @param element what to put
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the element is in the queue now
    /// @throws NullPointerException if the element is null
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws InterruptedException as [#put]
    public boolean offer(T element, Duration timeout) throws InterruptedException {
        requireElement(element);
        if (!space.tryAcquire(timeout)) {
            return false;
        }
        add(element);
        return true;
    }

    /// Takes the first element, waiting for one as long as it takes.
    ///
    /// @return the element
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; no element is lost
    /// @throws InterruptedException if interrupted before or during the wait; no element is lost
    public T take() throws InterruptedException {
        items.acquire();
        return remove();
    }

    /// Takes the first element if there is one. Never waits.
    ///
    /// An element is there once its put has finished: while another strand is in the middle of one, the answer may
    /// still be `null` although [#offer(Object)] would answer false already.
    ///
    /// @return the element, or `null` if the queue is empty
    public @Nullable T poll() {
        return items.tryAcquire() ? remove() : null;
    }

    /// Takes the first element, waiting for one no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return the element, or `null` if the time is over
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws InterruptedException as [#take]
    public @Nullable T poll(Duration timeout) throws InterruptedException {
        return items.tryAcquire(timeout) ? remove() : null;
    }

    /// How many elements can be taken at this moment. An element that is just being put does not count yet, one that is
    /// just being taken does not count any more.
    ///
    /// @return the number, at most the capacity
    public int size() {
        return items.availablePermits();
    }

    /// How many elements the queue holds at most.
    ///
    /// @return the number given at creation
    public int capacity() {
        return capacity;
    }

    private void add(T element) {
        if (!elements.offer(element)) {
            throw new AssertionError("No room in spite of a permit: " + this);
        }
        items.release();
    }

    private T remove() {
        T element = elements.poll();
        if (element == null) {
            throw new AssertionError("No element in spite of a permit: " + this);
        }
        space.release();
        return element;
    }

    private static void requireElement(@Nullable Object element) {
        Objects.requireNonNull(element, "A queue takes no null elements");
    }

    @Override
    public String toString() {
        return name + " (" + statistics() + ")";
    }

    @Override
    public Inspector.Node inspect() {
        return Inspector.Node.of("BoundedQueue", name, "state", statistics());
    }

    private String statistics() {
        return size() + " of " + capacity + " elements, "
                + space.waiting() + " putting, " + items.waiting() + " taking";
    }
}
