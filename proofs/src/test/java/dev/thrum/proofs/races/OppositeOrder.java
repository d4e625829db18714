// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.core.DeadlockException;
import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two locks, taken in opposite orders: nobody hangs.
///
/// In the racy twin, [RacyOppositeOrder][dev.thrum.proofs.canary.RacyOppositeOrder], on locks of
/// `java.util.concurrent`, each strand comes to hold one lock and to wait for the other. With ours the strand that
/// would close the cycle gets a [DeadlockException] instead. Or neither of them insists: who does not get the second
/// lock at once lets go of the first. A strand that hangs shows here as a test that ends in a time-out, which is a
/// failure too.
///
/// Run alone with `-Djcstress.only=OppositeOrder`. Seen:
///
/// | test                   | result | samples | meaning                         |
/// |------------------------|--------|--------:|---------------------------------|
/// | WithException          | 1, 1   |  54,824 | they did not meet               |
/// | WithException          | 0, 1   |      93 | one was told, the other went on |
/// | WithException          | 1, 0   |      57 | one was told, the other went on |
/// | ReentrantWithException | 1, 1   |  23,287 | they did not meet               |
/// | ReentrantWithException | 0, 1   |     111 | one was told, the other went on |
/// | ReentrantWithException | 1, 0   |      59 | one was told, the other went on |
/// | WithTryLock            | 1, 1   |  67,411 | they did not meet               |
/// | WithTryLock            | 1, 0   |      94 | one gave way                    |
/// | WithTryLock            | 0, 1   |      62 | one gave way                    |
/// | ReentrantWithTryLock   | 1, 1   | 141,921 | they did not meet               |
/// | ReentrantWithTryLock   | 1, 0   |     161 | one gave way                    |
/// | ReentrantWithTryLock   | 0, 1   |      93 | one gave way                    |
public final class OppositeOrder {
    private OppositeOrder() {}

    /// Mutexes. Who is told lets go of its first one, and the other strand goes on.
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

    /// Reentrant mutexes, in the same way.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "they did not meet")
    @Outcome(id = {"0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "one was told, the other went on")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "one victim would have been enough")
    @State
    public static class ReentrantWithException {
        private final ReentrantMutex one = new ReentrantMutex();
        private final ReentrantMutex other = new ReentrantMutex();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = takeBoth(one, other));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = takeBoth(other, one));
        }

        private static int takeBoth(ReentrantMutex mine, ReentrantMutex next) throws InterruptedException {
            return mine.locked(() -> {
                try {
                    return next.locked(() -> 1);
                } catch (DeadlockException e) {
                    return 0;
                }
            });
        }
    }

    /// Mutexes, and nobody insists: one may give way, or both, but neither waits.
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

    /// Reentrant mutexes, and nobody insists.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "they did not meet")
    @Outcome(id = {"0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "one gave way")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both gave way")
    @State
    public static class ReentrantWithTryLock {
        private final ReentrantMutex one = new ReentrantMutex();
        private final ReentrantMutex other = new ReentrantMutex();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = takeBoth(one, other));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = takeBoth(other, one));
        }

        private static int takeBoth(ReentrantMutex mine, ReentrantMutex next) throws InterruptedException {
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
