// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.Selection;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a sender hands its item to the receiver in line without asking whether it was accepted. When the
/// receiver is just giving up, the item is gone.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "handed over")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the item is lost")
@State
public class ItemForTheGone {
    private final Selection receiver = Selection.begin(new Resource() {});

    @Actor
    public void sender(II_Result result) {
        receiver.claim(0);
        result.r1 = 1;
    }

    @Actor
    public void receiver(II_Result result) {
        result.r2 = receiver.end() ? 0 : 1;
    }
}
