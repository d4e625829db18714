// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.Barrier;
import dev.thrum.sync.BoundedSemaphore;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Event;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import dev.thrum.sync.StablePriorityQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The first race of the course, mended: two strands execute `counter += 1`, and neither addition is lost.
///
/// The line reads, adds and writes. Its racy twin, [RacyCounter][dev.thrum.proofs.canary.RacyCounter], loses an
/// addition when both strands read before either has written. In most of these tests only one strand at a time may
/// execute it; with an event or a barrier one of them waits until the other has. In each case what lets the second one
/// go on happens after the addition of the first, so the second reads what the first has written.
///
/// Run alone with `-Djcstress.only=LostUpdate`. Seen:
///
/// | test                 | result |   samples | meaning                |
/// |----------------------|--------|----------:|------------------------|
/// | InMonitor            | 2      | 1,002,194 | both additions arrived |
/// | WithMutex            | 2      |   339,468 | both additions arrived |
/// | WithReentrantMutex   | 2      |   201,343 | both additions arrived |
/// | WithSemaphore        | 2      |   865,213 | both additions arrived |
/// | WithBoundedSemaphore | 2      | 1,479,396 | both additions arrived |
/// | WithFifoQueue        | 2      |   422,112 | both additions arrived |
/// | WithLifoQueue        | 2      | 1,102,554 | both additions arrived |
/// | WithPriorityQueue    | 2      |   806,256 | both additions arrived |
/// | WithEvent            | 2      | 1,151,759 | both additions arrived |
/// | WithBarrier          | 2      |   262,673 | both additions arrived |
public final class LostUpdate {
    private LostUpdate() {}

    /// With Java's own monitor: the yardstick.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class InMonitor {
        private int counter;

        @Actor
        public synchronized void first() {
            counter += 1;
        }

        @Actor
        public synchronized void second() {
            counter += 1;
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With a mutex.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithMutex {
        private final Mutex mutex = new Mutex();
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(() -> mutex.locked(() -> counter += 1));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> mutex.locked(() -> counter += 1));
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With a reentrant mutex.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithReentrantMutex {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(() -> mutex.locked(() -> counter += 1));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> mutex.locked(() -> counter += 1));
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With a semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithSemaphore {
        private final CountingSemaphore semaphore = new CountingSemaphore(1);
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter += 1));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter += 1));
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With a bounded semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithBoundedSemaphore {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(1);
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter += 1));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> semaphore.withPermit(() -> counter += 1));
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With one token in a queue: who has taken it may, and puts it back.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithFifoQueue {
        private final Token token = new Token(new FifoQueue<>(1));
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(() -> token.held(() -> counter += 1));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> token.held(() -> counter += 1));
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With one token on a stack.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithLifoQueue {
        private final Token token = new Token(new LifoQueue<>());
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(() -> token.held(() -> counter += 1));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> token.held(() -> counter += 1));
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With one token in a priority queue.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithPriorityQueue {
        private final Token token = new Token(new StablePriorityQueue<>());
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(() -> token.held(() -> counter += 1));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> token.held(() -> counter += 1));
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With an event that says that the first is done: the second waits for it.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithEvent {
        private final Event done = new Event();
        private int counter;

        @Actor
        public void first() {
            counter += 1;
            done.set();
        }

        @Actor
        public void second() {
            Unchecked.run(done::await);
            counter += 1;
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }

    /// With a barrier: the first counts before they meet there, the second afterwards.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "one addition was lost")
    @State
    public static class WithBarrier {
        private final Barrier barrier = new Barrier(2);
        private int counter;

        @Actor
        public void first() {
            counter += 1;
            Unchecked.run(barrier::await);
        }

        @Actor
        public void second() {
            Unchecked.run(barrier::await);
            counter += 1;
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }
}
