// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Strand;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The scheduler of threads, which tells when one has begun to wait, has something to do whenever one is woken, and
/// lets a woken one go on when the gate is open.
final class Hooked extends RiggedScheduler {

    private final CountDownLatch waiting;
    private final Runnable whenWoken;
    private final CountDownLatch gate;

    Hooked(CountDownLatch waiting, Runnable whenWoken, CountDownLatch gate) {
        this.waiting = waiting;
        this.whenWoken = whenWoken;
        this.gate = gate;
    }

    @Override
    public void park(Object blocker, long deadline) {
        waiting.countDown();
        super.park(blocker, deadline);
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts here", e);
        }
    }

    @Override
    public void unpark(Strand strand) {
        whenWoken.run();
        super.unpark(strand);
    }
}
