// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: a semaphore that looks whether there is a permit and then takes it, so two strands can get the last
/// one.
public class RacySemaphoreLincheckTest extends LinearizabilityCanary {
    private final AtomicInteger permits = new AtomicInteger(1);

    public RacySemaphoreLincheckTest() {
        super(WRONG);
    }

    @Operation
    public boolean tryAcquire() {
        int present = permits.get();
        if (present == 0) {
            return false;
        }
        permits.set(present - 1);
        return true;
    }

    @Operation
    public void release() {
        permits.incrementAndGet();
    }

    @Operation
    public int availablePermits() {
        return permits.get();
    }
}
