// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The scheduler of threads, which tells when one has begun to wait, has something to do whenever one is woken, and
/// lets a woken one go on when the gate is open.
record Hooked(CountDownLatch waiting, Runnable whenWoken, CountDownLatch gate) implements Scheduler {

    @Override
    public long nanoTime() {
        return Scheduler.threads().nanoTime();
    }

    @Override
    public void park(Object blocker, long deadline) {
        waiting.countDown();
        Scheduler.threads().park(blocker, deadline);
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts here", e);
        }
    }

    @Override
    public void unpark(Strand strand) {
        whenWoken.run();
        Scheduler.threads().unpark(strand);
    }

    @Override
    public void yieldNow() {
        Thread.yield();
    }

    /// Makes the calling thread wait in this way from now on.
    void adopt() {
        new Strand(this, Thread.currentThread()) { }.carryFor();
    }
}
