// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.core;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import dev.thrum.proofs.Unchecked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A waiter ends in exactly one way, and both sides agree which: the granter is told true if and only if the waiter is.
///
/// One strand waits and has a reason of its own to stop; another grants at the same moment. All four reasons end in
/// one compare-and-set on the waiter's state, and so does the grant; the loser goes by what the winner has written.
/// The twin with a planted bug, [GrantWithoutCompareAndSet][dev.thrum.proofs.canary.GrantWithoutCompareAndSet], looks
/// at the state and then writes it, and both win.
///
/// Results are what the waiter was told and what the granter was told, 1 for "granted". Run alone with
/// `-Djcstress.only=GrantAgainst`. Seen:
///
/// | test         | result |   samples | meaning                            |
/// |--------------|--------|----------:|------------------------------------|
/// | Timeout      | 0, 0   | 1,535,982 | timed out, and the granter knows   |
/// | Timeout      | 1, 1   |     2,142 | granted, and both know             |
/// | Withdrawal   | 0, 0   | 2,080,838 | withdrawn, and the granter knows   |
/// | Withdrawal   | 1, 1   |         6 | granted, and both know             |
/// | Interrupt    | 0, 0   | 1,176,761 | interrupted, and the granter knows |
/// | Interrupt    | 1, 1   |       635 | granted, and both know             |
/// | Cancellation | 0, 0   |   554,717 | cancelled, and the granter knows   |
/// | Cancellation | 1, 1   |     8,222 | granted, and both know             |
public final class GrantAgainst {
    private GrantAgainst() {}

    /// Against a deadline.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "granted, and both know")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "timed out, and the granter knows")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the grant was lost")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "granted by nobody")
    @State
    public static class Timeout {
        private final WaitQueue queue = Waiting.queue();

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> {
                Waiter waiter = queue.enqueue();
                result.r1 = queue.await(waiter, Waiting.deadline(Waiting.SHORT)) ? 1 : 0;
            });
        }

        @Actor
        public void granter(II_Result result) {
            result.r2 = queue.grantFirst() ? 1 : 0;
        }
    }

    /// Against a waiter that finds it need not wait after all.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "granted, and both know")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "withdrawn, and the granter knows")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the grant was lost")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "granted by nobody")
    @State
    public static class Withdrawal {
        private final WaitQueue queue = Waiting.queue();

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> {
                Waiter waiter = queue.enqueue();
                result.r1 = queue.withdraw(waiter) ? 0 : 1;
            });
        }

        @Actor
        public void granter(II_Result result) {
            result.r2 = queue.grantFirst() ? 1 : 0;
        }
    }

    /// Against an interrupt. A granted waiter keeps the interrupt status for its next wait to find.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "granted, and both know")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "interrupted, and the granter knows")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the grant was lost")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "granted by nobody")
    @State
    public static class Interrupt {
        private final WaitQueue queue = Waiting.queue();

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> {
                Waiter waiter = queue.enqueue();
                Thread.currentThread().interrupt();
                try {
                    queue.await(waiter, Waiting.deadline(Waiting.LIMIT));
                    result.r1 = Thread.interrupted() ? 1 : -1;
                } catch (InterruptedException e) {
                    result.r1 = Thread.interrupted() ? -1 : 0;
                }
            });
        }

        @Actor
        public void granter(II_Result result) {
            result.r2 = queue.grantFirst() ? 1 : 0;
        }
    }

    /// Against the cancellation of a scope around the wait.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "granted, and both know")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "cancelled, and the granter knows")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the grant was lost")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "granted by nobody")
    @State
    public static class Cancellation {
        private final WaitQueue queue = Waiting.queue();
        private final CancelScope scope = new CancelScope("the wait");

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> {
                Waiter waiter = queue.enqueue();
                try {
                    result.r1 = scope.call(() -> queue.await(waiter, Waiting.deadline(Waiting.LIMIT))) ? 1 : -1;
                } catch (CancelledException e) {
                    result.r1 = 0;
                }
            });
        }

        @Actor
        public void granter(II_Result result) {
            scope.cancel("no longer needed");
            result.r2 = queue.grantFirst() ? 1 : 0;
        }
    }
}
