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
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A permit is neither lost nor doubled, whatever the one it was meant for does in that moment.
///
/// The twin with a planted bug, [PermitForTheGone][dev.thrum.proofs.canary.PermitForTheGone], gives the permit to a
/// waiter that has just timed out, and it is gone.
///
/// Run alone with `-Djcstress.only=SemaphoreProof`. Seen:
///
/// | test                | result | samples | meaning                               |
/// |---------------------|--------|--------:|---------------------------------------|
/// | AgainstTimeout      | 1, 0   |  80,809 | acquired in time                      |
/// | AgainstTimeout      | 0, 1   |  55,992 | timed out, and the permit is there    |
/// | WakeUp              | 1      | 438,291 | acquired, and the data is there       |
/// | AgainstCancellation | 1, 0   | 366,262 | acquired                              |
/// | AgainstCancellation | 0, 1   |  10,589 | cancelled, and the permit is there    |
/// | HandedOver          | 3, 1   | 376,851 | each was woken in its turn            |
/// | AfterTimeout        | 1, 1   |      45 | acquired one, then the other          |
/// | AfterTimeout        | 0, 1   |      39 | timed out, then acquired both at once |
public final class SemaphoreProof {
    private SemaphoreProof() {}

    /// A release against a time-out: the permit was acquired, or is there.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "acquired in time")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "timed out, and the permit is there")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the permit is lost")
    @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "the permit is there twice")
    @State
    public static class AgainstTimeout {
        private final CountingSemaphore semaphore = new CountingSemaphore(0);

        @Actor
        public void acquirer(II_Result result) {
            Unchecked.run(() -> result.r1 = semaphore.tryAcquire(Waiting.SHORT) ? 1 : 0);
        }

        @Actor
        public void releaser() {
            semaphore.release();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = semaphore.availablePermits();
        }
    }

    /// A release wakes a waiter, which sees what was written before.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "acquired, and the data is there")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "acquired without the data")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class WakeUp {
        private final CountingSemaphore semaphore = new CountingSemaphore(0);
        private int data;

        @Actor
        public void acquirer(I_Result result) {
            Unchecked.run(() -> result.r1 = semaphore.tryAcquire(Waiting.LIMIT) ? data : -1);
        }

        @Actor
        public void releaser() {
            data = 1;
            semaphore.release();
        }
    }

    /// A release against the cancellation of who waits for it.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "acquired")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cancelled, and the permit is there")
    @State
    public static class AgainstCancellation {
        private final CountingSemaphore semaphore = new CountingSemaphore(0);
        private final CancelScope scope = new CancelScope("the wait");

        @Actor
        public void acquirer(II_Result result) {
            Unchecked.run(() -> {
                try {
                    result.r1 = scope.call(() -> semaphore.tryAcquire(Waiting.LIMIT)) ? 1 : -1;
                } catch (CancelledException e) {
                    result.r1 = 0;
                }
            });
        }

        @Actor
        public void releaser() {
            scope.cancel("no longer needed");
            semaphore.release();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = semaphore.availablePermits();
        }
    }

    /// One permit to and fro, again and again, with waits that give up in between: nobody is forgotten afterwards,
    /// and the permit is there in the end. Results are how often the second strand has acquired in earnest, and the
    /// permits.
    @JCStressTest
    @Outcome(id = "3, 1", expect = Expect.ACCEPTABLE, desc = "each was woken in its turn")
    @State
    public static class HandedOver {
        private static final int ROUNDS = 3;

        private final CountingSemaphore semaphore = new CountingSemaphore(1);

        @Actor
        public void patient() {
            Unchecked.run(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    semaphore.acquire();
                    semaphore.release();
                }
            });
        }

        @Actor
        public void impatient(II_Result result) {
            Unchecked.run(() -> {
                for (int i = 0; i < ROUNDS; i++) {
                    if (semaphore.tryAcquire(Waiting.SHORT)) {
                        semaphore.release();
                    }
                    if (semaphore.tryAcquire(Waiting.LIMIT)) {
                        result.r1++;
                        semaphore.release();
                    }
                }
            });
        }

        @Arbiter
        public void count(II_Result result) {
            result.r2 = semaphore.availablePermits();
        }
    }

    /// A waiter that gives up while it is being called leaves nothing behind: the next wait is ended by the next
    /// release. Results are 1 for a permit acquired in the short time, and 1 if the rest of the two was acquired
    /// afterwards.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "acquired one, then the other")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "timed out, then acquired both at once")
    @Outcome(id = "., 0", expect = Expect.FORBIDDEN, desc = "nobody is called any more")
    @State
    public static class AfterTimeout {
        private final CountingSemaphore semaphore = new CountingSemaphore(0);
        private volatile boolean waitsAgain;

        @Actor
        public void acquirer(II_Result result) {
            Unchecked.run(() -> {
                result.r1 = semaphore.tryAcquire(Waiting.SHORT) ? 1 : 0;
                waitsAgain = true;
                result.r2 = semaphore.tryAcquire(2 - result.r1, Waiting.LIMIT) ? 1 : 0;
            });
        }

        @Actor
        public void releaser() {
            while (!waitsAgain && semaphore.statistics().endsWith("0 waiting")) {
                Thread.onSpinWait();
            }
            semaphore.release();
            while (!waitsAgain || !semaphore.statistics().endsWith("1 waiting")) {
                Thread.onSpinWait();
            }
            semaphore.release();
        }
    }
}
