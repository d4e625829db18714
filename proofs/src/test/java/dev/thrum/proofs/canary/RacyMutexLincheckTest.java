// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: a mutex that looks whether it is free and then says that it is taken, so two strands can get it.
public class RacyMutexLincheckTest extends LinearizabilityCanary {
    private volatile boolean locked;

    public RacyMutexLincheckTest() {
        super(WRONG);
    }

    @Operation
    public boolean tryLock() {
        if (locked) {
            return false;
        }
        locked = true;
        return true;
    }

    @Operation
    public void unlock() {
        locked = false;
    }
}
