// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/// Planted bug: the sign to stop is a plain field. Nothing in the loop changes it, so C2 reads it once, before the
/// loop; the interpreter and C1 read it each time.
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "the thread has seen it")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "the thread goes on for ever")
@State
public class RacyStopFlag {
    private boolean done;

    @Actor
    public void worker() {
        while (!done) {
        }
    }

    @Signal
    public void stop() {
        done = true;
    }
}
