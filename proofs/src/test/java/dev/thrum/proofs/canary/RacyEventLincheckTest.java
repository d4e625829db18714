// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: an event whose flag is the lowest bit of a counter. Two strands that set it at once count up twice,
/// and it is clear again.
public class RacyEventLincheckTest extends LinearizabilityCanary {
    private final AtomicInteger changes = new AtomicInteger();

    public RacyEventLincheckTest() {
        super(WRONG);
    }

    @Operation
    public void set() {
        if (!isSet()) {
            changes.incrementAndGet();
        }
    }

    @Operation
    public void clear() {
        if (isSet()) {
            changes.incrementAndGet();
        }
    }

    @Operation
    public boolean isSet() {
        return changes.get() % 2 == 1;
    }
}
