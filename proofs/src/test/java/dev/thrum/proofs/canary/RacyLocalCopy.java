// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: each strand calculates on a copy of its own and writes back what may be out of date, so one of the two
/// increases is lost.
@JCStressTest
@Outcome(id = "30", expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(id = {"10", "20"}, expect = Expect.FORBIDDEN, desc = "an increase was lost")
@State
public class RacyLocalCopy {
    private int counter;

    @Actor
    public void first() {
        increase(10);
    }

    @Actor
    public void second() {
        increase(20);
    }

    private void increase(int by) {
        int localCounter = counter;
        localCounter += by;
        counter = localCounter;
    }

    @Arbiter
    public void read(I_Result result) {
        result.r1 = counter;
    }
}
