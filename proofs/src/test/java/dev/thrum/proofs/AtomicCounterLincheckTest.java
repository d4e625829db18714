// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/// Two strands that count with an `AtomicInteger` never get the same number.
public class AtomicCounterLincheckTest extends LinearizabilityProof {
    private final AtomicInteger counter = new AtomicInteger();

    @Operation
    public int increment() {
        return counter.incrementAndGet();
    }
}
