// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a taker looks for an element first and enters the queue of waiters afterwards. What is put in between
/// it has not seen, and the putter has seen nobody to wake.
///
/// Results are 1 for a taker that would sleep, and 1 for one that was found.
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "the taker does not sleep, or is woken")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the taker sleeps beside an element")
@State
public class TakerLooksFirst {
    private final Queue<Integer> elements = new ConcurrentLinkedQueue<>();
    private final WaitQueue takers = new WaitQueue(new Resource() {});

    @Actor
    public void taker(II_Result result) {
        Integer element = elements.poll();
        takers.enqueue();
        result.r1 = element == null ? 1 : 0;
    }

    @Actor
    public void putter(II_Result result) {
        elements.add(1);
        result.r2 = takers.isEmpty() ? 0 : 1;
    }
}
