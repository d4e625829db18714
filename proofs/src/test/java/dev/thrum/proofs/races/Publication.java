// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.Barrier;
import dev.thrum.sync.BoundedQueue;
import dev.thrum.sync.BoundedSemaphore;
import dev.thrum.sync.Condition;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Event;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import dev.thrum.sync.StablePriorityQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Data, then a sign that the data is there: whoever sees the sign sees the data.
///
/// The reader peeks at the data, looks for the sign and reads the data. In the racy twin,
/// [RacyPublication][dev.thrum.proofs.canary.RacyPublication], data and sign are plain fields: nothing tells the
/// compiler that they belong together, so it answers the second read with what the peek has found, and the data is
/// missing although the sign is there. With our primitives the sign happens after the data, and the second read after
/// the sign. Where the reader waits for the sign it always comes.
///
/// Results are the peek, the sign, and the data. Run alone with `-Djcstress.only=Publication`. Seen:
///
/// TABLE
public final class Publication {
    private Publication() {}

    /// Both sides inside a mutex.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithMutex {
        private final Mutex mutex = new Mutex();
        private boolean ready;
        private int data;

        @Actor
        public void writer() {
            Unchecked.run(() -> {
                data = 1;
                mutex.locked(() -> ready = true);
            });
        }

        @Actor
        public void reader(III_Result result) {
            Unchecked.run(() -> {
                result.r1 = data;
                result.r2 = mutex.locked(() -> ready) ? 1 : 0;
                result.r3 = data;
            });
        }
    }

    /// Both sides inside a reentrant mutex.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithReentrantMutex {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private boolean ready;
        private int data;

        @Actor
        public void writer() {
            Unchecked.run(() -> {
                data = 1;
                mutex.locked(() -> ready = true);
            });
        }

        @Actor
        public void reader(III_Result result) {
            Unchecked.run(() -> {
                result.r1 = data;
                result.r2 = mutex.locked(() -> ready) ? 1 : 0;
                result.r3 = data;
            });
        }
    }

    /// An event says that the data is there.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithEvent {
        private final Event ready = new Event();
        private int data;

        @Actor
        public void writer() {
            data = 1;
            ready.set();
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            result.r2 = ready.isSet() ? 1 : 0;
            result.r3 = data;
        }
    }

    /// A permit says that the data is there.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithSemaphore {
        private final CountingSemaphore ready = new CountingSemaphore(0);
        private int data;

        @Actor
        public void writer() {
            data = 1;
            ready.release();
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            result.r2 = ready.tryAcquire() ? 1 : 0;
            result.r3 = data;
        }
    }

    /// The only permit, which was taken at first, comes back when the data is there.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithBoundedSemaphore {
        private final BoundedSemaphore ready = new BoundedSemaphore(1);
        private int data;

        public WithBoundedSemaphore() {
            ready.tryAcquire();
        }

        @Actor
        public void writer() {
            data = 1;
            ready.release();
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            result.r2 = ready.tryAcquire() ? 1 : 0;
            result.r3 = data;
        }
    }

    /// A message says that the data is there.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithBoundedQueue {
        private final BoundedQueue<String> messages = new BoundedQueue<>(1);
        private int data;

        @Actor
        public void writer() {
            data = 1;
            messages.offer("it is there");
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            result.r2 = messages.poll() == null ? 0 : 1;
            result.r3 = data;
        }
    }

    /// A message in a queue without a limit.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithFifoQueue {
        private final FifoQueue<String> messages = new FifoQueue<>();
        private int data;

        @Actor
        public void writer() {
            data = 1;
            messages.offer("it is there");
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            result.r2 = messages.poll() == null ? 0 : 1;
            result.r3 = data;
        }
    }

    /// A message on a stack.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithLifoQueue {
        private final LifoQueue<String> messages = new LifoQueue<>();
        private int data;

        @Actor
        public void writer() {
            data = 1;
            messages.offer("it is there");
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            result.r2 = messages.poll() == null ? 0 : 1;
            result.r3 = data;
        }
    }

    /// A message in a priority queue.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithPriorityQueue {
        private final StablePriorityQueue<String> messages = new StablePriorityQueue<>();
        private int data;

        @Actor
        public void writer() {
            data = 1;
            messages.offer("it is there");
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            result.r2 = messages.poll() == null ? 0 : 1;
            result.r3 = data;
        }
    }

    /// A condition: the reader waits until it is told.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithCondition {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition published = mutex.newCondition();
        private boolean ready;
        private int data;

        @Actor
        public void writer() {
            data = 1;
            Unchecked.run(() -> mutex.locked(() -> {
                ready = true;
                return published.signal(1);
            }));
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            Unchecked.run(() -> mutex.locked(() -> {
                published.await(() -> ready);
                return null;
            }));
            result.r2 = 1;
            result.r3 = data;
        }
    }

    /// A barrier: they meet when the data is there.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithBarrier {
        private final Barrier published = new Barrier(2);
        private int data;

        @Actor
        public void writer() {
            data = 1;
            Unchecked.run(published::await);
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = data;
            Unchecked.run(published::await);
            result.r2 = 1;
            result.r3 = data;
        }
    }
}
