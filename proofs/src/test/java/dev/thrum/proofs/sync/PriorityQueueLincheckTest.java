// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.StablePriorityQueue;
import java.util.Comparator;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// A priority queue that nobody waits for is a collection of limited length: every answer of `offer`, `poll`, `peek`
/// and `size` is exact, for any number of producers and consumers.
///
/// The canary, `RacyWorkQueueLincheckTest`, looks and then puts.
public class PriorityQueueLincheckTest extends LinearizabilityProof {
    private final StablePriorityQueue<Integer> queue = new StablePriorityQueue<>(2, Comparator.<Integer>naturalOrder());

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
