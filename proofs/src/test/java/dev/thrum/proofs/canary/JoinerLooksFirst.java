// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a joiner looks whether all is done first and enters the queue of joiners afterwards. What is done in
/// between it has not seen, and who did it has seen nobody to wake.
///
/// Results are 1 for a joiner that would sleep, and 1 for one that was found.
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "the joiner does not sleep, or is woken")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the joiner sleeps though all is done")
@State
public class JoinerLooksFirst {
    private final AtomicInteger inHand = new AtomicInteger(1);
    private final WaitQueue joiners = new WaitQueue(new Resource() {});

    @Actor
    public void joiner(II_Result result) {
        int left = inHand.get();
        joiners.enqueue();
        result.r1 = left;
    }

    @Actor
    public void worker(II_Result result) {
        inHand.decrementAndGet();
        result.r2 = joiners.isEmpty() ? 0 : 1;
    }
}
