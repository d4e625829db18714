// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.coroutines.BodyState;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: the cleaner looks whether the body is suspended, and lets it run to its end, without claiming it first.
/// A last pull may begin in between.
///
/// Results are how many were at work in the body when the puller and the cleaner were, 0 for one that never was.
@JCStressTest
@Outcome(id = {"1, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "one at a time")
@Outcome(id = {"1, 2", "2, 1"}, expect = Expect.FORBIDDEN, desc = "both at once")
@State
public class AbandonWithoutClaim {
    private final AtomicReference<BodyState> state = new AtomicReference<>(BodyState.SUSPENDED);
    private final AtomicInteger inside = new AtomicInteger();

    private int runBody() {
        int atWork = inside.incrementAndGet();
        inside.decrementAndGet();
        return atWork;
    }

    @Actor
    public void puller(II_Result result) {
        if (state.compareAndSet(BodyState.SUSPENDED, BodyState.RUNNING)) {
            result.r1 = runBody();
            state.set(BodyState.SUSPENDED);
        }
    }

    @Actor
    public void cleaner(II_Result result) {
        if (state.get() == BodyState.SUSPENDED) {
            result.r2 = runBody();
        }
    }
}
