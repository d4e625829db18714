// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: who wants two permits takes one and then another. Two such strands come to hold one each, and would
/// wait for each other for ever.
///
/// Results are how many permits a strand holds when it has taken what there is.
@JCStressTest
@Outcome(id = {"2, 0", "0, 2"}, expect = Expect.ACCEPTABLE, desc = "all for one, nothing for the other")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both hold one and wait for another")
@State
public class PermitsOneByOne {
    private final AtomicInteger permits = new AtomicInteger(2);

    private int takeTwo() {
        int taken = 0;
        while (taken < 2 && tryAcquire()) {
            taken++;
        }
        return taken;
    }

    private boolean tryAcquire() {
        for (int present = permits.get(); present > 0; present = permits.get()) {
            if (permits.compareAndSet(present, present - 1)) {
                return true;
            }
        }
        return false;
    }

    @Actor
    public void first(II_Result result) {
        result.r1 = takeTwo();
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = takeTwo();
    }
}
