// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.BoundedSemaphore;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The second race of the course, mended: a counter is increased by 10 and by 20, each through a local copy.
///
/// The copy makes plain what `counter += by` hides. In the racy twin,
/// [RacyLocalCopy][dev.thrum.proofs.canary.RacyLocalCopy], both strands copy before either has written back; the one
/// who writes last wipes out the other. The lock must be held from the copy to the writing back, as it is here: held
/// for each of the two alone it would be of no use.
///
/// Run alone with `-Djcstress.only=LocalCopy`. Seen:
///
/// | test                 | result |   samples | meaning                |
/// |----------------------|--------|----------:|------------------------|
/// | WithMutex            | 30     |   156,598 | both increases arrived |
/// | WithReentrantMutex   | 30     |   274,280 | both increases arrived |
/// | WithSemaphore        | 30     |   777,479 | both increases arrived |
/// | WithBoundedSemaphore | 30     | 1,262,584 | both increases arrived |
/// | WithFifoQueue        | 30     | 1,119,503 | both increases arrived |
public final class LocalCopy {
    private LocalCopy() {}

    /// What the two strands increase, as the course writes it.
    private static final class Counter {
        private int counter;

        int increase(int by) {
            int localCounter = counter;
            localCounter += by;
            counter = localCounter;
            return localCounter;
        }
    }

    /// With a mutex.
    @JCStressTest
    @Outcome(id = "30", expect = Expect.ACCEPTABLE, desc = "both increases arrived")
    @Outcome(id = {"10", "20"}, expect = Expect.FORBIDDEN, desc = "an increase was lost")
    @State
    public static class WithMutex {
        private final Mutex mutex = new Mutex();
        private final Counter counter = new Counter();

        @Actor
        public void first() {
            Unchecked.run(() -> mutex.locked(() -> counter.increase(10)));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> mutex.locked(() -> counter.increase(20)));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = counter.counter;
        }
    }

    /// With a reentrant mutex.
    @JCStressTest
    @Outcome(id = "30", expect = Expect.ACCEPTABLE, desc = "both increases arrived")
    @Outcome(id = {"10", "20"}, expect = Expect.FORBIDDEN, desc = "an increase was lost")
    @State
    public static class WithReentrantMutex {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Counter counter = new Counter();

        @Actor
        public void first() {
            Unchecked.run(() -> mutex.locked(() -> counter.increase(10)));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> mutex.locked(() -> counter.increase(20)));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = counter.counter;
        }
    }

    /// With a semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "30", expect = Expect.ACCEPTABLE, desc = "both increases arrived")
    @Outcome(id = {"10", "20"}, expect = Expect.FORBIDDEN, desc = "an increase was lost")
    @State
    public static class WithSemaphore {
        private final CountingSemaphore semaphore = new CountingSemaphore(1);
        private final Counter counter = new Counter();

        @Actor
        public void first() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter.increase(10)));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter.increase(20)));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = counter.counter;
        }
    }

    /// With a bounded semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "30", expect = Expect.ACCEPTABLE, desc = "both increases arrived")
    @Outcome(id = {"10", "20"}, expect = Expect.FORBIDDEN, desc = "an increase was lost")
    @State
    public static class WithBoundedSemaphore {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(1);
        private final Counter counter = new Counter();

        @Actor
        public void first() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter.increase(10)));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter.increase(20)));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = counter.counter;
        }
    }

    /// With one token in a queue: who has taken it may, and puts it back.
    @JCStressTest
    @Outcome(id = "30", expect = Expect.ACCEPTABLE, desc = "both increases arrived")
    @Outcome(id = {"10", "20"}, expect = Expect.FORBIDDEN, desc = "an increase was lost")
    @State
    public static class WithFifoQueue {
        private final Token token = new Token(new FifoQueue<>(1));
        private final Counter counter = new Counter();

        @Actor
        public void first() {
            Unchecked.run(() -> token.held(() -> counter.increase(10)));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> token.held(() -> counter.increase(20)));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = counter.counter;
        }
    }
}
