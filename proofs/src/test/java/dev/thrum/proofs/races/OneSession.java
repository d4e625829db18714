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
import org.openjdk.jcstress.infra.results.III_Result;

/// `if not session: session = requests.Session()`, mended: two strands ask for the session, and there is one.
///
/// It is a check-then-act and a publication in one: in the racy twin,
/// [RacySession][dev.thrum.proofs.canary.RacySession], both find none and make one each. The course gives each thread
/// a session of its own, by `threading.local()`; in Java that is [ThreadLocal] or [ScopedValue], and needs no lock.
/// Where the session must be shared, look and deed belong under one.
///
/// Results are what each strand found in its session, and whether it was the same. Run alone with
/// `-Djcstress.only=OneSession`. Seen:
///
/// | test                 | result  |   samples | meaning                              |
/// |----------------------|---------|----------:|--------------------------------------|
/// | WithMutex            | 1, 1, 1 |   146,919 | one session for both, and it is open |
/// | WithReentrantMutex   | 1, 1, 1 |    62,252 | one session for both, and it is open |
/// | WithSemaphore        | 1, 1, 1 |   920,287 | one session for both, and it is open |
/// | WithBoundedSemaphore | 1, 1, 1 | 1,251,400 | one session for both, and it is open |
/// | WithFifoQueue        | 1, 1, 1 |   412,625 | one session for both, and it is open |
public final class OneSession {
    private OneSession() {}

    /// Like the `requests.Session` of the course: it must not be shared half-made.
    private static final class Session {
        private int open;

        Session() {
            open = 1;
        }
    }

    /// Makes the session when it is asked for the first time.
    private static final class Lazy {
        private Session session;

        Session session() {
            if (session == null) {
                session = new Session();
            }
            return session;
        }
    }

    /// With a mutex.
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one session for both, and it is open")
    @Outcome(id = "., ., 0", expect = Expect.FORBIDDEN, desc = "two sessions")
    @Outcome(id = {"0, ., 1", "1, 0, 1"}, expect = Expect.FORBIDDEN, desc = "a session that is not open")
    @State
    public static class WithMutex {
        private final Mutex mutex = new Mutex();
        private final Lazy lazy = new Lazy();
        private Session ofFirst;
        private Session ofSecond;

        @Actor
        public void first(III_Result result) {
            Unchecked.run(() -> ofFirst = mutex.locked(lazy::session));
            result.r1 = ofFirst.open;
        }

        @Actor
        public void second(III_Result result) {
            Unchecked.run(() -> ofSecond = mutex.locked(lazy::session));
            result.r2 = ofSecond.open;
        }

        @Arbiter
        public void compare(III_Result result) {
            result.r3 = ofFirst == ofSecond ? 1 : 0;
        }
    }

    /// With a reentrant mutex.
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one session for both, and it is open")
    @Outcome(id = "., ., 0", expect = Expect.FORBIDDEN, desc = "two sessions")
    @Outcome(id = {"0, ., 1", "1, 0, 1"}, expect = Expect.FORBIDDEN, desc = "a session that is not open")
    @State
    public static class WithReentrantMutex {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Lazy lazy = new Lazy();
        private Session ofFirst;
        private Session ofSecond;

        @Actor
        public void first(III_Result result) {
            Unchecked.run(() -> ofFirst = mutex.locked(lazy::session));
            result.r1 = ofFirst.open;
        }

        @Actor
        public void second(III_Result result) {
            Unchecked.run(() -> ofSecond = mutex.locked(lazy::session));
            result.r2 = ofSecond.open;
        }

        @Arbiter
        public void compare(III_Result result) {
            result.r3 = ofFirst == ofSecond ? 1 : 0;
        }
    }

    /// With a semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one session for both, and it is open")
    @Outcome(id = "., ., 0", expect = Expect.FORBIDDEN, desc = "two sessions")
    @Outcome(id = {"0, ., 1", "1, 0, 1"}, expect = Expect.FORBIDDEN, desc = "a session that is not open")
    @State
    public static class WithSemaphore {
        private final CountingSemaphore semaphore = new CountingSemaphore(1);
        private final Lazy lazy = new Lazy();
        private Session ofFirst;
        private Session ofSecond;

        @Actor
        public void first(III_Result result) {
            Unchecked.run(() -> ofFirst = semaphore.withPermit(lazy::session));
            result.r1 = ofFirst.open;
        }

        @Actor
        public void second(III_Result result) {
            Unchecked.run(() -> ofSecond = semaphore.withPermit(lazy::session));
            result.r2 = ofSecond.open;
        }

        @Arbiter
        public void compare(III_Result result) {
            result.r3 = ofFirst == ofSecond ? 1 : 0;
        }
    }

    /// With a bounded semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one session for both, and it is open")
    @Outcome(id = "., ., 0", expect = Expect.FORBIDDEN, desc = "two sessions")
    @Outcome(id = {"0, ., 1", "1, 0, 1"}, expect = Expect.FORBIDDEN, desc = "a session that is not open")
    @State
    public static class WithBoundedSemaphore {
        private final BoundedSemaphore semaphore = new BoundedSemaphore(1);
        private final Lazy lazy = new Lazy();
        private Session ofFirst;
        private Session ofSecond;

        @Actor
        public void first(III_Result result) {
            Unchecked.run(() -> ofFirst = semaphore.withPermit(lazy::session));
            result.r1 = ofFirst.open;
        }

        @Actor
        public void second(III_Result result) {
            Unchecked.run(() -> ofSecond = semaphore.withPermit(lazy::session));
            result.r2 = ofSecond.open;
        }

        @Arbiter
        public void compare(III_Result result) {
            result.r3 = ofFirst == ofSecond ? 1 : 0;
        }
    }

    /// With one token in a queue: who has taken it may, and puts it back.
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one session for both, and it is open")
    @Outcome(id = "., ., 0", expect = Expect.FORBIDDEN, desc = "two sessions")
    @Outcome(id = {"0, ., 1", "1, 0, 1"}, expect = Expect.FORBIDDEN, desc = "a session that is not open")
    @State
    public static class WithFifoQueue {
        private final Token token = new Token(new FifoQueue<>(1));
        private final Lazy lazy = new Lazy();
        private Session ofFirst;
        private Session ofSecond;

        @Actor
        public void first(III_Result result) {
            Unchecked.run(() -> ofFirst = token.held(lazy::session));
            result.r1 = ofFirst.open;
        }

        @Actor
        public void second(III_Result result) {
            Unchecked.run(() -> ofSecond = token.held(lazy::session));
            result.r2 = ofSecond.open;
        }

        @Arbiter
        public void compare(III_Result result) {
            result.r3 = ofFirst == ofSecond ? 1 : 0;
        }
    }
}
