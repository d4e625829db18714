// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.proofs.Unchecked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: a waiter that was woken asks for the flag once more, and misses an event that was set and cleared at
/// once.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the waiter went on")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the waiter has missed it")
@State
public class EventLooksAgain {
    private final WaitQueue waiters = new WaitQueue(new Resource() {});
    private volatile boolean set;

    @Actor
    public void waiter(I_Result result) {
        Unchecked.run(() -> {
            waiters.await(waiters.enqueue(), Scheduler.NEVER);
            result.r1 = set ? 1 : 0;
        });
    }

    @Actor
    public void setter() {
        while (waiters.isEmpty()) {
            Thread.onSpinWait();
        }
        set = true;
        waiters.grantAll();
        set = false;
    }
}
