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
/// calculations is lost.
@JCStressTest
@Outcome(id = {"21", "22"}, expect = Expect.ACCEPTABLE, desc = "one after the other")
@Outcome(id = "20", expect = Expect.FORBIDDEN, desc = "the addition was lost")
@Outcome(id = "11", expect = Expect.FORBIDDEN, desc = "the doubling was lost")
@State
public class RacyLocalCopy {
    private int x = 10;

    @Actor
    public void twice() {
        int copy = x;
        copy *= 2;
        x = copy;
    }

    @Actor
    public void plusOne() {
        int copy = x;
        copy += 1;
        x = copy;
    }

    @Arbiter
    public void read(I_Result result) {
        result.r1 = x;
    }
}
