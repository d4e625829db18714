// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: whoever pulls looks whether somebody else is at work, and then says that *it* is. Two may look at the
/// same time, and run the body both.
///
/// Results are what the two got, 0 for "already executing".
@JCStressTest
@Outcome(id = {"1, 2", "2, 1"}, expect = Expect.ACCEPTABLE, desc = "in turn")
@Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one was refused")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both have got the same item")
@State
public class ClaimWithoutCompareAndSet {
    private volatile boolean isClaimed;

    /// How many items the body has yielded.
    private int items;

    private int next() {
        if (isClaimed) {
            return 0;
        }
        isClaimed = true;
        int item = ++items;
        isClaimed = false;
        return item;
    }

    @Actor
    public void first(II_Result result) {
        result.r1 = next();
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = next();
    }
}
