// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.core;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.proofs.Unchecked;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A cancellation is never lost: whoever waits in a scope that is cancelled, before, during or after its entry, is
/// told.
///
/// On entry a strand says that it is inside and *then* looks whether the scope is cancelled; a canceller marks the
/// scope and *then* looks who is inside. In the twin with a planted bug,
/// [InsideTooLate][dev.thrum.proofs.canary.InsideTooLate], it is the other way round. Results are 1 for "the waiter
/// was told" and 1 for "it was I who cancelled".
///
/// Run alone with `-Djcstress.only=ScopeCancellation`. Seen:
///
/// | test            | result |   samples | meaning                                 |
/// |-----------------|--------|----------:|-----------------------------------------|
/// | OfTheScope      | 1, 1   |   995,581 | the waiter was told                     |
/// | OfTheScopeAbove | 2, 1   | 1,053,841 | the waiter was told, by the scope above |
public final class ScopeCancellation {
    private ScopeCancellation() {}

    private static int sleepIn(CancelScope scope) throws InterruptedException, DeadlineExceededException {
        try {
            return scope.call(() -> {
                Strand.sleep(Waiting.LIMIT);
                return 0;
            });
        } catch (CancelledException e) {
            return e.scope() == scope ? 1 : 2;
        }
    }

    /// The scope around the wait is cancelled.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the waiter was told")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the waiter slept through its cancellation")
    @State
    public static class OfTheScope {
        private final CancelScope scope = new CancelScope("the wait");

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> result.r1 = sleepIn(scope));
        }

        @Actor
        public void canceller(II_Result result) {
            result.r2 = scope.cancel("no longer needed") ? 1 : 0;
        }
    }

    /// The scope above is cancelled, while a strand of its own enters the one below.
    @JCStressTest
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "the waiter was told, by the scope above")
    @Outcome(id = "0, 1", expect = Expect.FORBIDDEN, desc = "the waiter slept through its cancellation")
    @State
    public static class OfTheScopeAbove {
        private final CancelScope above = new CancelScope("the group");

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> result.r1 = sleepIn(new CancelScope("a member", above)));
        }

        @Actor
        public void canceller(II_Result result) {
            result.r2 = above.cancel("no longer needed") ? 1 : 0;
        }
    }
}
