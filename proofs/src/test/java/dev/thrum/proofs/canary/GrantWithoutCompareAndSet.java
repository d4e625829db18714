// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug in the state machine of a waiter: both sides look at the state and then write it, where one
/// compare-and-set belongs. The waiter times out and the granter believes it has granted: the grant is lost.
@JCStressTest
@Outcome(id = {"0, 0", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "both sides agree")
@Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the grant was lost")
@State
public class GrantWithoutCompareAndSet {
    private static final int WAITING = 0;
    private static final int GRANTED = 1;
    private static final int TIMED_OUT = 2;

    private volatile int state = WAITING;

    @Actor
    public void waiter(II_Result result) {
        result.r1 = settle(TIMED_OUT) ? 0 : 1;
    }

    @Actor
    public void granter(II_Result result) {
        result.r2 = settle(GRANTED) ? 1 : 0;
    }

    private boolean settle(int end) {
        if (state == WAITING) {
            state = end;
            return true;
        }
        return false;
    }
}
