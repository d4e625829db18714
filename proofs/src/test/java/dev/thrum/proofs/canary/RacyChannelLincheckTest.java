// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// Planted bug: a sender looks whether the channel is closed before it takes the latch, not under it. So an item may
/// come after a receiver has been told of the end.
public class RacyChannelLincheckTest extends LinearizabilityCanary {
    private final ArrayDeque<Integer> items = new ArrayDeque<>();
    private volatile boolean closed;

    public RacyChannelLincheckTest() {
        super(WRONG);
    }

    @Operation
    public String trySend(@Param(gen = IntGen.class) int item) {
        if (closed) {
            return "closed";
        }
        synchronized (items) {
            items.add(item);
            return "sent";
        }
    }

    @Operation
    public String tryReceive() {
        synchronized (items) {
            Integer item = items.poll();
            return item != null ? "item " + item : closed ? "closed" : "empty";
        }
    }

    @Operation
    public void close() {
        synchronized (items) {
            closed = true;
        }
    }
}
