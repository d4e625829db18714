// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.CountingSemaphore;
import org.jetbrains.lincheck.datastructures.Operation;

/// Strands that wait for a permit get it: in every interleaving of acquiring, waiting and releasing, each addition
/// counts and nobody is left asleep.
///
/// The canary, `NoSecondLookLincheckTest`, hangs.
public class SemaphoreHandOverLincheckTest extends LinearizabilityProof {
    private final CountingSemaphore semaphore = new CountingSemaphore(1);
    private int counter;

    @Operation
    public int increment() throws InterruptedException {
        return semaphore.withPermit(() -> ++counter);
    }
}
