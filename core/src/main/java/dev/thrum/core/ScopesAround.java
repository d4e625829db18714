// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import org.jspecify.annotations.Nullable;

/// What the scopes around a wait ask of it: all from the innermost one outwards, up to the first shield. Inside a
/// strand there may be no scope at all; then nothing is asked.
final class ScopesAround {

    private ScopesAround() {}

    /// The cancelled scope that a wait must raise; expires deadlines that have passed. This is the outermost, unless
    /// one further in [tells first][CancelScope#tellsBefore].
    static @Nullable CancelScope firstCancelled(@Nullable CancelScope innermost, Scheduler scheduler) {
        CancelScope found = null;
        for (CancelScope scope = innermost; scope != null; scope = scope.heeded()) {
            long due = scope.deadlineOn(scheduler);
            if (due != Scheduler.NEVER && scheduler.nanoTime() >= due) {
                scope.cancelExpired();
            }
            if (scope.isCancelled() && !(found != null && found.tellsBefore(scope))) {
                found = scope;
            }
        }
        return found;
    }

    /// The earliest deadline that a wait must heed.
    static long firstDeadline(@Nullable CancelScope innermost, Scheduler scheduler) {
        long earliest = Scheduler.NEVER;
        for (CancelScope scope = innermost; scope != null; scope = scope.heeded()) {
            earliest = Math.min(earliest, scope.deadlineOn(scheduler));
        }
        return earliest;
    }

    /// Whether a wait will raise a cancellation, deadlines apart. For those who look on.
    static boolean isAnyCancelled(@Nullable CancelScope innermost) {
        boolean found = false;
        for (CancelScope scope = innermost; scope != null && !found; scope = scope.heeded()) {
            found = scope.isCancelled();
        }
        return found;
    }

    /// A wait of no length. Called by the strand itself.
    static void checkpoint(Strand strand) throws CancelledException {
        CancelScope cancelled = firstCancelled(strand.innermostScope(), strand.scheduler());
        if (cancelled != null) {
            throw cancelled.exception("at a checkpoint");
        }
    }
}
