// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.CountingSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A request for several permits gets all of them or none, holds none while it waits, and is neither forgotten nor
/// overtaken.
///
/// In the twin with a planted bug, [PermitsOneByOne][dev.thrum.proofs.canary.PermitsOneByOne], it takes them one by
/// one; two such requests come to hold one permit each, and neither is ever satisfied.
///
/// Run alone with `-Djcstress.only=SeveralPermitsProof`. Seen:
///
/// | test                | result  | samples | meaning                                      |
/// |---------------------|---------|--------:|----------------------------------------------|
/// | AllOrNothing        | 1, 0    | 296,725 | both acquired                                |
/// | AllOrNothing        | 0, 2    |  80,126 | timed out, and both are there                |
/// | OneAtATime          | 6, 3    | 120,847 | all additions arrived, all permits are there |
/// | LargeAmongSmall     | 1, 1    | 376,851 | all were served, and all permits can be had  |
/// | LargeGivesUp        | 0, 1, 1 | 376,851 | one gave up, the other was served            |
/// | ReleasedAtOnce      | 2       | 376,851 | both acquired, and the data is there         |
/// | AgainstCancellation | 1, 0, 0 | 370,195 | both acquired                                |
/// | AgainstCancellation | 0, 2, 1 |   6,656 | cancelled, and both can be had               |
public final class SeveralPermitsProof {
    private SeveralPermitsProof() {}

    /// Two permits are released one after the other, against a time-out: both were acquired, or both are there.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "both acquired")
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "timed out, and both are there")
    @Outcome(id = ".*, 1", expect = Expect.FORBIDDEN, desc = "half of it")
    @State
    public static class AllOrNothing {
        private final CountingSemaphore semaphore = new CountingSemaphore(0);

        @Actor
        public void acquirer(II_Result result) {
            Unchecked.run(() -> result.r1 = semaphore.tryAcquire(2, Waiting.SHORT) ? 1 : 0);
        }

        @Actor
        public void releaser() {
            semaphore.release();
            semaphore.release();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = semaphore.availablePermits();
        }
    }

    /// Two of three permits for each of two strands: one at a time, and each sees what the other has done.
    @JCStressTest
    @Outcome(id = "6, 3", expect = Expect.ACCEPTABLE, desc = "all additions arrived, all permits are there")
    @State
    public static class OneAtATime {
        private static final int ROUNDS = 3;

        private final CountingSemaphore semaphore = new CountingSemaphore(3);
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(this::count);
        }

        @Actor
        public void second() {
            Unchecked.run(this::count);
        }

        private void count() throws InterruptedException {
            for (int i = 0; i < ROUNDS; i++) {
                semaphore.acquire(2);
                counter += 1;
                semaphore.release(2);
            }
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = counter;
            result.r2 = semaphore.availablePermits();
        }
    }

    /// A large request among small ones: it is not starved, they are not forgotten, and no reservation is left behind,
    /// with which nothing could be had at once.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "all were served, and all permits can be had")
    @State
    public static class LargeAmongSmall {
        private static final int ROUNDS = 3;

        private final CountingSemaphore semaphore = new CountingSemaphore(2);

        @Actor
        public void large(II_Result result) {
            Unchecked.run(() -> {
                result.r1 = 1;
                for (int i = 0; i < ROUNDS; i++) {
                    result.r1 &= semaphore.tryAcquire(2, Waiting.LIMIT) ? 1 : 0;
                    semaphore.release(2);
                }
            });
        }

        @Actor
        public void small() {
            Unchecked.run(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    semaphore.acquire();
                    semaphore.release();
                }
            });
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = semaphore.tryAcquire(2) ? 1 : 0;
        }
    }

    /// A large request that cannot be served gives up, and whoever lined up behind it is served.
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "one gave up, the other was served")
    @Outcome(id = "0, 0, .", expect = Expect.FORBIDDEN, desc = "the other was forgotten")
    @State
    public static class LargeGivesUp {
        private final CountingSemaphore semaphore = new CountingSemaphore(1);

        @Actor
        public void large(III_Result result) {
            Unchecked.run(() -> result.r1 = semaphore.tryAcquire(2, Waiting.SHORT) ? 1 : 0);
        }

        @Actor
        public void small(III_Result result) {
            Unchecked.run(() -> result.r2 = semaphore.tryAcquire(Waiting.LIMIT) ? 1 : 0);
        }

        @Arbiter
        public void look(III_Result result) {
            semaphore.release();
            result.r3 = semaphore.tryAcquire() ? 1 : 0;
        }
    }

    /// Two permits released at once serve two waits, and the waiter sees what was written before.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both acquired, and the data is there")
    @State
    public static class ReleasedAtOnce {
        private final CountingSemaphore semaphore = new CountingSemaphore(0);
        private int data;

        @Actor
        public void acquirer(I_Result result) {
            Unchecked.run(() -> {
                result.r1 += semaphore.tryAcquire(Waiting.LIMIT) ? data : 0;
                result.r1 += semaphore.tryAcquire(Waiting.LIMIT) ? data : 0;
            });
        }

        @Actor
        public void releaser() {
            data = 1;
            semaphore.release(2);
        }
    }

    /// A release of two against the cancellation of who waits for them.
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "both acquired")
    @Outcome(id = "0, 2, 1", expect = Expect.ACCEPTABLE, desc = "cancelled, and both can be had")
    @State
    public static class AgainstCancellation {
        private final CountingSemaphore semaphore = new CountingSemaphore(0);
        private final CancelScope scope = new CancelScope("the wait");

        @Actor
        public void acquirer(III_Result result) {
            Unchecked.run(() -> {
                try {
                    result.r1 = scope.call(() -> semaphore.tryAcquire(2, Waiting.LIMIT)) ? 1 : -1;
                } catch (CancelledException e) {
                    result.r1 = 0;
                }
            });
        }

        @Actor
        public void releaser() {
            scope.cancel("no longer needed");
            semaphore.release(2);
        }

        @Arbiter
        public void count(III_Result result) {
            result.r2 = semaphore.availablePermits();
            result.r3 = semaphore.tryAcquire() ? 1 : 0;
        }
    }
}
