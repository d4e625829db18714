// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a barrier whose arrivals read their number and then write the next one, so both of two strands get the
/// index 0, and both wait for a second one.
@JCStressTest
@Outcome(id = {"0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "one index each")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the same index for both")
@State
public class ArrivalsMiscounted {
    private volatile int arrived;

    private int arrive() {
        int index = arrived;
        arrived = index + 1;
        return index;
    }

    @Actor
    public void first(II_Result result) {
        result.r1 = arrive();
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = arrive();
    }
}
