// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// In fair mode a mutex is handed over: it is never free while somebody waits, never owned by two, and not lost on its
/// way to a waiter that gives up.
///
/// Twin with a planted bug: [GrantNotPassedOn][dev.thrum.proofs.canary.GrantNotPassedOn] gives to somebody who has gone.
///
/// Run alone with `-Djcstress.only=FairMutexProof`. Seen:
///
/// | test               | result  |   samples | meaning                                |
/// |--------------------|---------|----------:|----------------------------------------|
/// | HandedOver         | 6, 1    |   142,586 | all additions arrived, and it is free  |
/// | AfterTimeout       | 1, 1, 1 |   178,774 | woken after all, and it is free        |
/// | AfterTimeout       | 0, 1, 1 |       360 | woken after all, and it is free        |
/// | PermitAfterTimeout | 1, 1, 1 | 1,314,807 | woken after all, and it is back        |
/// | PermitAfterTimeout | 0, 1, 1 |        66 | woken after all, and it is back        |
public final class FairMutexProof {
    private FairMutexProof() {}

    /// Both want it again and again: each addition counts, and it is free in the end.
    @JCStressTest
    @Outcome(id = "6, 1", expect = Expect.ACCEPTABLE, desc = "all additions arrived, and it is free")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an addition was lost, or the mutex")
    @State
    public static class HandedOver {
        private static final int ROUNDS = 3;

        private final Mutex mutex = Mutex.fair();
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
                mutex.locked(() -> counter += 1);
            }
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = counter;
            result.r2 = mutex.tryLock() ? 1 : 0;
        }
    }

    /// A waiter gives up in the moment in which the mutex is handed to it: it has it, or the mutex is free.
    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "woken after all, and it is free")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the mutex was lost on its way")
    @State
    public static class AfterTimeout {
        private final Mutex mutex = Mutex.fair();

        @Actor
        public void holder() {
            Unchecked.run(() -> {
                for (int i = 0; i < 3; i++) {
                    mutex.lock();
                    mutex.unlock();
                }
            });
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

    /// The permit of a fair semaphore goes to and fro, or back if nobody takes it.
    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "woken after all, and it is back")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the permit was lost")
    @State
    public static class PermitAfterTimeout {
        private final CountingSemaphore semaphore = CountingSemaphore.fair(1);

        @Actor
        public void holder() {
            Unchecked.run(() -> {
                for (int i = 0; i < 3; i++) {
                    semaphore.acquire();
                    semaphore.release();
                }
            });
        }

        @Actor
        public void waiter(III_Result result) {
            Unchecked.run(() -> {
                if (semaphore.tryAcquire(Waiting.SHORT)) {
                    result.r1 = 1;
                    semaphore.release();
                }
                if (semaphore.tryAcquire(Waiting.LIMIT)) {
                    result.r2 = 1;
                    semaphore.release();
                }
            });
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = semaphore.tryAcquire() ? 1 : 0;
        }
    }
}
