// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// How a lock comes to be owned by one thread at a time, waited for, and free again: what [Mutex],
/// [ReentrantMutex] and [WriteLock] have in common. It knows nothing of nesting.
abstract sealed class OwnedLock implements Resource permits Mutex, NestingLock {

    // owner                                            heirAwake (unfair mode)
    //
    //           take(): CAS null -> me                 false --free(): CAS--> true, and a grant to the first waiter
    //   null <------------------------> thread           ^                       |
    //     |     free(): volatile write    |              +-----------------------+ the heir has the lock, has given up,
    //     |                               | it ends                                or is the first in the queue again
    //     |                               v
    //     |                          dead thread  ("abandoned")
    //     |                               |
    //     |                               | reclaim(): CAS dead -> me
    //     |                               +------------------------> thread
    //     |
    //     |  fair mode only: handOver(): CAS                         the heir: volatile write
    //     +---------------------------------------> IN_TRANSIT ------------------------------> thread
    //        <------------------------------------  and a grant to
    //           all had given up: volatile write    the first waiter
    //
    // Unfair mode: a grant is leave to try again, not ownership: handing a lock over to a thread that has yet to be
    // woken would stop everybody for the time of the wake-up. One such heir is awake at a time; while it is, free() need
    // not wake another.
    //
    // No wake-up is lost: whenever the lock is free and somebody waits, an heir is awake or a free() is on its way to
    // wake one. An heir that has lost to a newcomer puts itself back *before* it clears heirAwake, and looks at the
    // owner again afterwards; free() clears the owner before it reads heirAwake. So a free() that relied on the heir is
    // seen by it. An heir that gives up instead clears heirAwake and then does what that free() would have done.
    // Clearing the flag on behalf of another heir does no harm: there are two awake, then.
    //
    // Fair mode: a grant is the lock. Nobody but a granted waiter takes it while anybody waits: newcomers look at the
    // queue first, and who has just queued does not try for itself but hands the lock, if it is free, to the first. So
    // free(), newly queued waiters and heirs that fail all do the same, after they have changed something: handOver().
    // The heir writes its name itself, since an owner may change only while the new one runs: the wait graph relies on
    // it. As the next one's turn is near then, it is roused, to be awake by the time the lock comes to it.
    //
    // "Abandoned" is not a state of its own but a fact about the owner: it has ended. A dead thread neither releases
    // nor takes anything, so an owner that is seen dead and *afterwards* still seen as the owner stays so until
    // somebody reclaims the lock. Newcomers look for it before they wait; those who wait already are told by the Vigil,
    // all at once, and then look. Who was told is not the heir.

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

    /// A wait beside which looking at the stack does not show.
    private static final long LONG_NANOS = 100_000;

    /// The owner while the lock is handed over: from the grant until the heir runs.
    private static final Thread IN_TRANSIT = Thread.ofVirtual().name("in transit").unstarted(() -> {});

    private final @Nullable String name;
    private final boolean fair;
    private final WaitQueue waiters = new WaitQueue(this);

    private volatile @Nullable Thread owner;

    @SuppressWarnings("UnusedVariable") // read through HEIR_AWAKE
    private volatile boolean heirAwake;

    /// Written by the owner only; `null` while the lock is free.
    private volatile @Nullable Acquisition acquisition;

    /// How many more acquisitions to record, however short; touched by the owner only.
    private int toRecord = Acquisition.RECORDED;

    private LockOrder.@Nullable Node orderNode;

    /// Made by the first who waits; if two make one each, both keep it.
    private volatile @Nullable Vigil vigil;

    OwnedLock(@Nullable String name, boolean fair) {
        this.name = name;
        this.fair = fair;
    }

    // --------------------------------------------------------------------------------------------- taking

    /// Takes the lock if nobody owns it, be it the caller. The whole of an uncontended acquisition.
    boolean takeIfFree() {
        if (fair && !waiters.isEmpty()) {
            return false;
        }
        if (OWNER.compareAndSet(this, null, Thread.currentThread())) {
            if (toRecord > 0 || LockOrder.isOn()) {
                record();
            }
            return true;
        }
        return false;
    }

    /// Notes where the caller has just taken the lock, which it has not if that fails: for want of stack, most likely.
    private void record() {
        try {
            toRecord = Math.max(0, toRecord - 1);
            acquisition = Acquisition.here();
            if (LockOrder.isOn()) {
                LockOrder.taken(this, acquisition);
            }
        } catch (Throwable e) {
            free();
            throw e;
        }
    }

    /// Notes it after a wait, if there is still something to record or if that is short work beside the wait.
    private void recordAfter(Waiter waiter) {
        if (toRecord > 0 || waiter.parkedNanos() >= LONG_NANOS || LockOrder.isOn()) {
            record();
        }
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
                throw new AbandonedException(name(), dead, acquisition);
            }
            watch.keep();
            if (!awaitTurn(waiter, deadline, cancellable)) {
                return false;
            }
        } while (waiter.wasTold());
        owner = Thread.currentThread();
        recordAfter(waiter);
        return true;
    }

    private boolean awaitTurn(Waiter waiter, long deadline, boolean cancellable) throws InterruptedException {
        try {
            return await(waiters, waiter, deadline, cancellable);
        } catch (Throwable e) {
            if (waiter.wasGranted()) { // and yet somebody else's code has thrown
                owner = null;
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
            if (takeNow()) {
                heirAwake = false;
                recordAfter(waiter);
                return true;
            }
            waiter = waiters.enqueueFirst();
            heirAwake = false;
        }
    }

    private boolean takeNow() {
        return owner == null && OWNER.compareAndSet(this, null, Thread.currentThread());
    }

    /// Takes the lock if nobody else owns it. Never waits.
    ///
    /// @return true if the caller holds the lock now
    public abstract boolean tryLock();

    /// The second look of a waiter in a select; has the owner looked after if the waiter is about to wait.
    final boolean isWorthTrying() {
        if (fair) {
            handOver(); // to the first, who may be the caller
        }
        if (isAbandoned() || (!fair && owner == null)) {
            return true;
        }
        vigil().keep();
        return false;
    }

    /// Takes the lock as one whose waiter was granted, in a select; the turn as the heir is used or passed on.
    final boolean takeAsGranted() {
        boolean taken = true;
        if (fair) {
            owner = Thread.currentThread();
        } else {
            taken = takeNow();
            heirAwake = false;
        }
        if (!taken) {
            wakeHeir();
        } else if (toRecord > 0 || LockOrder.isOn()) {
            record();
        }
        return taken;
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
    final boolean isClosedTo(Thread caller) {
        Thread present = owner;
        return present != caller && (present != null || (fair && !waiters.isEmpty()));
    }

    /// Whether the caller is the owner, or holds the lock in another way.
    boolean isHeldByCaller() {
        return isOwnedByCaller();
    }

    final boolean isOwnedByCaller() {
        return owner == Thread.currentThread();
    }

    /// What to say of the lock while it has no owner.
    String ownerless() {
        return "it is free";
    }

    /// @param purpose what the caller wanted to do
    final IllegalMonitorStateException notTheOwner(String purpose) {
        Thread present = owner();
        String whose = present == null
                ? ownerless()
                : "thread \"" + Strand.nameOf(present) + "\" does" + (present.isAlive() ? "" : ", which has ended");
        return new IllegalMonitorStateException("Thread \"" + Strand.nameOf(Thread.currentThread())
                + "\" must own " + name() + " to " + purpose + ", but " + whose);
    }

    /// Frees the lock, which the caller owns, and wakes a waiter, if there is one. Never blocks.
    final void free() {
        if (acquisition != null) {
            acquisition = null;
            if (LockOrder.isOn()) {
                LockOrder.freed(this);
            }
        }
        owner = null;
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
        while (!waiters.isEmpty() && OWNER.compareAndSet(this, null, IN_TRANSIT)) {
            if (waiters.grantFirst()) {
                waiters.rouseFirst();
                return;
            }
            owner = null; // all had given up; but somebody may have come, and found it in transit
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
        return present != null && present != IN_TRANSIT && !present.isAlive() && owner == present ? present : null;
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
            present = new Vigil(this, this::isAbandoned, waiters);
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
        if (dead == null || dead == IN_TRANSIT || dead.isAlive() || !OWNER.compareAndSet(this, dead, Thread.currentThread())) {
            return false;
        }
        record();
        return true;
    }

    /// The lock in the graph of [LockOrder], which guards it.
    final LockOrder.Node orderNode() {
        LockOrder.Node present = orderNode;
        if (present == null) {
            present = new LockOrder.Node();
            orderNode = present;
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
        Thread present = owner;
        return present == IN_TRANSIT ? null : present;
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
