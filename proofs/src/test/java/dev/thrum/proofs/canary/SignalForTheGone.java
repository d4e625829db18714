// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a signaller believes that the waiter it has found has heard it, without asking. The waiter may just be
/// giving up, and somebody else would have been the one to wake.
///
/// Results are 1 for a waiter that was signalled, and 1 for a signaller that believes it has woken one.
@JCStressTest
@Outcome(id = {"0, 0", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "both sides agree")
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the signal was lost")
@State
public class SignalForTheGone {
    private final WaitQueue waiters = new WaitQueue(new Resource() {});
    private final Waiter waiter = waiters.enqueue();

    @Actor
    public void waiter(II_Result result) {
        result.r1 = waiters.withdraw(waiter) ? 0 : 1;
    }

    @Actor
    public void signaller(II_Result result) {
        if (!waiters.isEmpty()) {
            waiters.grantFirst();
            result.r2 = 1;
        }
    }
}
