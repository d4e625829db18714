// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.Event;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// Whoever waits for an event when it is set goes on, and sees what was written before.
///
/// The twin with a planted bug, [EventLooksAgain][dev.thrum.proofs.canary.EventLooksAgain], asks for the flag after
/// the wake-up, when it may have been cleared.
///
/// Run alone with `-Djcstress.only=EventProof`. Seen:
///
/// | test           | result | samples | meaning                                  |
/// |----------------|--------|--------:|------------------------------------------|
/// | WakeUp         | 1      | 397,331 | the event was set, and the data is there |
/// | SetThenCleared | 1      |  46,004 | the waiter went on                       |
/// | AgainstTimeout | 1, 1   | 360,964 | told in time                             |
/// | AgainstTimeout | 0, 1   |  77,327 | timed out                                |
/// | SetAndLook     | 0, 1   | 315,049 | in some order                            |
/// | SetAndLook     | 1, 0   |  87,002 | in some order                            |
/// | SetAndLook     | 1, 1   |  26,000 | in some order                            |
/// | ClearAndLook   | 1, 0   | 272,334 | in some order                            |
/// | ClearAndLook   | 0, 1   | 101,155 | in some order                            |
/// | ClearAndLook   | 0, 0   |   3,362 | in some order                            |
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

    /// A set against a time-out: whatever the waiter was told, nobody is left in the queue.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "told in time")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "timed out")
    @State
    public static class AgainstTimeout {
        private final Event event = new Event();

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> result.r1 = event.await(Waiting.SHORT) ? 1 : 0);
        }

        @Actor
        public void setter() {
            event.set();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = event.statistics().equals("set, 0 waiting") ? 1 : 0;
        }
    }

    /// Two events, each set by one strand and looked at by the other: at least one of them sees the other's. In the
    /// twin with a planted bug, [SetWithoutFence][dev.thrum.proofs.canary.SetWithoutFence], neither does.
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "in some order")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "neither has seen the other's event")
    @State
    public static class SetAndLook {
        private final Event one = new Event();
        private final Event other = new Event();

        @Actor
        public void first(II_Result result) {
            one.set();
            result.r1 = other.isSet() ? 1 : 0;
        }

        @Actor
        public void second(II_Result result) {
            other.set();
            result.r2 = one.isSet() ? 1 : 0;
        }
    }

    /// The same for clearing.
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 0", "0, 0"}, expect = Expect.ACCEPTABLE, desc = "in some order")
    @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "neither has seen that the other's event is clear")
    @State
    public static class ClearAndLook {
        private final Event one = new Event();
        private final Event other = new Event();

        public ClearAndLook() {
            one.set();
            other.set();
        }

        @Actor
        public void first(II_Result result) {
            one.clear();
            result.r1 = other.isSet() ? 1 : 0;
        }

        @Actor
        public void second(II_Result result) {
            other.clear();
            result.r2 = one.isSet() ? 1 : 0;
        }
    }
}
