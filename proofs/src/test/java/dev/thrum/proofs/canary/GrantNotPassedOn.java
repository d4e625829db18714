// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a granter tries the first waiter and no other, so when that one is just leaving the grant is lost,
/// though a second one waits.
///
/// Results are 1 if the first waiter has left, and 1 if a grant was accepted.
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the first was granted, and could not leave")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the first has left, the second was granted")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "nobody was granted, though the second waits")
@State
public class GrantNotPassedOn {
    private final Queue<AtomicBoolean> waiters = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean front = new AtomicBoolean();

    public GrantNotPassedOn() {
        waiters.add(front);
        waiters.add(new AtomicBoolean());
    }

    @Actor
    public void leaver(II_Result result) {
        if (front.compareAndSet(false, true)) {
            waiters.remove(front);
            result.r1 = 1;
        }
    }

    @Actor
    public void granter(II_Result result) {
        result.r2 = waiters.remove().compareAndSet(false, true) ? 1 : 0;
    }
}
