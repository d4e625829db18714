// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a claim looks whether the selection is free and then takes it, so both of two senders believe that a
/// select has received their item.
@JCStressTest
@Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one of them has sent")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "two items for one receiver")
@State
public class SelectionWithoutCompareAndSet {
    private volatile int branch;

    @Actor
    public void first(II_Result result) {
        result.r1 = claim(1) ? 1 : 0;
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = claim(2) ? 1 : 0;
    }

    private boolean claim(int number) {
        if (branch != 0) {
            return false;
        }
        branch = number;
        return true;
    }
}
