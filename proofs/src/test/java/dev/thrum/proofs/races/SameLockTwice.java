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

/// The shortest deadlock of the course: a strand takes the lock that it has already. Nobody hangs, whoever else is
/// there.
///
/// In the racy twin, [RacySameLockTwice][dev.thrum.proofs.canary.RacySameLockTwice], on a semaphore of
/// `java.util.concurrent` that stands for Python's `Lock`, the strand waits for itself. A [Mutex] says so by a
/// [DeadlockException], which leaves the lock held once; a [ReentrantMutex] counts.
///
/// Results are 1 for a strand that was told, and 2 for one that held the lock twice. Run alone with
/// `-Djcstress.only=SameLockTwice`. Seen:
///
/// | test             | result | samples | meaning                                 |
/// |------------------|--------|--------:|-----------------------------------------|
/// | OfMutex          | 1, 1   |   3,703 | both were told, one after the other     |
/// | OfReentrantMutex | 2, 2   | 133,715 | both held it twice, one after the other |
public final class SameLockTwice {
    private SameLockTwice() {}

    /// Each strand is told, also while the other one waits for the lock.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "both were told, one after the other")
    @State
    public static class OfMutex {
        private final Mutex mutex = new Mutex();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = takeTwice());
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = takeTwice());
        }

        private int takeTwice() throws InterruptedException {
            return mutex.locked(() -> {
                try {
                    return mutex.locked(() -> 2);
                } catch (DeadlockException e) {
                    return 1;
                }
            });
        }
    }

    /// Each strand holds it twice, and lets go of it twice.
    @JCStressTest
    @Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "both held it twice, one after the other")
    @State
    public static class OfReentrantMutex {
        private final ReentrantMutex mutex = new ReentrantMutex();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = takeTwice());
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = takeTwice());
        }

        private int takeTwice() throws InterruptedException {
            return mutex.locked(() -> mutex.locked(mutex::holdCount));
        }
    }
}
