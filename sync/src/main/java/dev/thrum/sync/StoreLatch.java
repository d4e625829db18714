// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Strand;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Mutual exclusion over the elements of a [WorkQueue] or a [Channel], for a few instructions that do not wait.
///
/// It lies below the one door: its holder does not park, so it is running or was preempted by the operating system, and
/// nobody need be seen waiting for it. A loser spins briefly and then gets out of the way by a timed park rather than
/// by `Thread.yield`: virtual threads that yield can keep their carriers from ever running the holder.
///
/// The one piece of foreign code that runs under it is the comparator of a [StablePriorityQueue]. One that calls back
/// into its queue would wait for itself, so the latch knows its holder and refuses.
final class StoreLatch extends AtomicReference<@Nullable Thread> {

    // null --lock(): CAS--> the holder --unlock(): release--> null

    private static final long serialVersionUID = 1L;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1_000 : 1;
    private static final long PAUSE_NANOS = 20_000;

    /// How many more operations are done until one gives way. Written by the holder.
    private int share = Manner.SHARE;

    /// Takes the latch.
    ///
    /// @throws IllegalStateException if the caller holds it already
    void lock() {
        Thread me = Thread.currentThread();
        if (!compareAndSet(null, me)) {
            lockContended(me);
        }
    }

    /// Takes the latch for an operation. Where it is due, gives way to others first.
    void lock(Manner manner) {
        lock();
        if (--share < 0 && manner == Manner.PATIENT) {
            share = Manner.SHARE;
            unlock();
            Strand.giveWay();
            lock();
        }
    }

    /// Gives way to others if it is due, before an operation that cannot do so itself. A glance, as a rule.
    void giveWayIfDue() {
        if (share < 0) {
            lock();
            share = Manner.SHARE;
            unlock();
            Strand.giveWay();
        }
    }

    void unlock() {
        setRelease(null);
    }

    private void lockContended(Thread me) {
        if (getPlain() == me) {
            throw new IllegalStateException("A comparator must not call back into the queue that it orders");
        }
        boolean interrupted = false;
        for (int spins = 0; getOpaque() != null || !compareAndSet(null, me); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                interrupted |= Thread.interrupted(); // with the status set, parking would return at once
            }
        }
        if (interrupted) {
            me.interrupt();
        }
    }
}
