// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Planted bug: a sender looks whether the channel is closed and then sends, so a receiver may be told of the end while
/// an item is still to come.
@JCStressTest
@Outcome(id = "1, -1, 1", expect = Expect.FORBIDDEN, desc = "an item after the end")
@Outcome(id = {"1, 1, 0", "0, -1, 0"}, expect = Expect.ACCEPTABLE, desc = "sent and received, or refused")
@State
public class SendAfterClose {
    private final ConcurrentLinkedQueue<Integer> items = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    @Actor
    public void sender(III_Result result) {
        if (!closed) {
            items.add(1);
            result.r1 = 1;
        }
    }

    @Actor
    public void receiver(III_Result result) {
        closed = true;
        Integer item = items.poll();
        result.r2 = item == null ? -1 : item;
    }

    @Arbiter
    public void look(III_Result result) {
        result.r3 = items.size();
    }
}
