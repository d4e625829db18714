// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: the waiter looks first and enqueues afterwards. What comes free in between it has not seen, and
/// whoever freed it has seen nobody to wake.
///
/// Results are 1 for a waiter that would sleep, and 1 for one that was found.
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "the waiter does not sleep, or is woken")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the waiter sleeps for ever")
@State
public class NoSecondLook {
    private final WaitQueue queue = new WaitQueue(new Resource() {});
    private volatile boolean free;

    @Actor
    public void waiter(II_Result result) {
        result.r1 = free ? 0 : 1;
        queue.enqueue();
    }

    @Actor
    public void other(II_Result result) {
        free = true;
        result.r2 = queue.isEmpty() ? 0 : 1;
    }
}
