// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.core.DeadlockException;
import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two mutexes, taken in opposite orders: nobody hangs.
///
/// In the racy twin, [RacyOppositeOrder][dev.thrum.proofs.canary.RacyOppositeOrder], on locks of
/// `java.util.concurrent`, each strand comes to hold one lock and to wait for the other. A strand that hangs shows
/// here as a test that ends in a time-out, which is a failure too.
///
/// Run alone with `-Djcstress.only=OppositeOrder`. Seen:
///
/// | test          | result | samples | meaning                         |
/// |---------------|--------|--------:|---------------------------------|
/// | WithException | 1, 1   | 190,811 | they did not meet               |
/// | WithException | 1, 0   |     204 | one was told, the other went on |
/// | WithException | 0, 1   |     195 | one was told, the other went on |
/// | WithTryLock   | 1, 1   |  68,653 | they did not meet               |
/// | WithTryLock   | 1, 0   |     322 | one gave way                    |
/// | WithTryLock   | 0, 1   |     214 | one gave way                    |
/// | WithTryLock   | 0, 0   |      16 | both gave way                   |
public final class OppositeOrder {
    private OppositeOrder() {}

    /// Who would close the cycle gets an exception instead, lets go of its first mutex, and the other one goes on.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "they did not meet")
    @Outcome(id = {"0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "one was told, the other went on")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "one victim would have been enough")
    @State
    public static class WithException {
        private final Mutex one = new Mutex();
        private final Mutex other = new Mutex();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = takeBoth(one, other));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = takeBoth(other, one));
        }

        private static int takeBoth(Mutex mine, Mutex next) throws InterruptedException {
            return mine.locked(() -> {
                try {
                    return next.locked(() -> 1);
                } catch (DeadlockException e) {
                    return 0;
                }
            });
        }
    }

    /// Who does not get the second mutex at once lets go of the first: one of them may fail, or both, but neither
    /// waits.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "they did not meet")
    @Outcome(id = {"0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "one gave way")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both gave way")
    @State
    public static class WithTryLock {
        private final Mutex one = new Mutex();
        private final Mutex other = new Mutex();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = takeBoth(one, other));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = takeBoth(other, one));
        }

        private static int takeBoth(Mutex mine, Mutex next) throws InterruptedException {
            return mine.locked(() -> {
                if (!next.tryLock()) {
                    return 0;
                }
                next.unlock();
                return 1;
            });
        }
    }
}
