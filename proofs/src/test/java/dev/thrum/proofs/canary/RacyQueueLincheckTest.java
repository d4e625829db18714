// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// Planted bug: a consumer reads the slot and then clears it, whatever a producer has put there in between.
public class RacyQueueLincheckTest extends LinearizabilityCanary {
    private volatile Integer slot;

    public RacyQueueLincheckTest() {
        super(WRONG);
    }

    @Operation(nonParallelGroup = "producers")
    public boolean offer(@Param(gen = IntGen.class) int element) {
        if (slot != null) {
            return false;
        }
        slot = element;
        return true;
    }

    @Operation(nonParallelGroup = "consumers")
    public Integer poll() {
        Integer element = slot;
        slot = null;
        return element;
    }
}
