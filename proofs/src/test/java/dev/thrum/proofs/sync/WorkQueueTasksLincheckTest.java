// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.FifoQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// Tasks of a work queue: as many can be done as were taken, however the strands share the work.
///
/// The canary, `RacyTaskDoneLincheckTest`, looks and then counts.
public class WorkQueueTasksLincheckTest extends LinearizabilityProof {
    private final FifoQueue<Integer> queue = new FifoQueue<>();

    @Operation
    public boolean offer(@Param(gen = IntGen.class) int element) {
        return queue.offer(element);
    }

    @Operation
    public Integer poll() {
        return queue.poll();
    }

    @Operation
    public void taskDone() {
        queue.taskDone();
    }
}
