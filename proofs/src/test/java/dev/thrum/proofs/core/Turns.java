// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.core;

import dev.thrum.core.Handoff;
import dev.thrum.core.Handoff.Side;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two strands that hand the turn to and fro see each other's plain writes, and neither sleeps through its turn.
///
/// The one that waits says where it is parked and *then* looks at the turn; the one that passes changes the turn and
/// *then* looks who is parked. In the twin with a planted bug,
/// [ParkedTooLate][dev.thrum.proofs.canary.ParkedTooLate], it is the other way round. A strand that sleeps through
/// its turn shows as a test that ends in a time-out, which is a failure too.
///
/// Run alone with `-Djcstress.only=Turns`. Seen:
///
/// | result | samples | meaning                                         |
/// |--------|--------:|-------------------------------------------------|
/// | 2, 1   | 728,767 | each saw what the other had written in its turn |
@JCStressTest
@Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "each saw what the other had written in its turn")
@State
public class Turns {
    private final Handoff handoff = new Handoff();
    private int data;

    @Actor
    public void first(II_Result result) {
        data = 1;
        handoff.pass(Side.SECOND);
        handoff.await(Side.FIRST);
        result.r1 = data;
    }

    @Actor
    public void second(II_Result result) {
        handoff.await(Side.SECOND);
        result.r2 = data;
        data = 2;
        handoff.pass(Side.FIRST);
    }
}
