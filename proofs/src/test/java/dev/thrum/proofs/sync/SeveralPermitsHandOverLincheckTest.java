// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.CountingSemaphore;
import org.jetbrains.lincheck.datastructures.Operation;

/// Strands that wait for several permits, and for one among those that want several, get them: in every interleaving
/// each addition counts and nobody is left asleep.
///
/// This runs reservations, turns and the place in front. The canary, `NoSecondLookLincheckTest`, hangs.
public class SeveralPermitsHandOverLincheckTest extends LinearizabilityProof {
    private final CountingSemaphore semaphore = new CountingSemaphore(2);
    private int counter;

    @Operation
    public int incrementWithBoth() throws InterruptedException {
        semaphore.acquire(2);
        try {
            return ++counter;
        } finally {
            semaphore.release(2);
        }
    }

    @Operation
    public void pass() throws InterruptedException {
        semaphore.acquire();
        semaphore.release();
    }
}
