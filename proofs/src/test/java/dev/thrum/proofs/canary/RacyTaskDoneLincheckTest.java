// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: who says that a task is done looks whether one is in hand, and then counts down. Two strands may say so
/// of the same task.
public class RacyTaskDoneLincheckTest extends LinearizabilityCanary {
    private final AtomicInteger inHand = new AtomicInteger(1);

    public RacyTaskDoneLincheckTest() {
        super(WRONG);
    }

    @Operation
    public void take() {
        inHand.incrementAndGet();
    }

    @Operation
    public void taskDone() {
        if (inHand.get() == 0) {
            throw new IllegalStateException();
        }
        inHand.decrementAndGet();
    }
}
