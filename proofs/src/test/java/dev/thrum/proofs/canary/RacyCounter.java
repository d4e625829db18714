// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: `counter += 1` reads, adds and writes in three steps, so two strands can lose an addition.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
@State
public class RacyCounter {
    private int counter;

    @Actor
    public void first() {
        counter += 1;
    }

    @Actor
    public void second() {
        counter += 1;
    }

    @Arbiter
    public void count(I_Result result) {
        result.r1 = counter;
    }
}
