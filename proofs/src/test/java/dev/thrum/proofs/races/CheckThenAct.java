// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.BoundedSemaphore;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// "If there is money, take it", mended: one hundred is paid out once.
///
/// The look and the deed must be one step: what has been seen may not be true any more when it is acted upon. The
/// racy twin, [RacyCheckThenAct][dev.thrum.proofs.canary.RacyCheckThenAct], pays both.
///
/// Run alone with `-Djcstress.only=CheckThenAct`. Seen:
///
/// | test                 | result | samples | meaning              |
/// |----------------------|--------|--------:|----------------------|
/// | WithMutex            | 100, 0 | 119,445 | one of them was paid |
/// | WithMutex            | 0, 100 |  50,874 | one of them was paid |
/// | WithReentrantMutex   | 100, 0 |  25,250 | one of them was paid |
/// | WithReentrantMutex   | 0, 100 |   8,269 | one of them was paid |
/// | WithSemaphore        | 100, 0 | 743,853 | one of them was paid |
/// | WithSemaphore        | 0, 100 | 181,448 | one of them was paid |
/// | WithBoundedSemaphore | 100, 0 | 477,672 | one of them was paid |
/// | WithBoundedSemaphore | 0, 100 |  74,859 | one of them was paid |
/// | WithFifoQueue        | 100, 0 | 296,859 | one of them was paid |
/// | WithFifoQueue        | 0, 100 |  95,584 | one of them was paid |
public final class CheckThenAct {
    private CheckThenAct() {}

    /// Holds one hundred.
    private static final class Account {
        private int balance = 100;

        int withdrawAll() {
            if (balance >= 100) {
                balance -= 100;
                return 100;
            }
            return 0;
        }
    }

    /// With a mutex.
    @JCStressTest
    @Outcome(id = {"100, 0", "0, 100"}, expect = Expect.ACCEPTABLE, desc = "one of them was paid")
    @Outcome(id = "100, 100", expect = Expect.FORBIDDEN, desc = "both were paid")
    @State
    public static class WithMutex {
        private final Mutex mutex = new Mutex();
        private final Account account = new Account();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = mutex.locked(account::withdrawAll));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = mutex.locked(account::withdrawAll));
        }
    }

    /// With a reentrant mutex.
    @JCStressTest
    @Outcome(id = {"100, 0", "0, 100"}, expect = Expect.ACCEPTABLE, desc = "one of them was paid")
    @Outcome(id = "100, 100", expect = Expect.FORBIDDEN, desc = "both were paid")
    @State
    public static class WithReentrantMutex {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Account account = new Account();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = mutex.locked(account::withdrawAll));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = mutex.locked(account::withdrawAll));
        }
    }

    /// With a semaphore that has one permit.
    @JCStressTest
    @Outcome(id = {"100, 0", "0, 100"}, expect = Expect.ACCEPTABLE, desc = "one of them was paid")
    @Outcome(id = "100, 100", expect = Expect.FORBIDDEN, desc = "both were paid")
    @State
    public static class WithSemaphore {
        private final CountingSemaphore semaphore = new CountingSemaphore(1);
        private final Account account = new Account();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = semaphore.withPermit(account::withdrawAll));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = semaphore.withPermit(account::withdrawAll));
        }
    }

    /// With a bounded semaphore that has one permit.
    @JCStressTest
    @Outcome(id = {"100, 0", "0, 100"}, expect = Expect.ACCEPTABLE, desc = "one of them was paid")
    @Outcome(id = "100, 100", expect = Expect.FORBIDDEN, desc = "both were paid")
    @State
    public static class WithBoundedSemaphore {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(1);
        private final Account account = new Account();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = semaphore.withPermit(account::withdrawAll));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = semaphore.withPermit(account::withdrawAll));
        }
    }

    /// With one token in a queue: who has taken it may, and puts it back.
    @JCStressTest
    @Outcome(id = {"100, 0", "0, 100"}, expect = Expect.ACCEPTABLE, desc = "one of them was paid")
    @Outcome(id = "100, 100", expect = Expect.FORBIDDEN, desc = "both were paid")
    @State
    public static class WithFifoQueue {
        private final Token token = new Token(new FifoQueue<>(1));
        private final Account account = new Account();

        @Actor
        public void first(II_Result result) {
            Unchecked.run(() -> result.r1 = token.held(account::withdrawAll));
        }

        @Actor
        public void second(II_Result result) {
            Unchecked.run(() -> result.r2 = token.held(account::withdrawAll));
        }
    }
}
