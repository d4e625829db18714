// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a reset looks whether somebody waits, tells them, and then sets the count to zero, instead of replacing
/// the round in one step. Who arrives in between is neither told nor counted.
///
/// Results are 1 if the waiter was told, and how many count as arrived in the end.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "came before the reset, and was told")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "came after the reset, and counts")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "waits for ever")
@State
public class ResetForgetsTheWaiter {
    private final AtomicInteger arrived = new AtomicInteger();
    private boolean told;

    @Actor
    public void waiter() {
        arrived.incrementAndGet();
    }

    @Actor
    public void resetter() {
        if (arrived.get() > 0) {
            told = true;
        }
        arrived.set(0);
    }

    @Arbiter
    public void look(II_Result result) {
        result.r1 = told ? 1 : 0;
        result.r2 = arrived.get();
    }
}
