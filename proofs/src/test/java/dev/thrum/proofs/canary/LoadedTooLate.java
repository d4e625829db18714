// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Handoff;
import dev.thrum.core.Handoff.Side;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: a side loads what it hands over when it has passed the turn already. The other side may be faster.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "loaded in time")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the turn came without the data")
@State
public class LoadedTooLate {
    private final Handoff handoff = new Handoff();
    private int data;

    @Actor
    public void first() {
        handoff.pass(Side.SECOND);
        data = 1;
    }

    @Actor
    public void second(I_Result result) {
        handoff.await(Side.SECOND);
        result.r1 = data;
    }
}
