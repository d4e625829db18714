// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Strand;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// One end of a [RingStore]: mutual exclusion among those who work at it, and their place in the ring.
///
/// The latch lies below the one door, as a [StoreLatch] does, which tells how the two differ: its holder does not park,
/// and nobody need be seen waiting for it ([LatchPause]).
abstract sealed class RingEndFields extends CacheLinePadding permits RingEnd {

    // latch: FREE --lock(): CAS--> HELD --unlock(): release--> FREE

    private static final int FREE = 0;
    private static final int HELD = 1;

    private static final VarHandle LATCH;
    private static final VarHandle PUBLISHED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LATCH = lookup.findVarHandle(RingEndFields.class, "latch", int.class);
            PUBLISHED = lookup.findVarHandle(RingEndFields.class, "published", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through LATCH
    private volatile int latch = FREE;

    /// How far this end has come, for the other one.
    @SuppressWarnings("FieldMayBeFinal") // written through PUBLISHED
    private volatile long published;

    // Guarded by the latch.
    long next;
    long bound;
    long inHand;
    int reserved;

    /// How many more operations are done until one gives way. Written under the latch.
    private int share = Manner.SHARE;

    final void lock() {
        if (!LATCH.compareAndSet(this, FREE, HELD)) {
            lockContended();
        }
    }

    /// Takes the latch for an operation. Where it is due, gives way to others first.
    final void lock(Manner manner) {
        lock();
        if (--share < 0 && manner == Manner.PATIENT) {
            share = Manner.SHARE;
            unlock();
            Strand.giveWay();
            lock();
        }
    }

    /// Gives way to others if it is due, before an operation that cannot do so itself. A glance, as a rule.
    final void giveWayIfDue() {
        if (share < 0) {
            lock();
            share = Manner.SHARE;
            unlock();
            Strand.giveWay();
        }
    }

    final void unlock() {
        LATCH.setRelease(this, FREE);
    }

    /// Lets the other end see what was done up to a position.
    final void publish(long position) {
        PUBLISHED.setRelease(this, position);
    }

    final long published() {
        return published;
    }

    private void lockContended() {
        boolean interrupted = false;
        for (int tries = 0; latch == HELD || !LATCH.compareAndSet(this, FREE, HELD); tries++) {
            interrupted |= LatchPause.make(this, tries);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
