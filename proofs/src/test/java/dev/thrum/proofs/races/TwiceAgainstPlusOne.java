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

/// The picture of the course, mended: with `x = 2`, one strand doubles it and the other adds one.
///
/// Either order is right, 2 * 2 + 1 or (2 + 1) * 2: no lock says who comes first. In the racy twin,
/// [RacyTwiceAgainstPlusOne][dev.thrum.proofs.canary.RacyTwiceAgainstPlusOne], a strand writes what it has calculated
/// from a value that the other has changed meanwhile, and one of the two calculations has never happened: 3, as in the
/// course, or 4.
///
/// Run alone with `-Djcstress.only=TwiceAgainstPlusOne`. Seen:
///
/// | test                 | result |   samples | meaning             |
/// |----------------------|--------|----------:|---------------------|
/// | WithMutex            | 5      |   174,449 | doubled, then added |
/// | WithMutex            | 6      |    56,019 | added, then doubled |
/// | WithReentrantMutex   | 5      |   105,982 | doubled, then added |
/// | WithReentrantMutex   | 6      |    34,609 | added, then doubled |
/// | WithSemaphore        | 5      | 1,043,105 | doubled, then added |
/// | WithSemaphore        | 6      |   286,241 | added, then doubled |
/// | WithBoundedSemaphore | 5      |   431,904 | doubled, then added |
/// | WithBoundedSemaphore | 6      |   109,069 | added, then doubled |
/// | WithFifoQueue        | 5      |   346,284 | doubled, then added |
/// | WithFifoQueue        | 6      |    73,891 | added, then doubled |
public final class TwiceAgainstPlusOne {
    private TwiceAgainstPlusOne() {}

    /// With a mutex.
    @JCStressTest
    @Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "doubled, then added")
    @Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "added, then doubled")
    @Outcome(id = "4", expect = Expect.FORBIDDEN, desc = "the addition was lost")
    @Outcome(id = "3", expect = Expect.FORBIDDEN, desc = "the doubling was lost")
    @State
    public static class WithMutex {
        private final Mutex mutex = new Mutex();
        private int x = 2;

        @Actor
        public void first() {
            Unchecked.run(() -> mutex.locked(() -> x *= 2));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> mutex.locked(() -> x += 1));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = x;
        }
    }

    /// With a reentrant mutex.
    @JCStressTest
    @Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "doubled, then added")
    @Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "added, then doubled")
    @Outcome(id = "4", expect = Expect.FORBIDDEN, desc = "the addition was lost")
    @Outcome(id = "3", expect = Expect.FORBIDDEN, desc = "the doubling was lost")
    @State
    public static class WithReentrantMutex {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private int x = 2;

        @Actor
        public void first() {
            Unchecked.run(() -> mutex.locked(() -> x *= 2));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> mutex.locked(() -> x += 1));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = x;
        }
    }

    /// With a semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "doubled, then added")
    @Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "added, then doubled")
    @Outcome(id = "4", expect = Expect.FORBIDDEN, desc = "the addition was lost")
    @Outcome(id = "3", expect = Expect.FORBIDDEN, desc = "the doubling was lost")
    @State
    public static class WithSemaphore {
        private final CountingSemaphore semaphore = new CountingSemaphore(1);
        private int x = 2;

        @Actor
        public void first() {
            Unchecked.run(() -> semaphore.withPermit(() -> x *= 2));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> semaphore.withPermit(() -> x += 1));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = x;
        }
    }

    /// With a bounded semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "doubled, then added")
    @Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "added, then doubled")
    @Outcome(id = "4", expect = Expect.FORBIDDEN, desc = "the addition was lost")
    @Outcome(id = "3", expect = Expect.FORBIDDEN, desc = "the doubling was lost")
    @State
    public static class WithBoundedSemaphore {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(1);
        private int x = 2;

        @Actor
        public void first() {
            Unchecked.run(() -> semaphore.withPermit(() -> x *= 2));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> semaphore.withPermit(() -> x += 1));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = x;
        }
    }

    /// With one token in a queue: who has taken it may, and puts it back.
    @JCStressTest
    @Outcome(id = "5", expect = Expect.ACCEPTABLE, desc = "doubled, then added")
    @Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "added, then doubled")
    @Outcome(id = "4", expect = Expect.FORBIDDEN, desc = "the addition was lost")
    @Outcome(id = "3", expect = Expect.FORBIDDEN, desc = "the doubling was lost")
    @State
    public static class WithFifoQueue {
        private final Token token = new Token(new FifoQueue<>(1));
        private int x = 2;

        @Actor
        public void first() {
            Unchecked.run(() -> token.held(() -> x *= 2));
        }

        @Actor
        public void second() {
            Unchecked.run(() -> token.held(() -> x += 1));
        }

        @Arbiter
        public void read(I_Result result) {
            result.r1 = x;
        }
    }
}
