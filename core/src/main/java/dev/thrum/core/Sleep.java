// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// A wait for nothing but a time. Nobody grants it, so it needs no [Waiter]: a million sleepers would have one each, and
/// deeper stacks.
final class Sleep {

    private Sleep() {}

    /// Blocks the calling strand until a time of its scheduler.
    static void until(long deadline, Strand strand) throws InterruptedException {
        WaitEvent event = WaitEvent.beginSleep(strand);
        boolean isOver = false;
        try {
            while (!isOver(deadline, strand)) {
                long scopes = ScopesAround.firstDeadline(strand.innermostScope(), strand.scheduler());
                strand.scheduler().park(strand, Math.min(deadline, scopes));
            }
            isOver = true;
        } finally {
            event.end(isOver ? "timed out" : "cancelled");
        }
    }

    private static boolean isOver(long deadline, Strand strand) throws InterruptedException {
        Scheduler scheduler = strand.scheduler();
        CancelScope cancelled = ScopesAround.firstCancelled(strand.innermostScope(), scheduler);
        if (cancelled != null) {
            throw cancelled.exception("while asleep");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted while asleep");
        }
        return scheduler.nanoTime() >= deadline;
    }
}
