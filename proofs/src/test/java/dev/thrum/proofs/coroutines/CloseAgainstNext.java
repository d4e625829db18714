// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.coroutines;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A close against a pull: one comes first, or one is refused; in each case the body is left through its `finally`
/// block once, and its thread ends.
///
/// Both claim the iterator before they touch the body. In the twin with a planted bug,
/// [CloseWithoutClaim][dev.thrum.proofs.canary.CloseWithoutClaim], the closer only looks.
///
/// The body stands at its first yield when the race begins. Results are what the pull got (0 for "already executing",
/// -1 for the end), whether the close was carried out, and how often the `finally` block has run after a close in any
/// case.
///
/// Run alone with `-Djcstress.only=CloseAgainstNext`. Seen:
///
/// | test          | result   | samples | meaning                                |
/// |---------------|----------|--------:|----------------------------------------|
/// | HalfWay       | 2, 1, 1  | 101,694 | pulled, then closed                    |
/// | HalfWay       | -1, 1, 1 |  13,933 | closed, then there was nothing to pull |
/// | HalfWay       | 2, 0, 1  |  10,541 | the close was refused                  |
/// | HalfWay       | 0, 1, 1  |  10,323 | the pull was refused                   |
/// | AtTheLastItem | -1, 1, 1 |  96,173 | one after the other                    |
/// | AtTheLastItem | -1, 0, 1 |  61,353 | the close was refused                  |
/// | AtTheLastItem | 0, 1, 1  |  61,282 | the pull was refused                   |
public final class CloseAgainstNext {
    private CloseAgainstNext() {}

    /// The pull would find a second item.
    @JCStressTest
    @Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "pulled, then closed")
    @Outcome(id = "-1, 1, 1", expect = Expect.ACCEPTABLE, desc = "closed, then there was nothing to pull")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the pull was refused")
    @Outcome(id = "2, 0, 1", expect = Expect.ACCEPTABLE, desc = "the close was refused")
    @State
    public static class HalfWay {
        private final Pulling pulling = new Pulling(3);

        public HalfWay() {
            pulling.next();
        }

        @Actor
        public void puller(III_Result result) {
            result.r1 = pulling.next();
        }

        @Actor
        public void closer(III_Result result) {
            result.r2 = pulling.close();
        }

        @Arbiter
        public void count(III_Result result) {
            pulling.close();
            result.r3 = pulling.cleanUps();
        }
    }

    /// The pull would end the body, so that both want to leave it.
    @JCStressTest
    @Outcome(id = "-1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the pull was refused")
    @Outcome(id = "-1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the close was refused")
    @State
    public static class AtTheLastItem {
        private final Pulling pulling = new Pulling(1);

        public AtTheLastItem() {
            pulling.next();
        }

        @Actor
        public void puller(III_Result result) {
            result.r1 = pulling.next();
        }

        @Actor
        public void closer(III_Result result) {
            result.r2 = pulling.close();
        }

        @Arbiter
        public void count(III_Result result) {
            pulling.close();
            result.r3 = pulling.cleanUps();
        }
    }
}
