// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Scheduler;

/// What a strand does between two tries for a latch that somebody holds.
///
/// The holder of a latch runs a few instructions and does not park, so it is running or was preempted by the operating
/// system. The others spin briefly and then get out of its way by a timed park rather than by `Thread.yield`: virtual
/// threads that yield can keep their carriers from ever running the holder.
final class LatchPause {

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1_000 : 1;
    private static final long PAUSE_NANOS = 20_000;

    private LatchPause() {}

    /// Pauses for a moment.
    ///
    /// @param latch what is tried for, to be seen in thread dumps
    /// @param tries how often it was tried in vain before
    /// @return whether the caller was interrupted, which it is to be again once it has the latch: with the status set,
    ///     parking would return at once
    static boolean make(Object latch, int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
            return false;
        }
        Scheduler threads = Scheduler.threads();
        threads.park(latch, threads.nanoTime() + PAUSE_NANOS);
        return Thread.interrupted();
    }
}
