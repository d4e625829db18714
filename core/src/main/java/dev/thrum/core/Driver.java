// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The thread that watches the clock of a [Baton] while the baton lies on the table.
final class Driver {

    // The driver announces until when it will sleep and looks afterwards whether that is right; whoever changes the
    // answer, in tabled(), reads the announcement afterwards and wakes the driver if it is wrong. So one of the two
    // sees the other.

    private final Relay baton;

    private volatile @Nullable Thread thread;

    /// When the driver will look at the clock by itself.
    private volatile long sleepsUntil;

    /// The first deadline that the driver has to watch, at the time when the baton was put on the table.
    private volatile long firstDeadline = Scheduler.NEVER;

    /// Virtual time only: when the baton was put on the table, all were parked and no deadline was left. Written before
    /// the driver is looked for, and read by a driver that has announced itself.
    private volatile boolean stalled;

    Driver(Relay baton) {
        this.baton = baton;
    }

    /// See [Baton#drive()].
    void drive() throws InterruptedException {
        synchronized (this) {
            if (thread != null) {
                throw new IllegalStateException("Baton " + baton + " is driven by " + thread + " already");
            }
            thread = Thread.currentThread();
        }
        try {
            while (baton.hasStrands()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Interrupted while driving " + baton);
                }
                if (baton.pickUp()) { // not merely stalled: what was true when it was put on the table may be mended
                    throw baton.deadlock();
                }
                sleepUntilNeeded();
            }
        } finally {
            thread = null;
        }
    }

    /// Parks the driver until the first deadline, or until it is woken where there is none or the baton is held: then
    /// the holder looks at the clock.
    private void sleepUntilNeeded() {
        long until = baton.isHeld() ? Scheduler.NEVER : firstDeadline;
        sleepsUntil = until;
        boolean isNeeded =
                !baton.hasStrands() || stalled || until != (baton.isHeld() ? Scheduler.NEVER : firstDeadline);
        if (isNeeded) {
            return;
        }
        if (until == Scheduler.NEVER) {
            Parking.park(baton);
        } else {
            Parking.parkNanos(baton, until - baton.nanoTime());
        }
    }

    /// Says, before the baton is put on the table, when somebody has to look at the clock.
    void expect(long deadline) {
        firstDeadline = deadline;
    }

    /// Says whether all are blocked for ever. Held.
    void stalled(boolean isStalled) {
        if (stalled != isStalled) {
            stalled = isStalled;
        }
    }

    /// What was said last. Held.
    boolean isStalled() {
        return stalled;
    }

    /// Wakes the driver if it would sleep too long, now that the baton is on the table.
    void tabled() {
        if (firstDeadline < sleepsUntil || stalled) {
            wake();
        }
    }

    void wake() {
        Thread watching = thread;
        if (watching != null) {
            LockSupport.unpark(watching);
        }
    }
}
