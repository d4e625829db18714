// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.ReentrantMutex;
import org.jetbrains.lincheck.datastructures.Operation;

/// Strands that wait for a reentrant mutex get it, nested or not: in every interleaving of locking, waiting and
/// unlocking each addition counts and nobody is left asleep.
///
/// The canary, `NoSecondLookLincheckTest`, hangs.
public class ReentrantMutexHandOverLincheckTest extends LinearizabilityProof {
    private final ReentrantMutex mutex = new ReentrantMutex();
    private int counter;

    @Operation
    public int increment() throws InterruptedException {
        return mutex.locked(() -> mutex.locked(() -> ++counter));
    }
}
