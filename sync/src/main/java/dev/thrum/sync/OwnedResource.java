// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Resource;
import dev.thrum.core.Strand;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// What one thread owns at a time, with the record of where that one took it: the half of a lock that knows nothing of
/// waiting. The other half is [OwnedLock].
abstract sealed class OwnedResource implements Resource permits OwnedLock {

    // owner
    //
    //           takeNow(), takeAndRecord(): CAS null -> me
    //   null <------------------------> thread
    //     |     disown(): volatile write  |
    //     |                               | it ends
    //     |                               v
    //     |                          dead thread  ("abandoned")
    //     |                               |
    //     |                               | reclaim(): CAS dead -> me
    //     |                               +------------------------> thread
    //     |
    //     |  fair mode only: takeToHandOver(): CAS           takeAsHeir(): volatile write, by the heir
    //     +---------------------------------------> IN_TRANSIT ------------------------------> thread
    //        <------------------------------------
    //           putDown(): volatile write
    //
    // A new owner writes its name itself, since an owner may change only while the new one runs: the wait graph relies
    // on it.
    //
    // "Abandoned" is not a state of its own but a fact about the owner: it has ended. A dead thread neither releases
    // nor takes anything, so an owner that is seen dead and *afterwards* still seen as the owner stays so until
    // somebody reclaims the lock.
    //
    // Whoever looks at its own stack may fail: it has run out of it. So a newcomer looks before it takes, and who has
    // waited, and is given the lock whatever it has seen, frees the lock if looking fails.

    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(OwnedResource.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The owner while the lock is handed over: from the grant until the heir runs.
    private static final Thread IN_TRANSIT = Thread.ofVirtual().name("in transit").unstarted(() -> {});

    private final @Nullable String name;

    private volatile @Nullable Thread owner;

    /// Written by the owner only; `null` while the lock is free.
    private volatile @Nullable Acquisition acquisition;

    /// How many more acquisitions to record, however short. Written by the owner only; who reads too large a number looks
    /// at its stack in vain.
    private int toRecord = Acquisition.RECORDED;

    private LockOrder.@Nullable Node orderNode;

    OwnedResource(@Nullable String name) {
        this.name = name;
    }

    // --------------------------------------------------------------------------------------------- taking

    /// Takes the lock if nobody owns it, be it the caller.
    final boolean takeIfUnowned() {
        return hasToRecord() ? takeAndRecord() : OWNER.compareAndSet(this, null, Thread.currentThread());
    }

    private boolean takeAndRecord() {
        if (owner != null) {
            return false;
        }
        Acquisition here = Acquisition.here();
        if (!OWNER.compareAndSet(this, null, Thread.currentThread())) {
            return false;
        }
        record(here);
        return true;
    }

    /// Takes the lock if nobody owns it, without a record; that follows by [#recordNow()].
    final boolean takeNow() {
        return owner == null && OWNER.compareAndSet(this, null, Thread.currentThread());
    }

    /// Takes the lock for an heir that has yet to be chosen.
    final boolean takeToHandOver() {
        return OWNER.compareAndSet(this, null, IN_TRANSIT);
    }

    /// Makes the caller the owner, for whom the lock was taken; the record follows by [#recordNow()].
    final void takeAsHeir() {
        owner = Thread.currentThread();
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
        if (dead == null || dead == IN_TRANSIT || dead.isAlive()
                || !OWNER.compareAndSet(this, dead, Thread.currentThread())) {
            return false;
        }
        recordNow();
        return true;
    }

    final boolean hasToRecord() {
        return toRecord > 0 || LockOrder.isOn();
    }

    /// Notes where the caller has just taken the lock, which it has not if that fails.
    final void recordNow() {
        Acquisition here;
        try {
            here = Acquisition.here();
        } catch (Throwable e) {
            free();
            throw e;
        }
        record(here);
    }

    private void record(Acquisition here) {
        if (toRecord > 0) {
            toRecord--;
        }
        acquisition = here;
        if (LockOrder.isOn()) {
            try {
                LockOrder.taken(this, here);
            } catch (Throwable e) {
                free();
                throw e;
            }
        }
    }

    // --------------------------------------------------------------------------------------------- freeing

    /// Frees the lock, which the caller owns, and has it go to whoever waits. Never blocks.
    abstract void free();

    /// Leaves the lock without an owner; that is the caller.
    final void disown() {
        if (acquisition != null) {
            acquisition = null;
            if (LockOrder.isOn()) {
                LockOrder.freed(this);
            }
        }
        owner = null;
    }

    /// Leaves the lock without an owner, which was taken for an heir.
    final void putDown() {
        owner = null;
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

    // --------------------------------------------------------------------------------------------- whose it is

    final boolean isFree() {
        return owner == null;
    }

    final boolean isOwnedByCaller() {
        return isOwnedBy(Thread.currentThread());
    }

    final boolean isOwnedBy(Thread caller) {
        return owner == caller;
    }

    /// Whether the caller is the owner, or holds the lock in another way.
    boolean isHeldByCaller() {
        return isOwnedByCaller();
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

    /// Whether the owner has ended without freeing the lock. Once true, it stays so until somebody reclaims the lock.
    final boolean isAbandoned() {
        return deadOwner() != null;
    }

    /// The owner that has ended without freeing the lock, if that is so.
    final @Nullable Thread deadOwner() {
        Thread present = owner;
        return present != null && present != IN_TRANSIT && !present.isAlive() && owner == present ? present : null;
    }

    final void refuseIfAbandoned() {
        Thread dead = deadOwner();
        if (dead != null) {
            throw abandonedBy(dead);
        }
    }

    final AbandonedException abandonedBy(Thread dead) {
        return new AbandonedException(name(), dead, acquisition);
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
        Thread present = owner;
        return present == IN_TRANSIT ? null : present;
    }

    @Override
    public @Nullable Acquisition acquisition() {
        return acquisition;
    }
}
