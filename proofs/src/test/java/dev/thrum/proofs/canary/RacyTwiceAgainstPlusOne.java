// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: each strand reads, calculates and writes with nothing to keep the other out.
@JCStressTest
@Outcome(id = {"5", "6"}, expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(id = "4", expect = Expect.FORBIDDEN, desc = "the addition was lost")
@Outcome(id = "3", expect = Expect.FORBIDDEN, desc = "the doubling was lost")
@State
public class RacyTwiceAgainstPlusOne {
    private int x = 2;

    @Actor
    public void first() {
        x *= 2;
    }

    @Actor
    public void second() {
        x += 1;
    }

    @Arbiter
    public void read(I_Result result) {
        result.r1 = x;
    }
}
