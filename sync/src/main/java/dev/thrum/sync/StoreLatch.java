// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Strand;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Mutual exclusion over the elements of a [WorkQueue] or a [Channel], for a few instructions that do not wait.
///
/// It lies below the one door: its holder does not park, and nobody need be seen waiting for it ([LatchPause]).
///
/// The one piece of foreign code that runs under it is the comparator of a [StablePriorityQueue]. One that calls back
/// into its queue would wait for itself, so the latch knows its holder and refuses.
final class StoreLatch extends AtomicReference<@Nullable Thread> {

    // null --lock(): CAS--> the holder --unlock(): release--> null
    //
    // Two others are of its kind, and none can stand in for another. The latch under core's wait queues guards no
    // foreign code and no operation that could give way, so it knows neither a holder nor a share; and it is core's own.
    // An end of a RingStore guards no foreign code either, and *is* its latch: all that its holder writes must lie
    // between the same two paddings, and a latch of its own would be one more load on the way to every element.

    private static final long serialVersionUID = 1L;

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
        for (int tries = 0; getOpaque() != null || !compareAndSet(null, me); tries++) {
            interrupted |= LatchPause.make(this, tries);
        }
        if (interrupted) {
            me.interrupt();
        }
    }
}
