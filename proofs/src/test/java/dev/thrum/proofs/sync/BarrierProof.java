// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.Barrier;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// All go through a barrier or none do, each with an index of its own, and each sees what the others did before.
///
/// A round is one word, changed by compare-and-set only, so a time-out, a cancellation or an abort that meets the last
/// arrival comes before it, for all, or after it, for nobody. Twins with a planted bug: in
/// [ArrivalsMiscounted][dev.thrum.proofs.canary.ArrivalsMiscounted] both get the same index, in
/// [ResetForgetsTheWaiter][dev.thrum.proofs.canary.ResetForgetsTheWaiter] a reset leaves one behind that nobody tells.
///
/// Where results are those of a call to `await`, they are its index, [#TIMED_OUT], [#BROKEN] or [#CANCELLED]. Run alone
/// with `-Djcstress.only=BarrierProof`. Seen:
///
/// | test                | result    | samples | meaning                                    |
/// |---------------------|-----------|--------:|--------------------------------------------|
/// | Meeting             | 1, 0, 2   |  17,355 | one index each, and the data is there      |
/// | Meeting             | 0, 1, 2   |  17,267 | one index each, and the data is there      |
/// | Rounds              | 7, 6      |  32,895 | three rounds, each complete                |
/// | WithAction          | 3, 3, 1   |  81,715 | the action had run when each left          |
/// | AgainstTimeout      | -2, -1, 1 | 146,325 | timed out, and the other was told          |
/// | AgainstTimeout      | 1, 0, 0   |  33,246 | both went through                          |
/// | AgainstTimeout      | 0, 1, 0   |  15,128 | both went through                          |
/// | AgainstCancellation | 1, 0, 0   |   9,615 | both went through                          |
/// | AgainstCancellation | 0, 1, 0   |   6,151 | both went through                          |
/// | AgainstCancellation | -3, -1, 1 |   4,150 | cancelled, and the other was told          |
/// | AgainstAbort        | -1, -1, 0 | 158,371 | all were told                              |
/// | AgainstReset        | 1, 0, 1   |  74,023 | came before the reset, and came again      |
/// | AgainstReset        | 1, 0, 0   |  38,348 | came after the reset                       |
/// | AgainstReset        | 0, 1, 1   |  18,422 | came before the reset, and came again      |
/// | AgainstReset        | 0, 1, 0   |   1,238 | came after the reset                       |
/// | ResetAgainstTimeout | -2, 1     | 148,163 | timed out after the reset, so broken again |
/// | ResetAgainstTimeout | -2, 0     |  47,534 | timed out or told, and mended              |
/// | ResetAgainstTimeout | -1, 0     |     118 | timed out or told, and mended              |
public final class BarrierProof {
    /// The barrier was broken by somebody else.
    static final int BROKEN = -1;

    /// The caller has timed out.
    static final int TIMED_OUT = -2;

    /// The caller was cancelled.
    static final int CANCELLED = -3;

    private BarrierProof() {}

    private static int await(Barrier barrier, Duration timeout) {
        try {
            return barrier.await(timeout);
        } catch (BrokenBarrierException e) {
            return BROKEN;
        } catch (TimeoutException e) {
            return TIMED_OUT;
        } catch (CancelledException e) {
            return CANCELLED;
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts here", e);
        }
    }

    /// They meet: one is the first and the other the second, and each sees what the other has written.
    @JCStressTest
    @Outcome(id = {"0, 1, 2", "1, 0, 2"}, expect = Expect.ACCEPTABLE, desc = "one index each, and the data is there")
    @Outcome(id = {"0, 0, .", "1, 1, ."}, expect = Expect.FORBIDDEN, desc = "an index twice")
    @Outcome(id = {"., ., 0", "., ., 1"}, expect = Expect.FORBIDDEN, desc = "through without the other's data")
    @State
    public static class Meeting {
        private final Barrier barrier = new Barrier(2);
        private int ofFirst;
        private int ofSecond;
        private int seenByFirst;
        private int seenBySecond;

        @Actor
        public void first(III_Result result) {
            ofFirst = 1;
            result.r1 = await(barrier, Waiting.LIMIT);
            seenByFirst = ofSecond;
        }

        @Actor
        public void second(III_Result result) {
            ofSecond = 1;
            result.r2 = await(barrier, Waiting.LIMIT);
            seenBySecond = ofFirst;
        }

        @Arbiter
        public void count(III_Result result) {
            result.r3 = seenByFirst + seenBySecond;
        }
    }

    /// Three rounds, one after the other, with nothing in between: in each of them each index is given once. Results
    /// are the indices of both together, each round in a bit of its own, and how often one saw what the other had
    /// written before the round.
    @JCStressTest
    @Outcome(id = "7, 6", expect = Expect.ACCEPTABLE, desc = "three rounds, each complete")
    @State
    public static class Rounds {
        private static final int ROUNDS = 3;

        private final Barrier barrier = new Barrier(2);
        private final int[] data = new int[2 * ROUNDS];
        private final int[] indices = new int[2];
        private final int[] seen = new int[2];

        @Actor
        public void first() {
            goThrough(0);
        }

        @Actor
        public void second() {
            goThrough(1);
        }

        private void goThrough(int me) {
            for (int round = 0; round < ROUNDS; round++) {
                data[2 * round + me] = 1;
                indices[me] += await(barrier, Waiting.LIMIT) << round;
                seen[me] += data[2 * round + 1 - me];
            }
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = indices[0] + indices[1];
            result.r2 = seen[0] + seen[1];
        }
    }

    /// The action runs once, after both have come and before either leaves. It adds up what both have brought.
    @JCStressTest
    @Outcome(id = "3, 3, 1", expect = Expect.ACCEPTABLE, desc = "the action had run when each left")
    @State
    public static class WithAction {
        private final Barrier barrier = new Barrier(2, this::act);
        private int ofFirst;
        private int ofSecond;
        private int total;
        private int runs;

        private void act() {
            total = ofFirst + ofSecond;
            runs++;
        }

        @Actor
        public void first(III_Result result) {
            ofFirst = 1;
            await(barrier, Waiting.LIMIT);
            result.r1 = total;
        }

        @Actor
        public void second(III_Result result) {
            ofSecond = 2;
            await(barrier, Waiting.LIMIT);
            result.r2 = total;
        }

        @Arbiter
        public void count(III_Result result) {
            result.r3 = runs;
        }
    }

    /// A time-out against the last arrival: both go through, or the one has timed out and the other is told.
    @JCStressTest
    @Outcome(id = {"0, 1, 0", "1, 0, 0"}, expect = Expect.ACCEPTABLE, desc = "both went through")
    @Outcome(id = "-2, -1, 1", expect = Expect.ACCEPTABLE, desc = "timed out, and the other was told")
    @State
    public static class AgainstTimeout {
        private final Barrier barrier = new Barrier(2);

        @Actor
        public void impatient(III_Result result) {
            result.r1 = await(barrier, Waiting.SHORT);
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = await(barrier, Waiting.LIMIT);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = barrier.isBroken() ? 1 : 0;
        }
    }

    /// A cancellation against the last arrival, by the one who arrives.
    @JCStressTest
    @Outcome(id = {"0, 1, 0", "1, 0, 0"}, expect = Expect.ACCEPTABLE, desc = "both went through")
    @Outcome(id = "-3, -1, 1", expect = Expect.ACCEPTABLE, desc = "cancelled, and the other was told")
    @State
    public static class AgainstCancellation {
        private final Barrier barrier = new Barrier(2);
        private final CancelScope scope = new CancelScope("the wait");

        @Actor
        public void cancelled(III_Result result) {
            Unchecked.run(() -> result.r1 = scope.call(() -> await(barrier, Waiting.LIMIT)));
        }

        @Actor
        public void other(III_Result result) {
            scope.cancel("no longer needed");
            result.r2 = await(barrier, Waiting.LIMIT);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = barrier.isBroken() ? 1 : 0;
        }
    }

    /// An abort against an arrival: the waiter is told, whether it has come before or comes afterwards, and so is
    /// whoever comes then. Nobody is left in the queue.
    @JCStressTest
    @Outcome(id = "-1, -1, 0", expect = Expect.ACCEPTABLE, desc = "all were told")
    @State
    public static class AgainstAbort {
        private final Barrier barrier = new Barrier(2);

        @Actor
        public void waiter(III_Result result) {
            result.r1 = await(barrier, Waiting.LIMIT);
        }

        @Actor
        public void aborter(III_Result result) {
            barrier.abort();
            result.r2 = await(barrier, Waiting.LIMIT);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = barrier.waiting();
        }
    }

    /// A reset against an arrival. Who was there before is told, and comes again; then both go through, in a round that
    /// counts only those who have come after the reset. Results are the indices, and how often the first was told.
    @JCStressTest
    @Outcome(id = {"0, 1, 0", "1, 0, 0"}, expect = Expect.ACCEPTABLE, desc = "came after the reset")
    @Outcome(id = {"0, 1, 1", "1, 0, 1"}, expect = Expect.ACCEPTABLE, desc = "came before the reset, and came again")
    @State
    public static class AgainstReset {
        private final Barrier barrier = new Barrier(2);

        @Actor
        public void waiter(III_Result result) {
            int index = await(barrier, Waiting.LIMIT);
            while (index == BROKEN && result.r3 < 2) {
                result.r3++;
                index = await(barrier, Waiting.LIMIT);
            }
            result.r1 = index;
        }

        @Actor
        public void resetter(III_Result result) {
            barrier.reset();
            result.r2 = await(barrier, Waiting.LIMIT);
        }
    }

    /// A reset mends what a time-out may just be breaking: afterwards the barrier works.
    @JCStressTest
    @Outcome(id = {"-2, 0", "-1, 0"}, expect = Expect.ACCEPTABLE, desc = "timed out or told, and mended")
    @Outcome(id = {"-2, 1", "-1, 1"}, expect = Expect.ACCEPTABLE, desc = "timed out after the reset, so broken again")
    @State
    public static class ResetAgainstTimeout {
        private final Barrier barrier = new Barrier(2);

        @Actor
        public void impatient(II_Result result) {
            result.r1 = await(barrier, Waiting.SHORT);
        }

        @Actor
        public void resetter() {
            barrier.reset();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = barrier.isBroken() ? 1 : 0;
            barrier.reset();
            if (barrier.waiting() != 0 || barrier.isBroken()) {
                result.r2 = -1;
            }
        }
    }
}
