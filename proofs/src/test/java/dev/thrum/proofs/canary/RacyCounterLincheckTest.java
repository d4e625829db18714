// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: `++counter` reads, adds and writes in three steps, so two strands can get the same number.
public class RacyCounterLincheckTest extends LinearizabilityCanary {
    private int counter;

    public RacyCounterLincheckTest() {
        super(WRONG);
    }

    @Operation
    public int increment() {
        return ++counter;
    }
}
