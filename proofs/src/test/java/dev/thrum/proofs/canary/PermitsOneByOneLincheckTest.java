// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: who wants two permits takes one, and gives it back when there is no other. Meanwhile it is missing, and
/// somebody who wants one is refused though there was one all the time.
public class PermitsOneByOneLincheckTest extends LinearizabilityCanary {
    private final AtomicInteger permits = new AtomicInteger(1);

    public PermitsOneByOneLincheckTest() {
        super(WRONG);
    }

    @Operation
    public boolean tryAcquireTwo() {
        if (!tryAcquire()) {
            return false;
        }
        if (tryAcquire()) {
            return true;
        }
        permits.incrementAndGet();
        return false;
    }

    @Operation
    public boolean tryAcquire() {
        for (int present = permits.get(); present > 0; present = permits.get()) {
            if (permits.compareAndSet(present, present - 1)) {
                return true;
            }
        }
        return false;
    }
}
