// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Planted bug: a bounded semaphore looks whether there is room below its bound, and then releases. Two strands that
/// release one permit both see room.
@JCStressTest
@Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "one was refused")
@Outcome(id = "1, 1, 2", expect = Expect.FORBIDDEN, desc = "more permits than there ever were")
@State
public class ReleaseLooksFirst {
    private static final int BOUND = 1;

    private final AtomicInteger permits = new AtomicInteger();

    private int release() {
        if (permits.get() == BOUND) {
            return 0;
        }
        permits.incrementAndGet();
        return 1;
    }

    @Actor
    public void first(III_Result result) {
        result.r1 = release();
    }

    @Actor
    public void second(III_Result result) {
        result.r2 = release();
    }

    @Arbiter
    public void count(III_Result result) {
        result.r3 = permits.get();
    }
}
