// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A mutex keeps others out, shows what was written inside, and forgets nobody.
///
/// Twins with a planted bug: [MutexWithoutCompareAndSet][dev.thrum.proofs.canary.MutexWithoutCompareAndSet] lets two
/// in; [NoSecondLook][dev.thrum.proofs.canary.NoSecondLook] forgets a waiter. See also
/// [LostUpdate][dev.thrum.proofs.races.LostUpdate.WithMutex], and [MutexHandOverLincheckTest] for the hand-over in
/// every interleaving.
///
/// Run alone with `-Djcstress.only=MutexProof`. Seen:
///
/// | test               | result  | samples | meaning                        |
/// |--------------------|---------|--------:|--------------------------------|
/// | AllOrNothing       | 0       |  73,257 | got in first                   |
/// | AllOrNothing       | 2       |  55,484 | got in afterwards, and saw all |
/// | AllOrNothing       | -1      |      56 | did not get in                 |
/// | AfterTimeout       | 1, 1, 1 |  44,363 | woken after all                |
/// | AfterTimeout       | 0, 1, 1 |      42 | woken after all                |
/// | GivesUpWhileCalled | 0, 1    |      25 | woken the second time          |
public final class MutexProof {
    private MutexProof() {}

    /// Mutual exclusion and visibility: who gets in sees nothing of what was done inside, or all of it.
    @JCStressTest
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "did not get in")
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "got in first")
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "got in afterwards, and saw all")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "saw the middle of it")
    @State
    public static class AllOrNothing {
        private final Mutex mutex = new Mutex();
        private int data;

        @Actor
        public void writer() {
            Unchecked.run(() -> {
                mutex.lock();
                data = 1;
                data = 2;
                mutex.unlock();
            });
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

    /// A waiter that gives up leaves nothing behind: afterwards the mutex wakes waiters as before, and is free in the
    /// end.
    @JCStressTest
    @Outcome(id = {"0, 1, 1", "1, 1, 1"}, expect = Expect.ACCEPTABLE, desc = "woken after all")
    @Outcome(id = {"0, 0, .", "1, 0, ."}, expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class AfterTimeout {
        private final Mutex mutex = new Mutex();

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

    /// A waiter that gives up while it is being called leaves nothing behind: the next wait is ended by the next
    /// unlock. The holder unlocks as soon as it sees the waiter in the queue, which is when the waiter's short time
    /// ends.
    @JCStressTest
    @Outcome(id = {"0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "woken the second time")
    @Outcome(id = {"0, 0", "1, 0"}, expect = Expect.FORBIDDEN, desc = "nobody is called any more")
    @State
    public static class GivesUpWhileCalled {
        private static final int LOCKED = 1;
        private static final int TRIED = 2;
        private static final int LOCKED_AGAIN = 3;

        private final Mutex mutex = new Mutex();
        private volatile int step;

        @Actor
        public void holder() {
            Unchecked.run(() -> {
                mutex.lock();
                step = LOCKED;
                while (step == LOCKED && mutex.statistics().endsWith("0 waiting")) {
                    Thread.onSpinWait();
                }
                mutex.unlock();
                while (step != TRIED) {
                    Thread.onSpinWait();
                }
                mutex.lock();
                step = LOCKED_AGAIN;
                while (mutex.statistics().endsWith("0 waiting")) {
                    Thread.onSpinWait();
                }
                mutex.unlock();
            });
        }

        @Actor
        public void waiter(II_Result result) {
            Unchecked.run(() -> {
                while (step != LOCKED) {
                    Thread.onSpinWait();
                }
                if (mutex.tryLock(Waiting.SHORT)) {
                    result.r1 = 1;
                    mutex.unlock();
                }
                step = TRIED;
                while (step != LOCKED_AGAIN) {
                    Thread.onSpinWait();
                }
                if (mutex.tryLock(Waiting.LIMIT)) {
                    result.r2 = 1;
                    mutex.unlock();
                }
            });
        }
    }
}
