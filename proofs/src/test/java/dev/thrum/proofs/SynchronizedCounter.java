// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Two strands add one each inside a monitor: no addition is lost.
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
@State
public class SynchronizedCounter {
    private int counter;

    @Actor
    public synchronized void first() {
        counter += 1;
    }

    @Actor
    public synchronized void second() {
        counter += 1;
    }

    @Arbiter
    public void count(I_Result result) {
        result.r1 = counter;
    }
}
