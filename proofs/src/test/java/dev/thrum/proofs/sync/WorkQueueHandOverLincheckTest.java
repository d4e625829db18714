// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.FifoQueue;
import org.jetbrains.lincheck.datastructures.Operation;

/// Strands that wait for room get it: in every interleaving of putting, waiting and taking nobody is left asleep, and
/// no element is lost or doubled.
///
/// Who waits for an element waits for ever where nobody puts one, so here each strand takes after it has put. The
/// canary, `NoSecondLookLincheckTest`, hangs.
public class WorkQueueHandOverLincheckTest extends LinearizabilityProof {
    private final FifoQueue<Integer> queue = new FifoQueue<>(1);
    private int taken;

    @Operation
    public int putAndTake() throws InterruptedException {
        queue.put(1);
        synchronized (this) {
            taken += queue.take();
            return taken;
        }
    }
}
