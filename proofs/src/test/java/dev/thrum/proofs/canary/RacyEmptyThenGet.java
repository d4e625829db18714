// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.sync.FifoQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a strand looks whether the queue is empty, and then takes. The element may be gone by then.
///
/// Results are what a strand got, 0 if the queue was empty, and -1 if it would have waited for ever.
@JCStressTest
@Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one got it, the other saw that there is none")
@Outcome(id = {"1, -1", "-1, 1"}, expect = Expect.FORBIDDEN, desc = "somebody would have waited for ever")
@State
public class RacyEmptyThenGet {
    private final FifoQueue<Integer> queue = new FifoQueue<>();

    public RacyEmptyThenGet() {
        queue.add(1);
    }

    @Actor
    public void first(II_Result result) {
        result.r1 = get();
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = get();
    }

    private int get() {
        if (queue.isEmpty()) {
            return 0;
        }
        Integer element = queue.poll();
        return element == null ? -1 : element;
    }
}
