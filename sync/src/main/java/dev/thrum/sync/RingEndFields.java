// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Strand;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/// One end of a [RingStore]: mutual exclusion among those who work at it, and their place in the ring.
///
/// The latch lies below the one door, like that of core's wait queues: its holder runs a few instructions and does not
/// park, so it is running or was preempted by the operating system, and nobody need be seen waiting for it.
abstract sealed class RingEndFields extends RingEndPadding permits RingEnd {

    // latch: FREE --lock(): CAS--> HELD --unlock(): release--> FREE

    private static final int FREE = 0;
    private static final int HELD = 1;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1_000 : 1;
    private static final long PAUSE_NANOS = 20_000;

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
        for (int spins = 0; latch == HELD || !LATCH.compareAndSet(this, FREE, HELD); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, PAUSE_NANOS);
                interrupted |= Thread.interrupted(); // with the status set, parking would return at once
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
