// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Planted bug: a producer looks whether there is room and then puts, so a queue that holds one element admits two.
@JCStressTest
@Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "one producer was admitted")
@Outcome(id = "1, 1, 2", expect = Expect.FORBIDDEN, desc = "two elements where one has room")
@State
public class QueueWithoutPermit {
    private static final int CAPACITY = 1;

    private final Queue<Integer> elements = new ConcurrentLinkedQueue<>();

    @Actor
    public void first(III_Result result) {
        result.r1 = offer(1) ? 1 : 0;
    }

    @Actor
    public void second(III_Result result) {
        result.r2 = offer(2) ? 1 : 0;
    }

    @Arbiter
    public void count(III_Result result) {
        result.r3 = elements.size();
    }

    private boolean offer(int element) {
        return elements.size() < CAPACITY && elements.add(element);
    }
}
