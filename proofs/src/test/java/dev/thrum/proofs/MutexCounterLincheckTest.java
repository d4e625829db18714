// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import dev.thrum.sync.Mutex;
import org.jetbrains.lincheck.datastructures.Operation;

/// Two strands that count under a `Mutex` never get the same number.
public class MutexCounterLincheckTest extends LinearizabilityProof {
    private final Mutex mutex = new Mutex();
    private int counter;

    @Operation
    public int increment() throws InterruptedException {
        mutex.lock();
        try {
            return ++counter;
        } finally {
            mutex.unlock();
        }
    }
}
