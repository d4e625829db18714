// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The first-in, first-out queue of waiting strands under every primitive.
///
/// A primitive keeps its own state in an atomic field and asks the queue only when a strand has to wait. Waiting
/// follows one pattern, in which the *second look* closes the gap between "it is taken" and "I am in the queue":
///
/// ```java
/// Waiter waiter = queue.enqueue();
/// if (tryTake()) {                                // it came free in the meantime
///     if (!queue.withdraw(waiter)) {
///         passOn();                               // and was granted as well: one of the two is too many
///     }
///     return true;
/// }
/// return queue.await(waiter, deadline);
/// ```
///
/// and whoever frees something changes the state first and then calls [#grantFirst()]. What a grant *means*, ownership
/// or leave to try again, is the primitive's to say; but a strand that was granted must use the grant or pass it on.
///
/// **No grant is lost.** [#grantFirst()] answers true only if a waiter has accepted; a waiter that times out, is
/// interrupted or is cancelled at that moment is passed over and the grant goes to the next one.
///
/// **Deadlock.** A strand about to park looks whether its wait closes a cycle of strands that wait for one another's
/// [Resource#owner() resources]; if so it does not park but throws [DeadlockException].
///
/// **Memory consistency effects**: actions in a strand before `enqueue` happen before a grant of that waiter, and
/// actions before a grant happen before the return of the `await` it ends.
///
/// **Cost**: an object a wait, some tens of nanoseconds to enqueue and to leave, constant time wherever the waiter
/// stands. An idle queue is two objects, of 56 bytes together.
public final class WaitQueue {

    // A doubly linked list under a latch of a few instructions, rather than a lock-free queue: a time-out in the middle
    // leaves in constant time and leaves nothing behind, `enqueueFirst` is possible, and every path can be read. Who
    // loses the race for the latch has just found the primitive contended and is about to park, so the latch is not
    // what it waits for longest. The latch is below the one door: nobody parks while holding it, so nobody needs to be
    // seen waiting for it.

    private final Resource resource;
    private final Latch latch = new Latch();

    /// Written under the latch; read without it by [#isEmpty()].
    private volatile @Nullable Waiter first;

    // Guarded by the latch.
    private @Nullable Waiter last;
    private int size;

    /// Made when first needed; if two make one each, what one has learnt is forgotten.
    private @Nullable LookOut lookOut;

    private final boolean parksAtOnce;

    private WaitQueue(Resource resource, boolean parksAtOnce) {
        this.resource = resource;
        this.parksAtOnce = parksAtOnce;
    }

    /// Creates an empty queue. Threads that wait in it look out for the grant before they park ([LookOut]).
    ///
    /// @param resource what the strands wait for, as the wait graph shows it
    public WaitQueue(Resource resource) {
        this(resource, false);
    }

    /// Creates an empty queue in which strands park at once: for primitives that look out by themselves, or [#snatch],
    /// before they enqueue.
    ///
    /// @param resource what the strands wait for, as the wait graph shows it
    /// @return the queue
    public static WaitQueue parkingAtOnce(Resource resource) {
        return new WaitQueue(resource, true);
    }

    Resource resource() {
        return resource;
    }

    /// Tries for a moment to take what a grant of this queue would not give but let one try for: see [LookOut#snatch].
    /// Threads only; the strands of a [Baton] take turns with those who could free it.
    ///
    /// @param take takes it for the calling strand, if it is free; quick
    /// @return whether it was taken
    public boolean snatch(BooleanSupplier take) {
        return Scheduler.current() == Scheduler.threads() && lookOut().snatch(take);
    }

    /// How waiters look out for a grant; `null` for not at all.
    @Nullable LookOut beforeParking() {
        return parksAtOnce ? null : lookOut();
    }

    private LookOut lookOut() {
        LookOut present = lookOut;
        if (present == null) {
            present = new LookOut();
            lookOut = present;
        }
        return present;
    }

    /// Whether nobody waits. A volatile read: a strand that frees something and then finds the queue empty can be sure
    /// that whoever enqueues afterwards takes the second look after it.
    ///
    /// @return true if the queue is empty
    public boolean isEmpty() {
        return first == null;
    }

    /// How many strands wait.
    ///
    /// @return the number at some moment during the call
    public int size() {
        latch.lock();
        try {
            return size;
        } finally {
            latch.unlock();
        }
    }

    /// Puts the calling strand at the end of the queue. Does not wait.
    ///
    /// @return the strand's waiter, to be given to [#await] or [#withdraw]
    public Waiter enqueue() {
        return append(new Waiter(Strand.current(), this));
    }

    /// Puts a strand that waits for the first of several things at the end of the queue. Does not wait.
    ///
    /// @param selection the wait
    /// @param branch which of the things this queue stands for
    /// @return the strand's waiter in this queue, to be given to [#withdraw] when the selection has ended
    public Waiter enqueue(Selection selection, int branch) {
        return append(selection.branch(this, branch));
    }

    private Waiter append(Waiter waiter) {
        latch.lock();
        try {
            Waiter tail = last;
            last = waiter;
            waiter.previous = tail;
            waiter.linked = true;
            size++;
            if (tail == null) {
                first = waiter;
            } else {
                tail.next = waiter;
            }
        } finally {
            latch.unlock();
        }
        return waiter;
    }

    /// Puts the calling strand at the head of the queue: for one that was granted a try, lost it to a newcomer, and
    /// must not lose its place as well. Does not wait.
    ///
    /// @return the strand's waiter, to be given to [#await] or [#withdraw]
    public Waiter enqueueFirst() {
        return prepend(new Waiter(Strand.current(), this));
    }

    /// Puts a strand that waits for the first of several things at the head of the queue: see [#enqueueFirst()]. Does
    /// not wait.
    ///
    /// @param selection the wait
    /// @param branch which of the things this queue stands for
    /// @return the strand's waiter in this queue, to be given to [#withdraw] when the selection has ended
    public Waiter enqueueFirst(Selection selection, int branch) {
        return prepend(selection.branch(this, branch));
    }

    private Waiter prepend(Waiter waiter) {
        latch.lock();
        try {
            Waiter head = first;
            waiter.next = head;
            waiter.linked = true;
            size++;
            if (head == null) {
                last = waiter;
            } else {
                head.previous = waiter;
            }
            first = waiter;
        } finally {
            latch.unlock();
        }
        return waiter;
    }

    /// Leaves the queue without waiting. Does not block.
    ///
    /// @param waiter a waiter of this queue, of the calling strand
    /// @return true if the waiter has left; false if it had been granted already, and the grant is now the caller's
    public boolean withdraw(Waiter waiter) {
        return waiter.withdraw();
    }

    /// Blocks until the waiter is granted or the deadline has passed. Afterwards the waiter is out of the queue.
    ///
    /// @param waiter a waiter of this queue, of the calling strand
    /// @param deadline a time of the strand's [Scheduler#nanoTime()], or [Scheduler#NEVER]
    /// @return true if granted (or [told][#tellAll]), false if the time is over
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if the thread is or becomes interrupted; the interrupt status is cleared
    /// @throws DeadlockException if the wait has no deadline and would close a cycle
    public boolean await(Waiter waiter, long deadline) throws InterruptedException {
        return waiter.await(deadline, true);
    }

    /// Blocks until the waiter is granted, whatever interrupts or cancels; the interrupt status is kept.
    ///
    /// @param waiter a waiter of this queue, of the calling strand
    /// @throws DeadlockException if the wait would close a cycle
    public void awaitUninterruptibly(Waiter waiter) {
        try {
            waiter.await(Scheduler.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("An uninterruptible wait was interrupted", e);
        }
    }

    /// Grants the first waiter that still waits, and wakes it. Never blocks.
    ///
    /// @return false if nobody waits
    public boolean grantFirst() {
        while (first != null) {
            Waiter waiter = poll();
            if (waiter != null && waiter.grant()) {
                return true;
            }
        }
        return false;
    }

    /// Grants all who wait at the moment of the call, in their order. Never blocks.
    ///
    /// @return how many have accepted
    public int grantAll() {
        int granted = 0;
        for (Waiter waiter = pollAll(); waiter != null; ) {
            Waiter following = waiter.next;
            if (waiter.grant()) {
                granted++;
            }
            waiter = following;
        }
        return granted;
    }

    /// Ends all waits of the moment without granting anything, as [Waiter#wasTold()] shows afterwards: for news that
    /// every waiter has to look at for itself. Never blocks.
    public void tellAll() {
        for (Waiter waiter = pollAll(); waiter != null; ) {
            Waiter following = waiter.next;
            waiter.tell();
            waiter = following;
        }
    }

    /// Takes out a waiter that has ended by itself.
    void unlink(Waiter waiter) {
        latch.lock();
        try {
            if (waiter.linked) {
                remove(waiter);
            }
        } finally {
            latch.unlock();
        }
    }

    private @Nullable Waiter poll() {
        latch.lock();
        try {
            Waiter head = first;
            if (head != null) {
                remove(head);
            }
            return head;
        } finally {
            latch.unlock();
        }
    }

    /// Detaches the whole chain; its `next` links stay for the caller to follow.
    private @Nullable Waiter pollAll() {
        latch.lock();
        try {
            Waiter head = first;
            for (Waiter waiter = head; waiter != null; waiter = waiter.next) {
                waiter.linked = false;
            }
            first = null;
            last = null;
            size = 0;
            return head;
        } finally {
            latch.unlock();
        }
    }

    private void remove(Waiter waiter) {
        Waiter before = waiter.previous;
        Waiter after = waiter.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        waiter.next = null;
        waiter.previous = null;
        waiter.linked = false;
        size--;
    }

    @Override
    public String toString() {
        return size() + " waiting for " + resource.name();
    }
}
