// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: both strands find that there is no session yet, and each makes one.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "one session for both")
@Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "two sessions")
@State
public class RacySession {
    private Object session;
    private Object ofFirst;
    private Object ofSecond;

    @Actor
    public void first() {
        ofFirst = session();
    }

    @Actor
    public void second() {
        ofSecond = session();
    }

    private Object session() {
        if (session == null) {
            session = new long[1024]; // takes a moment to make
        }
        return session;
    }

    @Arbiter
    public void compare(I_Result result) {
        result.r1 = ofFirst == ofSecond ? 1 : 0;
    }
}
