// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// Planted bug: a queue that looks whether there is room, and then puts; and whose size is counted beside its store.
public class RacyWorkQueueLincheckTest extends LinearizabilityCanary {
    private static final int CAPACITY = 2;

    private final Queue<Integer> elements = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    public RacyWorkQueueLincheckTest() {
        super(WRONG);
    }

    @Operation
    public boolean offer(@Param(gen = IntGen.class) int element) {
        if (size.get() == CAPACITY) {
            return false;
        }
        elements.add(element);
        size.incrementAndGet();
        return true;
    }

    @Operation
    public Integer poll() {
        Integer element = elements.poll();
        if (element != null) {
            size.decrementAndGet();
        }
        return element;
    }

    @Operation
    public int size() {
        return size.get();
    }
}
