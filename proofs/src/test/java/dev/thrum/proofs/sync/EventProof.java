// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.Event;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Whoever waits for an event when it is set goes on, and sees what was written before.
///
/// The twin with a planted bug, [EventLooksAgain][dev.thrum.proofs.canary.EventLooksAgain], asks for the flag after
/// the wake-up, when it may have been cleared.
///
/// Run alone with `-Djcstress.only=EventProof`. Seen:
///
/// | test           | result |   samples | meaning                                  |
/// |----------------|--------|----------:|------------------------------------------|
/// | WakeUp         | 1      |   886,852 | the event was set, and the data is there |
/// | SetThenCleared | 1      | 1,118,589 | the waiter went on                       |
public final class EventProof {
    private EventProof() {}

    /// No wake-up is lost.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the event was set, and the data is there")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the event was set, but the data is not there")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class WakeUp {
        private final Event event = new Event();
        private int data;

        @Actor
        public void waiter(I_Result result) {
            Unchecked.run(() -> result.r1 = event.await(Waiting.LIMIT) ? data : -1);
        }

        @Actor
        public void setter() {
            data = 1;
            event.set();
        }
    }

    /// Set and cleared at once, while somebody waits: the wait has ended all the same.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the waiter went on")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the waiter has missed it")
    @State
    public static class SetThenCleared {
        private final Event event = new Event();

        @Actor
        public void waiter(I_Result result) {
            Unchecked.run(() -> result.r1 = event.await(Waiting.LIMIT) ? 1 : 0);
        }

        @Actor
        public void setter() {
            while (!event.statistics().equals("clear, 1 waiting")) {
                Thread.onSpinWait();
            }
            event.set();
            event.clear();
        }
    }
}
