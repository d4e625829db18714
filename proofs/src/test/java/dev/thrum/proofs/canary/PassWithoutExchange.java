// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: the side that passes the turn looks whether the other is parked and then writes, instead of exchanging
/// the word in one step. The other side may park in between, and nobody wakes it.
///
/// Results are 1 for a side that would park, and 1 for one that was found.
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "the side does not park, or is woken")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the side sleeps through its turn")
@State
public class PassWithoutExchange {
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int PARKED = 2;

    private final AtomicInteger turn = new AtomicInteger(FIRST);

    @Actor
    public void waiter(II_Result result) {
        boolean parks = turn.compareAndSet(FIRST, FIRST | PARKED) && turn.get() != SECOND;
        result.r1 = parks ? 1 : 0;
    }

    @Actor
    public void passer(II_Result result) {
        int before = turn.get();
        turn.set(SECOND);
        result.r2 = (before & PARKED) != 0 ? 1 : 0;
    }
}
