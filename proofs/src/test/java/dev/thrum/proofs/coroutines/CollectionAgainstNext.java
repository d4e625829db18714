// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.coroutines;

import dev.thrum.coroutines.Collection;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// The cleaner of a lost iterator against a last pull: never are both at work in the body, and it is left once.
///
/// The collector does not in truth find an iterator unreachable while it is pulled, as long as the pull keeps a hold on
/// it to the end. The claim is the second line of defence: the cleaner claims the iterator like everybody else, without
/// giving it back, and leaves a running body alone. In the twin with a planted bug,
/// [AbandonWithoutClaim][dev.thrum.proofs.canary.AbandonWithoutClaim], it only looks.
///
/// Results are what the pull got (0 for "already executing"), whether the iterator could be closed afterwards, and how
/// often the `finally` block has run in the end.
///
/// Run alone with `-Djcstress.only=CollectionAgainstNext`. Seen:
///
/// | result  | samples | meaning                                        |
/// |---------|--------:|------------------------------------------------|
/// | 0, 0, 1 | 172,677 | ended by the cleaner, and the pull was refused |
/// | 2, 0, 1 |  13,740 | pulled, then ended by the cleaner              |
/// | 2, 1, 1 |     909 | the cleaner left the running body alone        |
@JCStressTest
@Outcome(id = "2, 0, 1", expect = Expect.ACCEPTABLE, desc = "pulled, then ended by the cleaner")
@Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "the cleaner left the running body alone")
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "ended by the cleaner, and the pull was refused")
@State
public class CollectionAgainstNext {
    private final Pulling pulling = new Pulling(3);

    public CollectionAgainstNext() {
        pulling.next();
    }

    @Actor
    public void puller(III_Result result) {
        result.r1 = pulling.next();
    }

    @Actor
    public void cleaner() {
        Collection.abandon(pulling.items);
    }

    @Arbiter
    public void count(III_Result result) {
        result.r2 = pulling.close();
        result.r3 = pulling.cleanUps();
    }
}
