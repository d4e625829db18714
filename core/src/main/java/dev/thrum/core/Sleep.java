// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// A wait for nothing but a time. Nobody grants it, so it needs no [Waiter]: a million sleepers would have one each, and
/// deeper stacks.
final class Sleep {

    // Where very many fall asleep before the first of them wakes, none has ever come out of the loop below. The compiler
    // leaves out what has never happened; so whoever wakes from the compiled code has its frames turned back into
    // interpreted ones, one by one: some microseconds for each of a million. Hence each sleeper leaves the loop once
    // before it sleeps, by waiting for a time that has passed.
    private static final long PASSED = 0;

    private Sleep() {}

    /// Blocks the calling strand until a time of its scheduler.
    static void until(long deadline, Strand strand) throws InterruptedException {
        WaitEvent event = WaitEvent.beginSleep(strand);
        boolean isOver = false;
        try {
            await(PASSED, strand);
            await(deadline, strand);
            isOver = true;
        } finally {
            event.end(isOver ? "timed out" : "cancelled");
        }
    }

    private static void await(long deadline, Strand strand) throws InterruptedException {
        while (!isOver(deadline, strand)) {
            long scopes = ScopesAround.firstDeadline(strand.innermostScope(), strand.scheduler());
            strand.scheduler().park(strand, Math.min(deadline, scopes));
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
