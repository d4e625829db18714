// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.core;

import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// However many grants there are and however many waiters: each accepted grant has one waiter, and a grant that a
/// waiter has no use for any more goes on to the next.
///
/// The waiters stand in the queue before the race begins; in the end each is asked to withdraw, and one that cannot
/// has been granted. Results are the answers of the two actors, then 1 for each waiter that was granted. The twin
/// with a planted bug is [GrantNotPassedOn][dev.thrum.proofs.canary.GrantNotPassedOn].
///
/// Run alone with `-Djcstress.only=Granters`. Seen:
///
/// | test       | result     |   samples | meaning                                    |
/// |------------|------------|----------:|--------------------------------------------|
/// | OneWaiter  | 1, 0, 1    | 1,521,715 | one grant was accepted                     |
/// | OneWaiter  | 0, 1, 1    | 1,040,409 | one grant was accepted                     |
/// | TwoWaiters | 1, 1, 1, 1 | 1,496,582 | each waiter has its grant                  |
/// | PassedOn   | 1, 1, 0, 1 | 2,179,559 | the first has left, the second was granted |
/// | PassedOn   | 0, 1, 1, 0 |   126,565 | the first was granted, and could not leave |
/// | All        | 1, 1       | 2,191,968 | one has left, the other was granted        |
/// | All        | 0, 2       |   206,316 | both were granted                          |
public final class Granters {
    private Granters() {}

    /// Two grants, one waiter: one is accepted.
    @JCStressTest
    @Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "one grant was accepted")
    @State
    public static class OneWaiter {
        private final WaitQueue queue = Waiting.queue();
        private final Waiter waiter = queue.enqueue();

        @Actor
        public void first(III_Result result) {
            result.r1 = queue.grantFirst() ? 1 : 0;
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = queue.grantFirst() ? 1 : 0;
        }

        @Arbiter
        public void count(III_Result result) {
            result.r3 = queue.withdraw(waiter) ? 0 : 1;
        }
    }

    /// Two grants, two waiters: both are accepted, by one waiter each.
    @JCStressTest
    @Outcome(id = "1, 1, 1, 1", expect = Expect.ACCEPTABLE, desc = "each waiter has its grant")
    @State
    public static class TwoWaiters {
        private final WaitQueue queue = Waiting.queue();
        private final Waiter front = queue.enqueue();
        private final Waiter back = queue.enqueue();

        @Actor
        public void first(IIII_Result result) {
            result.r1 = queue.grantFirst() ? 1 : 0;
        }

        @Actor
        public void second(IIII_Result result) {
            result.r2 = queue.grantFirst() ? 1 : 0;
        }

        @Arbiter
        public void count(IIII_Result result) {
            result.r3 = queue.withdraw(front) ? 0 : 1;
            result.r4 = queue.withdraw(back) ? 0 : 1;
        }
    }

    /// One grant, and the first of two waiters is leaving: the grant is accepted all the same.
    @JCStressTest
    @Outcome(id = "0, 1, 1, 0", expect = Expect.ACCEPTABLE, desc = "the first was granted, and could not leave")
    @Outcome(id = "1, 1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the first has left, the second was granted")
    @State
    public static class PassedOn {
        private final WaitQueue queue = Waiting.queue();
        private final Waiter front = queue.enqueue();
        private final Waiter back = queue.enqueue();

        @Actor
        public void leaver(IIII_Result result) {
            result.r1 = queue.withdraw(front) ? 1 : 0;
        }

        @Actor
        public void granter(IIII_Result result) {
            result.r2 = queue.grantFirst() ? 1 : 0;
        }

        @Arbiter
        public void count(IIII_Result result) {
            result.r3 = result.r1 == 1 ? 0 : 1;
            result.r4 = queue.withdraw(back) ? 0 : 1;
        }
    }

    /// A grant to all, and the second of two waiters is leaving: the count is of those who have accepted.
    @JCStressTest
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "both were granted")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one has left, the other was granted")
    @State
    public static class All {
        private final WaitQueue queue = Waiting.queue();
        private final Waiter front = queue.enqueue();
        private final Waiter back = queue.enqueue();

        @Actor
        public void leaver(II_Result result) {
            result.r1 = queue.withdraw(back) ? 1 : 0;
        }

        @Actor
        public void granter(II_Result result) {
            result.r2 = queue.grantAll();
        }

        @Arbiter
        public void count(II_Result result) {
            if (queue.withdraw(front) || !queue.isEmpty()) {
                result.r2 = -1;
            }
        }
    }
}
