// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;

/// The scheduler of threads, of which a test replaces a part to have something happen at the moment that it is about.
abstract class RiggedScheduler implements Scheduler {

    @Override
    public long nanoTime() {
        return Scheduler.threads().nanoTime();
    }

    @Override
    public void park(Object blocker, long deadline) {
        Scheduler.threads().park(blocker, deadline);
    }

    @Override
    public void unpark(Strand strand) {
        Scheduler.threads().unpark(strand);
    }

    @Override
    public final void yieldNow() {
        Scheduler.threads().yieldNow();
    }

    /// Makes the calling thread wait in this way from now on.
    final void adopt() {
        new Strand(this, Thread.currentThread()) { }.carryFor();
    }
}
