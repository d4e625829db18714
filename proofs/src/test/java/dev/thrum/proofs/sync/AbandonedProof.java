// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.core.Action;
import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.AbandonedException;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// A lock whose owner has ended is taken over by one strand only, which sees what the dead owner has written; everybody
/// else is told, or gets it when that one has unlocked it.
///
/// The take-over is one compare-and-set from the dead owner to the new one. In the twin with a planted bug,
/// [ReclaimLooksFirst][dev.thrum.proofs.canary.ReclaimLooksFirst], it is a look and then a step, and both come to own
/// the lock.
///
/// Run alone with `-Djcstress.only=AbandonedProof`. Seen:
///
/// | test                 | result  | samples | meaning                          |
/// |----------------------|---------|--------:|----------------------------------|
/// | TwoReclaim           | 1, 0, 1 |   2,541 | one had it, and what was written |
/// | TwoReclaim           | 0, 1, 1 |     650 | one had it, and what was written |
/// | ReclaimAgainstWaiter | 2, 1    |     398 | got it, mended                   |
/// | ReclaimAgainstWaiter | -1, 1   |      66 | told that it is abandoned        |
/// | ReclaimReentrant     | 2, 1    |   4,947 | got it, mended                   |
/// | ReclaimReentrant     | -1, 1   |     758 | told that it is abandoned        |
public final class AbandonedProof {
    private AbandonedProof() {}

    /// A thread that takes a lock, leaves the guarded data half done, and is gone.
    private static void abandon(Action<?> takeAndWrite) {
        Thread owner = Thread.ofVirtual().unstarted(() -> Unchecked.run(takeAndWrite));
        owner.start();
        Unchecked.run(owner::join);
    }

    /// Two strands reclaim it. Who has it unlocks it at once: the threads of jcstress end, too, and would abandon it.
    @JCStressTest
    @Outcome(id = {"1, 0, 1", "0, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "one had it, and what was written")
    @Outcome(id = "1, 1, .", expect = Expect.FORBIDDEN, desc = "both had it")
    @State
    public static class TwoReclaim {
        private final Mutex mutex = new Mutex();
        private int data;

        public TwoReclaim() {
            abandon(() -> {
                mutex.lock();
                data = 1;
            });
        }

        @Actor
        public void first(III_Result result) {
            if (mutex.reclaim()) {
                result.r1 = data;
                mutex.unlock();
            }
        }

        @Actor
        public void second(III_Result result) {
            if (mutex.reclaim()) {
                result.r2 = data;
                mutex.unlock();
            }
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = mutex.tryLock() ? 1 : 0;
        }
    }

    /// One strand reclaims the lock, mends and unlocks; another wants it. Results are what the second found: -1 for
    /// "abandoned"; and 1 if the lock is free in the end.
    @JCStressTest
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "told that it is abandoned")
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "got it, mended")
    @Outcome(id = {"0, .", "1, ."}, expect = Expect.FORBIDDEN, desc = "got it, not mended")
    @State
    public static class ReclaimAgainstWaiter {
        private final Mutex mutex = new Mutex();
        private int data;

        public ReclaimAgainstWaiter() {
            abandon(() -> {
                mutex.lock();
                data = 1;
            });
        }

        @Actor
        public void mender() {
            if (mutex.reclaim()) {
                data = 2;
                mutex.unlock();
            }
        }

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> {
                try {
                    result.r1 = mutex.locked(() -> data);
                } catch (AbandonedException e) {
                    result.r1 = -1;
                }
            });
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = mutex.tryLock() ? 1 : 0;
        }
    }

    /// The same with a reentrant mutex that its owner had locked twice: who takes it over holds it once.
    @JCStressTest
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "told that it is abandoned")
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "got it, mended")
    @State
    public static class ReclaimReentrant {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private int data;

        public ReclaimReentrant() {
            abandon(() -> {
                mutex.lock();
                mutex.lock();
                data = 1;
            });
        }

        @Actor
        public void mender() {
            if (mutex.reclaim()) {
                data = 2;
                mutex.unlock();
            }
        }

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> {
                try {
                    result.r1 = mutex.locked(() -> data);
                } catch (AbandonedException e) {
                    result.r1 = -1;
                }
            });
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = mutex.tryLock() ? 1 : 0;
        }
    }
}
