// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: a bounded semaphore that looks whether there is room below its bound, and then releases.
public class RacyBoundedSemaphoreLincheckTest extends LinearizabilityCanary {
    private final AtomicInteger permits = new AtomicInteger(1);

    public RacyBoundedSemaphoreLincheckTest() {
        super(WRONG);
    }

    @Operation
    public boolean tryAcquire() {
        int present = permits.get();
        return present > 0 && permits.compareAndSet(present, present - 1);
    }

    @Operation
    public void release() {
        if (permits.get() == 2) {
            throw new IllegalStateException();
        }
        permits.incrementAndGet();
    }

    @Operation
    public int availablePermits() {
        return permits.get();
    }
}
