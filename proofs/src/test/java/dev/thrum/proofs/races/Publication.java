// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.Barrier;
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
/// | test                 | result  |   samples | meaning                                |
/// |----------------------|---------|----------:|----------------------------------------|
/// | WithMutex            | 1, 1, 1 |   242,784 | published, and the data is there       |
/// | WithMutex            | 0, 0, 0 |    78,149 | not published yet: nothing is promised |
/// | WithMutex            | 0, 0, 1 |       171 | not published yet: nothing is promised |
/// | WithMutex            | 0, 1, 1 |         8 | published, and the data is there       |
/// | WithMutex            | 1, 0, 1 |         4 | not published yet: nothing is promised |
/// | WithReentrantMutex   | 1, 1, 1 |   154,868 | published, and the data is there       |
/// | WithReentrantMutex   | 0, 0, 0 |    52,834 | not published yet: nothing is promised |
/// | WithReentrantMutex   | 0, 0, 1 |       156 | not published yet: nothing is promised |
/// | WithReentrantMutex   | 1, 0, 1 |         7 | not published yet: nothing is promised |
/// | WithReentrantMutex   | 0, 1, 1 |         4 | published, and the data is there       |
/// | WithEvent            | 1, 1, 1 | 1,340,017 | published, and the data is there       |
/// | WithEvent            | 0, 0, 0 |   198,022 | not published yet: nothing is promised |
/// | WithEvent            | 0, 0, 1 |        35 | not published yet: nothing is promised |
/// | WithEvent            | 0, 1, 1 |        29 | published, and the data is there       |
/// | WithEvent            | 1, 0, 1 |        21 | not published yet: nothing is promised |
/// | WithSemaphore        | 1, 1, 1 | 1,092,587 | published, and the data is there       |
/// | WithSemaphore        | 0, 0, 0 |   682,086 | not published yet: nothing is promised |
/// | WithSemaphore        | 0, 0, 1 |       718 | not published yet: nothing is promised |
/// | WithSemaphore        | 1, 0, 1 |       444 | not published yet: nothing is promised |
/// | WithSemaphore        | 0, 1, 1 |        54 | published, and the data is there       |
/// | WithBoundedSemaphore | 1, 1, 1 |   930,571 | published, and the data is there       |
/// | WithBoundedSemaphore | 0, 0, 0 |   211,776 | not published yet: nothing is promised |
/// | WithBoundedSemaphore | 1, 0, 1 |        24 | not published yet: nothing is promised |
/// | WithBoundedSemaphore | 0, 1, 1 |         4 | published, and the data is there       |
/// | WithBoundedSemaphore | 0, 0, 1 |         3 | not published yet: nothing is promised |
/// | WithFifoQueue        | 1, 1, 1 |   790,772 | published, and the data is there       |
/// | WithFifoQueue        | 0, 0, 0 |   229,258 | not published yet: nothing is promised |
/// | WithFifoQueue        | 0, 0, 1 |       921 | not published yet: nothing is promised |
/// | WithFifoQueue        | 0, 1, 1 |       335 | published, and the data is there       |
/// | WithFifoQueue        | 1, 0, 1 |       113 | not published yet: nothing is promised |
/// | WithLifoQueue        | 1, 1, 1 |   565,676 | published, and the data is there       |
/// | WithLifoQueue        | 0, 0, 0 |   113,601 | not published yet: nothing is promised |
/// | WithLifoQueue        | 0, 0, 1 |       190 | not published yet: nothing is promised |
/// | WithLifoQueue        | 0, 1, 1 |        48 | published, and the data is there       |
/// | WithLifoQueue        | 1, 0, 1 |        12 | not published yet: nothing is promised |
/// | WithPriorityQueue    | 1, 1, 1 |   471,342 | published, and the data is there       |
/// | WithPriorityQueue    | 0, 0, 0 |   210,527 | not published yet: nothing is promised |
/// | WithPriorityQueue    | 0, 0, 1 |       252 | not published yet: nothing is promised |
/// | WithPriorityQueue    | 0, 1, 1 |       151 | published, and the data is there       |
/// | WithPriorityQueue    | 1, 0, 1 |        46 | not published yet: nothing is promised |
/// | WithCondition        | 1, 1, 1 |   240,707 | published, and the data is there       |
/// | WithCondition        | 0, 1, 1 |     2,178 | published, and the data is there       |
/// | WithBarrier          | 1, 1, 1 |    65,936 | published, and the data is there       |
/// | WithBarrier          | 0, 1, 1 |    63,554 | published, and the data is there       |
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
