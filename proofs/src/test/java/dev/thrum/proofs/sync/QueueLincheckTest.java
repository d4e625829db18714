// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.FifoQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// A queue that nobody waits for is a list of limited length, for any number of producers and consumers: each operation
/// takes effect in one instant, those that answer "full" or "empty" as well.
///
/// The canary, `RacyQueueLincheckTest`, reads its slot and then clears it.
public class QueueLincheckTest extends LinearizabilityProof {
    private final FifoQueue<Integer> queue = new FifoQueue<>(2);

    @Operation
    public boolean offer(@Param(gen = IntGen.class) int element) {
        return queue.offer(element);
    }

    @Operation
    public Integer poll() {
        return queue.poll();
    }

    @Operation
    public Integer peek() {
        return queue.peek();
    }

    @Operation
    public int size() {
        return queue.size();
    }
}
