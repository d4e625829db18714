// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: who takes over an abandoned lock looks whether its owner is dead, and then writes itself down as the
/// owner. Two strands may look at the same time.
@JCStressTest
@Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one has it")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both believe that they have it")
@State
public class ReclaimLooksFirst {
    private static final Thread DEAD = Thread.ofVirtual().unstarted(() -> { });

    private volatile Thread owner = DEAD;

    private int reclaim() {
        if (owner.isAlive()) {
            return 0;
        }
        owner = Thread.currentThread();
        return 1;
    }

    @Actor
    public void first(II_Result result) {
        result.r1 = reclaim();
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = reclaim();
    }
}
