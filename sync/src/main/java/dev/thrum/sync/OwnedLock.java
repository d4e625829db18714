// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Body;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// How a lock comes to be owned by one thread at a time, waited for, and free again: what [Mutex] and [ReentrantMutex]
/// have in common. It knows nothing of nesting.
abstract sealed class OwnedLock implements Resource permits Mutex, ReentrantMutex {

    // owner                                            heirAwake
    //
    //           take(): CAS null -> me                 false --free(): CAS--> true, and a grant to the first waiter
    //   null <------------------------> thread           ^                       |
    //     |     free(): volatile write    |              +-----------------------+ the heir has the lock, has given up,
    //     |                               | it ends                                or is the first in the queue again
    //     |                               v
    //     |                          dead thread  ("abandoned")
    //     |                               |
    //     |                               | reclaim(): CAS dead -> me
    //     +-------------------------------+----------> thread
    //
    // A grant is leave to try again, not ownership: handing a lock over to a thread that has yet to be woken would stop
    // everybody for the time of the wake-up. One such heir is awake at a time; while it is, free() need not wake
    // another.
    //
    // No wake-up is lost: whenever the lock is free and somebody waits, an heir is awake or a free() is on its way to
    // wake one. An heir that has lost to a newcomer puts itself back *before* it clears heirAwake, and looks at the
    // owner again afterwards; free() clears the owner before it reads heirAwake. So a free() that relied on the heir is
    // seen by it. An heir that gives up instead clears heirAwake and then does what that free() would have done.
    // Clearing the flag on behalf of another heir does no harm: there are two awake, then.
    //
    // "Abandoned" is not a state of its own but a fact about the owner: it has ended. A dead thread neither releases
    // nor takes anything, so an owner that is seen dead and *afterwards* still seen as the owner stays so until
    // somebody reclaims the lock. Newcomers look for it before they wait; those who wait already are woken by the
    // Vigil, all at once, and then look. Such a grant makes nobody the heir.

    private static final VarHandle OWNER;
    private static final VarHandle HEIR_AWAKE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OWNER = lookup.findVarHandle(OwnedLock.class, "owner", Thread.class);
            HEIR_AWAKE = lookup.findVarHandle(OwnedLock.class, "heirAwake", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable String name;
    private final WaitQueue waiters = new WaitQueue(this);

    private volatile @Nullable Thread owner;

    @SuppressWarnings("UnusedVariable") // read through HEIR_AWAKE
    private volatile boolean heirAwake;

    /// Written by the owner only; `null` while the lock is free.
    private volatile @Nullable Acquisition acquisition;

    /// How many more uncontended acquisitions to record; touched by the owner only.
    private int toRecord = Acquisition.RECORDED;

    /// Made by the first who waits; if two make one each, both keep it.
    private volatile @Nullable Vigil vigil;

    OwnedLock(@Nullable String name) {
        this.name = name;
    }

    // --------------------------------------------------------------------------------------------- taking

    /// Takes the lock if nobody owns it, be it the caller. The whole of an uncontended acquisition.
    final boolean takeIfFree() {
        if (OWNER.compareAndSet(this, null, Thread.currentThread())) {
            if (toRecord > 0) {
                toRecord--;
                acquisition = Acquisition.here();
            }
            return true;
        }
        return false;
    }

    /// Waits for the lock, which the caller does not own or will never get.
    ///
    /// @return false if the time is over
    final boolean takeContended(long deadline) throws InterruptedException {
        return contend(deadline, true);
    }

    /// Waits for the lock, whatever interrupts or cancels.
    final void takeStubbornly() {
        try {
            contend(Scheduler.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("An uninterruptible wait was interrupted", e);
        }
    }

    private boolean contend(long deadline, boolean cancellable) throws InterruptedException {
        Vigil watch = vigil();
        Waiter waiter = waiters.enqueue();
        while (true) {
            if (takeNow()) {
                if (!waiters.withdraw(waiter)) {
                    heirAwake = false; // became the heir in this moment; the next free() will choose another
                }
                return true;
            }
            refuseIfAbandoned(waiter);
            watch.keep();
            if (!cancellable) {
                waiters.awaitUninterruptibly(waiter);
            } else if (!waiters.await(waiter, deadline)) {
                return false;
            }
            if (takeNow()) {
                heirAwake = false;
                return true;
            }
            waiter = waiters.enqueueFirst();
            heirAwake = false;
        }
    }

    private boolean takeNow() {
        if (owner == null && OWNER.compareAndSet(this, null, Thread.currentThread())) {
            acquisition = Acquisition.here();
            return true;
        }
        return false;
    }

    /// Takes the lock if nobody else owns it. Never waits.
    ///
    /// @return true if the caller holds the lock now
    public abstract boolean tryLock();

    /// Takes the lock as one whose waiter was granted, in a select; the turn as the heir is used or passed on.
    final boolean takeAsHeir() {
        boolean taken = takeNow();
        heirAwake = false;
        if (!taken) {
            wakeHeir();
        }
        return taken;
    }

    /// Has the owner looked after, for one who has joined the queue and is about to wait.
    final void watchOwner() {
        vigil().keep();
    }

    final WaitQueue waiters() {
        return waiters;
    }

    static void refuseIfInterrupted(Resource wanted) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before waiting for " + wanted.name());
        }
    }

    // --------------------------------------------------------------------------------------------- freeing

    final boolean isOwnedByCaller() {
        return owner == Thread.currentThread();
    }

    /// @param purpose what the caller wanted to do
    final IllegalMonitorStateException notTheOwner(String purpose) {
        Thread present = owner;
        String whose = present == null
                ? "it is free"
                : "thread \"" + Strand.nameOf(present) + "\" does" + (present.isAlive() ? "" : ", which has ended");
        return new IllegalMonitorStateException("Thread \"" + Strand.nameOf(Thread.currentThread())
                + "\" must own " + name() + " to " + purpose + ", but " + whose);
    }

    /// Frees the lock, which the caller owns, and wakes a waiter, if there is one. Never blocks.
    final void free() {
        if (acquisition != null) {
            acquisition = null;
        }
        owner = null;
        if (!waiters.isEmpty()) {
            wakeHeir();
        }
    }

    private void wakeHeir() {
        while (!waiters.isEmpty() && owner == null && HEIR_AWAKE.compareAndSet(this, false, true)) {
            if (waiters.grantFirst()) {
                return;
            }
            heirAwake = false; // all had given up; but somebody may have come, and relied on the flag
        }
    }

    // --------------------------------------------------------------------------------------------- abandoned

    /// Whether the owner has ended without freeing the lock. Once true, it stays so until somebody reclaims the lock.
    final boolean isAbandoned() {
        return deadOwner() != null;
    }

    private @Nullable Thread deadOwner() {
        Thread present = owner;
        return present != null && !present.isAlive() && owner == present ? present : null;
    }

    final void refuseIfAbandoned() {
        Thread dead = deadOwner();
        if (dead != null) {
            throw new AbandonedException(name(), dead, acquisition);
        }
    }

    private void refuseIfAbandoned(Waiter waiter) {
        Thread dead = deadOwner();
        if (dead == null) {
            return;
        }
        if (!waiters.withdraw(waiter)) {
            heirAwake = false;
            wakeHeir(); // somebody may have reclaimed and freed the lock meanwhile, and relied on the flag
        }
        throw new AbandonedException(name(), dead, acquisition);
    }

    private Vigil vigil() {
        Vigil present = vigil;
        if (present == null) {
            present = new Vigil(this, waiters);
            vigil = present;
        }
        return present;
    }

    /// Takes the lock over from an owner that has ended without unlocking it: for whoever caught an
    /// [AbandonedException] and knows how to mend what the lock guards. Never blocks. Those who still wait go on
    /// waiting, now for the caller.
    ///
    /// **Memory consistency effects**: all actions of the dead owner happen before a successful return.
    ///
    /// @return true if the caller holds the lock now, once; false if it is free, or its owner is alive
    public boolean reclaim() {
        Thread dead = owner;
        if (dead == null || dead.isAlive() || !OWNER.compareAndSet(this, dead, Thread.currentThread())) {
            return false;
        }
        acquisition = Acquisition.here();
        return true;
    }

    // --------------------------------------------------------------------------------------------- selecting

    /// A clause of a [Select] that takes the lock. As after a `lock`, the handler owns it, and is to unlock it in a
    /// `finally` block, or to see to it that somebody does who runs later in the same thread.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onLock(
            Body<? extends R, ? extends X> handler) {
        return WaitClause.of(new Sources.OfLock(this), handler);
    }

    // --------------------------------------------------------------------------------------------- seeing

    /// Whether somebody holds the lock at this moment.
    ///
    /// @return true if it is not free
    public boolean isLocked() {
        return owner != null;
    }

    @Override
    public String name() {
        return name == null ? Resource.super.name() : getClass().getSimpleName() + " \"" + name + "\"";
    }

    @Override
    public @Nullable Thread owner() {
        return owner;
    }

    @Override
    public @Nullable Acquisition acquisition() {
        return acquisition;
    }

    @Override
    public String statistics() {
        return (isAbandoned() ? "abandoned, " : isLocked() ? "locked, " : "free, ") + waiters.size() + " waiting";
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
