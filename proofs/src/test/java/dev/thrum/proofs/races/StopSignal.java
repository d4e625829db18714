// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.sync.Event;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/// "To stop a thread, tell it so by an event": the thread that looks for the event comes to see it.
///
/// In the racy twin, [RacyStopFlag][dev.thrum.proofs.canary.RacyStopFlag], the sign is a plain field. Nothing in the
/// loop changes it, so a compiler reads it once, before the loop, and the loop never ends.
///
/// Run alone with `-Djcstress.only=StopSignal`. Seen:
///
/// | result     | samples | meaning                |
/// |------------|--------:|------------------------|
/// | TERMINATED |      59 | the thread has seen it |
@JCStressTest(Mode.Termination)
@Outcome(id = "TERMINATED", expect = Expect.ACCEPTABLE, desc = "the thread has seen it")
@Outcome(id = "STALE", expect = Expect.FORBIDDEN, desc = "the thread goes on for ever")
@State
public class StopSignal {
    private final Event done = new Event();

    @Actor
    public void worker() {
        while (!done.isSet()) {
            Thread.onSpinWait();
        }
    }

    @Signal
    public void stop() {
        done.set();
    }
}
