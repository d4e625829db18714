// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// Planted bug: a sender looks whether there is room before it takes the latch, not under it. So two items may go into
/// a channel that holds one.
public class RacyChannelLincheckTest extends LinearizabilityCanary {
    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private volatile boolean full;

    public RacyChannelLincheckTest() {
        super(WRONG);
    }

    @Operation
    public boolean trySend(@Param(gen = IntGen.class) int item) {
        if (full) {
            return false;
        }
        synchronized (items) {
            items.add(item);
            full = true;
            return true;
        }
    }

    @Operation
    public Integer tryReceive() {
        synchronized (items) {
            full = false;
            return items.poll();
        }
    }
}
