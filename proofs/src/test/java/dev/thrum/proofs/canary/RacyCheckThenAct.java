// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: both strands see that there is money before either has taken it, and both are paid.
@JCStressTest
@Outcome(id = {"100, 0", "0, 100"}, expect = Expect.ACCEPTABLE, desc = "one of them was paid")
@Outcome(id = "100, 100", expect = Expect.FORBIDDEN, desc = "both were paid")
@State
public class RacyCheckThenAct {
    private int balance = 100;

    @Actor
    public void first(II_Result result) {
        result.r1 = withdrawAll();
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = withdrawAll();
    }

    private int withdrawAll() {
        if (balance >= 100) {
            balance -= 100;
            return 100;
        }
        return 0;
    }
}
