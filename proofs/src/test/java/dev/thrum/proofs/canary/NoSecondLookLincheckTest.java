// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: a lock whose waiters do not look again once they are in the queue. What came free in between they
/// have not seen, and whoever freed it has seen nobody to wake.
public class NoSecondLookLincheckTest extends LinearizabilityCanary {
    private final WaitQueue waiters = new WaitQueue(new Resource() {});
    private final AtomicBoolean locked = new AtomicBoolean();
    private int counter;

    public NoSecondLookLincheckTest() {
        super(HUNG);
    }

    @Operation
    public int increment() throws InterruptedException {
        while (!locked.compareAndSet(false, true)) {
            waiters.await(waiters.enqueue(), Scheduler.NEVER);
        }
        int count = ++counter;
        locked.set(false);
        waiters.grantFirst();
        return count;
    }
}
