// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: an event that is set by a release store and not by a volatile one. Nothing keeps the processor from
/// looking at the other event before its own store is seen, so neither strand sees the other's.
@JCStressTest
@Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "in some order")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "neither has seen the other's event")
@State
public class SetWithoutFence {
    private final AtomicBoolean one = new AtomicBoolean();
    private final AtomicBoolean other = new AtomicBoolean();

    @Actor
    public void first(II_Result result) {
        one.setRelease(true);
        result.r1 = other.getAcquire() ? 1 : 0;
    }

    @Actor
    public void second(II_Result result) {
        other.setRelease(true);
        result.r2 = one.getAcquire() ? 1 : 0;
    }
}
