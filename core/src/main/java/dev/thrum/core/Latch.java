// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.atomic.AtomicBoolean;

/// Mutual exclusion for a handful of instructions that neither wait nor call foreign code.
///
/// Since its holder never parks, the holder is running or was preempted by the operating system; so a loser spins
/// briefly and then gets out of the way for a moment, by a timed park rather than `Thread.yield`: yielding virtual
/// threads can keep their carriers from ever running the holder.
///
/// It does not know its holder: no foreign code runs under it, so no holder comes back for it.
final class Latch extends AtomicBoolean {

    private static final long serialVersionUID = 1L;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1_000 : 1;
    private static final long PAUSE_NANOS = 20_000;

    void lock() {
        if (!compareAndSet(false, true)) {
            lockContended();
        }
    }

    void unlock() {
        setRelease(false);
    }

    private void lockContended() {
        boolean interrupted = false;
        for (int spins = 0; getOpaque() || !compareAndSet(false, true); spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                Parking.parkNanos(this, PAUSE_NANOS);
                interrupted |= Thread.interrupted(); // with the status set, parking would return at once
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
