// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// How a lock is waited for and goes from one owner to the next: what [Mutex], [ReentrantMutex] and [WriteLock] have in
/// common. It knows nothing of nesting. Who owns the lock is the matter of [OwnedResource].
abstract sealed class OwnedLock extends OwnedResource permits Mutex, NestingLock {

    // Unfair mode: a grant is leave to try again, not ownership: handing a lock over to a thread that has yet to be
    // woken would stop everybody for the time of the wake-up. One such heir is awake at a time; while it is, free() need
    // not wake another. Whoever has to wait, and an heir that has lost to a newcomer, tries a few times more before it
    // queues, as nobody will come to tell it.
    //
    // heirAwake
    //
    //   false --free(): CAS--> true, and a grant to the first waiter
    //     ^                       |
    //     +-----------------------+ the heir has the lock, has given up, or is the first in the queue again
    //
    // No wake-up is lost: whenever the lock is free and somebody waits, an heir is awake or a free() is on its way to
    // wake one. An heir that has lost to a newcomer puts itself back, clears heirAwake, and looks at the owner again
    // after both; free() clears the owner before it looks at the queue and at heirAwake. So a free() that found nobody
    // to wake, or relied on the heir, is seen by it. (That the heir is back before it clears the flag keeps its place:
    // else that free() could choose somebody behind it.) An heir that gives up instead clears heirAwake and then does
    // what that free() would have done. Clearing the flag on behalf of another heir does no harm: there are two awake,
    // then.
    //
    // Fair mode: a grant is the lock. Nobody but a granted waiter takes it while anybody waits: newcomers look at the
    // queue first, and who has just queued does not try for itself but hands the lock, if it is free, to the first. So
    // free(), newly queued waiters and heirs that fail all do the same, after they have changed something: handOver().
    //
    // Abandoned: newcomers look for it before they wait; those who wait already are told by the Vigil, all at once, and
    // then look. Who was told is not the heir.

    private static final VarHandle HEIR_AWAKE;

    static {
        try {
            HEIR_AWAKE = MethodHandles.lookup().findVarHandle(OwnedLock.class, "heirAwake", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// A wait beside which looking at the stack does not show.
    private static final long LONG_NANOS = 100_000;

    /// How long a lock leaves it at that after a wait was recorded. Whoever looks at the stack holds the lock: were all to
    /// do so, the others would have to wait for long because of it, and do so in their turn.
    private static final long PAUSE_NANOS = 1_000_000;

    private final boolean fair;
    private final WaitQueue waiters;

    @SuppressWarnings("UnusedVariable") // read through HEIR_AWAKE
    private volatile boolean heirAwake;

    /// When it was last recorded after a wait where the lock was taken, by [System#nanoTime()]; touched by the owner only.
    private long lastRecorded;

    /// Made by the first who waits; if two make one each, both keep it.
    private volatile @Nullable Vigil vigil;

    OwnedLock(@Nullable String name, boolean fair) {
        super(name);
        this.fair = fair;
        this.waiters = fair ? new WaitQueue(this) : WaitQueue.parkingAtOnce(this);
    }

    // --------------------------------------------------------------------------------------------- taking

    /// Takes the lock if nobody owns it, be it the caller. The whole of an uncontended acquisition.
    boolean takeIfFree() {
        return (!fair || waiters.isEmpty()) && takeIfUnowned();
    }

    /// Takes the lock if nobody else owns it. Never waits.
    ///
    /// @return true if the caller holds the lock now
    public abstract boolean tryLock();

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
        refuseHopeless();
        return becomeOwner(deadline, cancellable) && becomeSole(deadline, cancellable);
    }

    /// Throws if the caller could never get the lock, whoever else does what.
    void refuseHopeless() {}

    /// Waits for what else there is to wait for when the caller is the owner already, who is no longer if this fails.
    boolean becomeSole(long deadline, boolean cancellable) throws InterruptedException {
        return true;
    }

    /// Waits until the caller is the owner.
    final boolean becomeOwner(long deadline, boolean cancellable) throws InterruptedException {
        return fair ? waitInTurn(deadline, cancellable) : compete(deadline, cancellable);
    }

    private boolean waitInTurn(long deadline, boolean cancellable) throws InterruptedException {
        Vigil watch = vigil();
        Waiter waiter;
        do {
            waiter = waiters.enqueue();
            handOver(); // if it came free in the meantime, then to the first
            Thread dead = deadOwner();
            if (dead != null && (waiters.withdraw(waiter) || waiter.wasTold())) {
                throw abandonedBy(dead);
            }
            watch.keep();
            if (!awaitTurn(waiter, deadline, cancellable)) {
                return false;
            }
        } while (waiter.wasTold());
        takeAsHeir();
        recordAfter(waiter);
        return true;
    }

    private boolean awaitTurn(Waiter waiter, long deadline, boolean cancellable) throws InterruptedException {
        try {
            return await(waiters, waiter, deadline, cancellable);
        } catch (Throwable e) {
            if (waiter.wasGranted()) { // and yet somebody else's code has thrown
                putDown();
                handOver();
            }
            throw e;
        }
    }

    static boolean await(WaitQueue queue, Waiter waiter, long deadline, boolean cancellable)
            throws InterruptedException {
        if (cancellable) {
            return queue.await(waiter, deadline);
        }
        queue.awaitUninterruptibly(waiter);
        return true;
    }

    private boolean compete(long deadline, boolean cancellable) throws InterruptedException {
        if (waiters.snatch(this::takeNow)) {
            recordIfWanted();
            return true;
        }
        Vigil watch = vigil();
        Waiter waiter = waiters.enqueue();
        while (true) {
            if (takeNow()) {
                if (!waiters.withdraw(waiter)) {
                    heirAwake = false; // became the heir in this moment; the next free() will choose another
                }
                recordAfter(waiter);
                return true;
            }
            refuseIfAbandoned(waiter);
            watch.keep();
            if (!await(waiters, waiter, deadline, cancellable)) {
                return false;
            }
            if (takeNow() || waiters.snatch(this::takeNow)) {
                heirAwake = false;
                recordAfter(waiter);
                return true;
            }
            waiter = waiters.enqueueFirst();
            heirAwake = false;
        }
    }

    /// Records where the lock was taken after a wait, if there is still something to record, or if that is short work
    /// beside the wait and was not done of late.
    private void recordAfter(Waiter waiter) {
        if (hasToRecord()) {
            recordNow();
        } else if (waiter.parkedNanos() >= LONG_NANOS) {
            long now = System.nanoTime();
            if (now - lastRecorded >= PAUSE_NANOS) {
                lastRecorded = now;
                recordNow();
            }
        }
    }

    /// The second look of a waiter in a select; has the owner looked after if the waiter is about to wait.
    final boolean isWorthTrying() {
        if (fair) {
            handOver(); // to the first, who may be the caller
        }
        if (isAbandoned() || (!fair && isFree())) {
            return true;
        }
        vigil().keep();
        return false;
    }

    /// Takes the lock as one whose waiter was granted, in a select; the turn as the heir is used or passed on.
    final boolean takeAsGranted() {
        boolean taken = true;
        if (fair) {
            takeAsHeir();
        } else {
            taken = takeNow();
            heirAwake = false;
        }
        if (taken) {
            recordIfWanted();
        } else {
            wakeHeir();
        }
        return taken;
    }

    private void recordIfWanted() {
        if (hasToRecord()) {
            recordNow();
        }
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

    /// Whether somebody else is the owner, or in fair mode waits to be.
    ///
    /// @param caller the calling thread
    final boolean isClosedTo(Thread caller) {
        return isFree() ? fair && !waiters.isEmpty() : !isOwnedBy(caller);
    }

    @Override
    final void free() {
        disown();
        if (!waiters.isEmpty()) {
            if (fair) {
                handOver();
            } else {
                wakeHeir();
            }
        }
    }

    /// Gives the lock, if it is free, to the first waiter.
    private void handOver() {
        while (!waiters.isEmpty() && takeToHandOver()) {
            if (waiters.grantFirst()) {
                return;
            }
            putDown(); // all had given up; but somebody may have come, and found it in transit
        }
    }

    private void wakeHeir() {
        while (!waiters.isEmpty() && isFree() && HEIR_AWAKE.compareAndSet(this, false, true)) {
            if (waiters.grantFirst()) {
                return;
            }
            heirAwake = false; // all had given up; but somebody may have come, and relied on the flag
        }
    }

    // --------------------------------------------------------------------------------------------- abandoned

    private void refuseIfAbandoned(Waiter waiter) {
        Thread dead = deadOwner();
        if (dead == null) {
            return;
        }
        if (!waiters.withdraw(waiter)) {
            heirAwake = false;
            wakeHeir(); // somebody may have reclaimed and freed the lock meanwhile, and relied on the flag
        }
        throw abandonedBy(dead);
    }

    private Vigil vigil() {
        Vigil present = vigil;
        if (present == null) {
            present = new Vigil(this, this::isAbandoned, waiters);
            vigil = present;
        }
        return present;
    }

    // --------------------------------------------------------------------------------------------- seeing

    /// How many wait to be the owner.
    final int queued() {
        return waiters.size();
    }

    /// Whether the lock is given strictly to those who have waited longest.
    ///
    /// @return true in fair mode
    public final boolean isFair() {
        return fair;
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
