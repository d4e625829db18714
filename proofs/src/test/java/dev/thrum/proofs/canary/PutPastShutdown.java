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

/// Planted bug: a putter looks whether the queue is shut down, and then puts. An immediate shutdown in between throws
/// out nothing, and the element stays behind for ever.
///
/// Results are 1 for an element that was accepted, how many were thrown out, and how many are left.
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "put, then thrown out")
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "refused")
@Outcome(id = "1, 0, 1", expect = Expect.FORBIDDEN, desc = "left behind for ever")
@State
public class PutPastShutdown {
    private final Queue<Integer> elements = new ConcurrentLinkedQueue<>();
    private volatile boolean isShutdown;

    @Actor
    public void putter(III_Result result) {
        if (!isShutdown) {
            elements.add(1);
            result.r1 = 1;
        }
    }

    @Actor
    public void shutdown(III_Result result) {
        isShutdown = true;
        result.r2 = elements.poll() == null ? 0 : 1;
    }

    @Arbiter
    public void look(III_Result result) {
        result.r3 = elements.size();
    }
}
