// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.coroutines.BodyState;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: the closer looks whether the body has ended, and then ends it, without claiming it first. The body may
/// just be coming to its end by a pull, and is left twice.
///
/// The result is how often it was left.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "left once")
@Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "left twice")
@State
public class CloseWithoutClaim {
    private final AtomicReference<BodyState> state = new AtomicReference<>(BodyState.SUSPENDED);
    private final AtomicInteger cleanUps = new AtomicInteger();

    @Actor
    public void puller() {
        if (state.compareAndSet(BodyState.SUSPENDED, BodyState.RUNNING)) {
            cleanUps.incrementAndGet();
            state.set(BodyState.CLOSED);
        }
    }

    @Actor
    public void closer() {
        if (state.get() != BodyState.CLOSED) {
            cleanUps.incrementAndGet();
            state.set(BodyState.CLOSED);
        }
    }

    @Arbiter
    public void count(I_Result result) {
        result.r1 = cleanUps.get();
    }
}
