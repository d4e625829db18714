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

/// Two threads that hand the turn to and fro see each other's plain writes, and neither sleeps through its turn.
///
/// Whose turn it is and whether the other side is parked is one word. The side that waits sets "parked" by a
/// compare-and-set, which fails if the turn has come meanwhile; the side that passes changes the word by an exchange,
/// which tells it whether there is somebody to wake. In the twin with a planted bug,
/// [PassWithoutExchange][dev.thrum.proofs.canary.PassWithoutExchange], it looks and then writes. A side that sleeps
/// through its turn shows as a test that ends in a time-out, which is a failure too.
///
/// What is exchanged is written before the pass, and read after the wait. In another twin,
/// [LoadedTooLate][dev.thrum.proofs.canary.LoadedTooLate], it is written just after the pass.
///
/// Run alone with `-Djcstress.only=Turns`. Seen:
///
/// | test         | result | samples | meaning                                         |
/// |--------------|--------|--------:|-------------------------------------------------|
/// | ThereAndBack | 2, 1   | 449,599 | each saw what the other had written in its turn |
/// | ManyTimes    | 0, 0   |  13,315 | every turn was seen, by one side                |
public final class Turns {
    private Turns() {}

    /// One turn each. Neither side spins: those that wait for the first times park at once.
    @JCStressTest
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "each saw what the other had written in its turn")
    @State
    public static class ThereAndBack {
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

    /// So many turns that the sides begin to spin, and to park in between. They count them together, with nothing but
    /// the turn to order them; results are how often a side found another number than the turn's own.
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "every turn was seen, by one side")
    @State
    public static class ManyTimes {
        private static final int ROUNDS = 40;

        private final Handoff handoff = new Handoff();
        private int count;

        @Actor
        public void first(II_Result result) {
            for (int i = 0; i < ROUNDS; i++) {
                result.r1 += count++ == 2 * i ? 0 : 1;
                handoff.pass(Side.SECOND);
                handoff.await(Side.FIRST);
            }
        }

        @Actor
        public void second(II_Result result) {
            for (int i = 0; i < ROUNDS; i++) {
                handoff.await(Side.SECOND);
                result.r2 += count++ == 2 * i + 1 ? 0 : 1;
                handoff.pass(Side.FIRST);
            }
        }
    }
}
