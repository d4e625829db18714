// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Those who find a latch taken.
@Timeout(60)
class LatchPauseTest {

    private static void anInterruptIsKeptForLater(Object latch, Runnable lock, Runnable unlock)
            throws InterruptedException {
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        lock.run();
        Thread waiting = strands.start("waits", () -> {
            lock.run();
            unlock.run();
            assertThat(Thread.interrupted()).isTrue();
        });
        Strands.until("it waits for the latch", () -> LockSupport.getBlocker(waiting) == latch);
        waiting.interrupt();
        Strands.until("the interrupt has been seen", () -> !waiting.isInterrupted());
        unlock.run();
        strands.join();
    }

    @Test
    void anInterruptOfOneWhoWaitsForAStoreIsKeptForLater() throws InterruptedException {
        StoreLatch latch = new StoreLatch();
        anInterruptIsKeptForLater(latch, latch::lock, latch::unlock);
    }

    @Test
    void anInterruptOfOneWhoWaitsForAnEndOfARingIsKeptForLater() throws InterruptedException {
        RingEnd end = new RingEnd();
        anInterruptIsKeptForLater(end, end::lock, end::unlock);
    }

    @Test
    void whoHoldsAStoreIsRefused() {
        StoreLatch latch = new StoreLatch();
        latch.lock();
        assertThatThrownBy(latch::lock).isInstanceOf(IllegalStateException.class).hasMessageContaining("comparator");
    }
}
