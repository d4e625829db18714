// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.BoundedQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// A queue that nobody waits for, between one producer and one consumer at a time, is a list of limited length.
///
/// With several of them a refusal is weaker: `offer` may answer "full" while another strand is in the middle of
/// taking the last element, and `poll` may answer "empty" while another is in the middle of putting the first. What
/// succeeds is exact: see [QueueProof]. `size` counts what can be taken, so beside a refused `offer` it is weaker
/// too, and is left out here.
///
/// The canary, `RacyQueueLincheckTest`, reads its slot and then clears it.
public class QueueLincheckTest extends LinearizabilityProof {
    private final BoundedQueue<Integer> queue = new BoundedQueue<>(2);

    @Operation(nonParallelGroup = "producers")
    public boolean offer(@Param(gen = IntGen.class) int element) {
        return queue.offer(element);
    }

    @Operation(nonParallelGroup = "consumers")
    public Integer poll() {
        return queue.poll();
    }
}
