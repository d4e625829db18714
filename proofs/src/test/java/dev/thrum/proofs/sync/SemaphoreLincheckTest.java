// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.CountingSemaphore;
import org.jetbrains.lincheck.datastructures.Operation;

/// A semaphore that nobody waits for is a number that is never negative.
///
/// The canary, `RacySemaphoreLincheckTest`, looks and then writes.
public class SemaphoreLincheckTest extends LinearizabilityProof {
    private final CountingSemaphore semaphore = new CountingSemaphore(1);

    @Operation
    public boolean tryAcquire() {
        return semaphore.tryAcquire();
    }

    @Operation
    public void release() {
        semaphore.release();
    }

    @Operation
    public int availablePermits() {
        return semaphore.availablePermits();
    }
}
