// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.ReentrantMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A reentrant mutex keeps others out until it has been unlocked as often as it was locked, shows what was written
/// inside, and forgets nobody.
///
/// Twin with a planted bug: [UnlockForgetsNesting][dev.thrum.proofs.canary.UnlockForgetsNesting] is free after the
/// first unlock. What waits for it is what waits for a [Mutex][dev.thrum.sync.Mutex]: see [MutexProof].
///
/// Run alone with `-Djcstress.only=ReentrantMutexProof`. Seen:
///
/// | test         | result  | samples | meaning                               |
/// |--------------|---------|--------:|---------------------------------------|
/// | AllOrNothing | 2       |  66,871 | got in afterwards, and saw all        |
/// | AllOrNothing | 0       |  45,970 | got in first                          |
/// | AllOrNothing | -1      |      56 | did not get in                        |
/// | HandedOver   | 6, 1    |  37,986 | all additions arrived, and it is free |
/// | AfterTimeout | 1, 1, 1 |  48,205 | woken after all                       |
/// | AfterTimeout | 0, 1, 1 |      40 | woken after all                       |
public final class ReentrantMutexProof {
    private ReentrantMutexProof() {}

    /// Locked twice, unlocked once, it is still locked: who gets in sees nothing of what was done inside, or all of it.
    @JCStressTest
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "did not get in")
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "got in first")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "got in afterwards, and saw all")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "saw the middle of it")
    @State
    public static class AllOrNothing {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private int data;

        @Actor
        public void writer() {
            mutex.lock();
            mutex.lock();
            data = 1;
            mutex.unlock();
            data = 2;
            mutex.unlock();
        }

        @Actor
        public void reader(I_Result result) {
            if (mutex.tryLock()) {
                result.r1 = data;
                mutex.unlock();
            } else {
                result.r1 = -1;
            }
        }
    }

    /// Both lock it twice, again and again, waiting for each other: each addition counts, and it is free in the end.
    @JCStressTest
    @Outcome(id = "6, 1", expect = Expect.ACCEPTABLE, desc = "all additions arrived, and it is free")
    @State
    public static class HandedOver {
        private static final int ROUNDS = 3;

        private final ReentrantMutex mutex = new ReentrantMutex();
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
                mutex.locked(() -> mutex.locked(() -> counter += 1));
            }
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = counter;
            result.r2 = mutex.tryLock() ? mutex.holdCount() : 0;
        }
    }

    /// A waiter that gives up leaves nothing behind: afterwards the mutex wakes waiters as before, and is free in the
    /// end.
    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "woken after all")
    @Outcome(id = {"0, 0, .", "1, 0, ."}, expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class AfterTimeout {
        private final ReentrantMutex mutex = new ReentrantMutex();

        @Actor
        public void holder() {
            for (int i = 0; i < 3; i++) {
                mutex.lock();
                mutex.unlock();
            }
        }

        @Actor
        public void waiter(III_Result result) {
            Unchecked.run(() -> {
                if (mutex.tryLock(Waiting.SHORT)) {
                    result.r1 = 1;
                    mutex.unlock();
                }
                if (mutex.tryLock(Waiting.LIMIT)) {
                    result.r2 = 1;
                    mutex.unlock();
                }
            });
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = mutex.tryLock() ? 1 : 0;
        }
    }
}
