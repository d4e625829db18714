// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.coroutines;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Two threads that pull one iterator get different items in turn, or one of them is told that the other is at work.
/// No item is lost, and none is seen twice.
///
/// Whoever pulls claims the iterator by a compare-and-set; the loser finds it claimed. In the twin with a planted bug,
/// [ClaimWithoutCompareAndSet][dev.thrum.proofs.canary.ClaimWithoutCompareAndSet], the claim is a look and then a step.
///
/// Results are what the two got, 0 for "already executing", and the item that comes after.
///
/// Run alone with `-Djcstress.only=TwoPullers`. Seen:
///
/// | result  | samples | meaning                      |
/// |---------|--------:|------------------------------|
/// | 2, 1, 3 |  48,625 | in turn, the other way round |
/// | 1, 2, 3 |  44,239 | in turn                      |
/// | 1, 0, 2 |  17,509 | the second was refused       |
/// | 0, 1, 2 |  17,366 | the first was refused        |
@JCStressTest
@Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "in turn")
@Outcome(id = "2, 1, 3", expect = Expect.ACCEPTABLE, desc = "in turn, the other way round")
@Outcome(id = "1, 0, 2", expect = Expect.ACCEPTABLE, desc = "the second was refused")
@Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "the first was refused")
@State
public class TwoPullers {
    private final Pulling pulling = new Pulling(3);

    @Actor
    public void first(III_Result result) {
        result.r1 = pulling.next();
    }

    @Actor
    public void second(III_Result result) {
        result.r2 = pulling.next();
    }

    @Arbiter
    public void goOn(III_Result result) {
        result.r3 = pulling.next();
        pulling.close();
    }
}
