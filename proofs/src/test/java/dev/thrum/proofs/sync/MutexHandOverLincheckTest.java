// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.Mutex;
import org.jetbrains.lincheck.datastructures.Operation;

/// Strands that wait for a mutex get it: in every interleaving of locking, waiting and unlocking, each addition
/// counts and nobody is left asleep.
///
/// This runs the whole contended path: the second look, the heir, the queue, parking. The canary,
/// `NoSecondLookLincheckTest`, hangs.
public class MutexHandOverLincheckTest extends LinearizabilityProof {
    private final Mutex mutex = new Mutex();
    private int counter;

    @Operation
    public int increment() throws InterruptedException {
        return mutex.locked(() -> ++counter);
    }
}
