// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.sync.BoundedSemaphore;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A bounded semaphore never has more permits than at first: who releases one that was not acquired is told, and the
/// number stays.
///
/// The look at the bound and the release are one compare-and-set. In the twin with a planted bug,
/// [ReleaseLooksFirst][dev.thrum.proofs.canary.ReleaseLooksFirst], they are two steps, and two releases of one permit
/// succeed.
///
/// Results are 1 for a call that succeeded and 0 for one that was refused, and the permits in the end. Run alone with
/// `-Djcstress.only=BoundedSemaphoreProof`. Seen:
///
/// | test           | result  | samples | meaning                                 |
/// |----------------|---------|--------:|-----------------------------------------|
/// | OverRelease    | 1, 0, 1 | 272,297 | one of them was refused                 |
/// | OverRelease    | 0, 1, 1 |  67,108 | one of them was refused                 |
/// | AgainstAcquire | 1, 1, 1 | 217,768 | acquired, then released by the other    |
/// | AgainstAcquire | 1, 0, 0 |  34,899 | the release came first, and was refused |
public final class BoundedSemaphoreProof {
    private BoundedSemaphoreProof() {}

    private static int release(BoundedSemaphore semaphore) {
        try {
            semaphore.release();
            return 1;
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /// One permit is out, and two strands release it.
    @JCStressTest
    @Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "one of them was refused")
    @Outcome(id = "1, 1, .", expect = Expect.FORBIDDEN, desc = "released twice")
    @State
    public static class OverRelease {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(1);

        public OverRelease() {
            semaphore.tryAcquire();
        }

        @Actor
        public void first(III_Result result) {
            result.r1 = release(semaphore);
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = release(semaphore);
        }

        @Arbiter
        public void count(III_Result result) {
            result.r3 = semaphore.availablePermits();
        }
    }

    /// All permits are there, one strand acquires one and the other releases one that it never had: it depends on who
    /// comes first, and the sum is right in each case.
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "acquired, then released by the other")
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "the release came first, and was refused")
    @State
    public static class AgainstAcquire {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(1);

        @Actor
        public void acquirer(III_Result result) {
            result.r1 = semaphore.tryAcquire() ? 1 : 0;
        }

        @Actor
        public void releaser(III_Result result) {
            result.r2 = release(semaphore);
        }

        @Arbiter
        public void count(III_Result result) {
            result.r3 = semaphore.availablePermits();
        }
    }
}
