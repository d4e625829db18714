// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: the side that waits looks at the turn first and says afterwards that it is about to park. The other
/// side may pass the turn in between, and finds nobody to wake.
///
/// Results are 1 for a side that would park, and 1 for one that was found.
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "the side does not park, or is woken")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the side sleeps through its turn")
@State
public class ParkedTooLate {
    private volatile boolean myTurn;
    private volatile Thread parked;

    @Actor
    public void waiter(II_Result result) {
        if (!myTurn) {
            parked = Thread.currentThread();
            result.r1 = 1;
        }
    }

    @Actor
    public void passer(II_Result result) {
        myTurn = true;
        result.r2 = parked == null ? 0 : 1;
    }
}
