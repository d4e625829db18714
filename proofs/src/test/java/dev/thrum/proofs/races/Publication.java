// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Event;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.Mutex;
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
/// the sign.
///
/// Results are the peek, the sign, and the data. Run alone with `-Djcstress.only=Publication`. Seen:
///
/// | test          | result  |   samples | meaning                                |
/// |---------------|---------|----------:|----------------------------------------|
/// | WithMutex     | 1, 1, 1 |   304,632 | published, and the data is there       |
/// | WithMutex     | 0, 0, 0 |    66,905 | not published yet: nothing is promised |
/// | WithMutex     | 0, 0, 1 |       402 | not published yet: nothing is promised |
/// | WithMutex     | 0, 1, 1 |        30 | published, and the data is there       |
/// | WithMutex     | 1, 0, 1 |        11 | not published yet: nothing is promised |
/// | WithEvent     | 1, 1, 1 | 1,355,950 | published, and the data is there       |
/// | WithEvent     | 0, 0, 0 |   814,347 | not published yet: nothing is promised |
/// | WithEvent     | 0, 0, 1 |     2,067 | not published yet: nothing is promised |
/// | WithEvent     | 0, 1, 1 |       466 | published, and the data is there       |
/// | WithEvent     | 1, 0, 1 |       174 | not published yet: nothing is promised |
/// | WithSemaphore | 1, 1, 1 | 1,289,636 | published, and the data is there       |
/// | WithSemaphore | 0, 0, 0 | 1,215,416 | not published yet: nothing is promised |
/// | WithSemaphore | 0, 0, 1 |     3,750 | not published yet: nothing is promised |
/// | WithSemaphore | 1, 0, 1 |     1,217 | not published yet: nothing is promised |
/// | WithSemaphore | 0, 1, 1 |       905 | published, and the data is there       |
/// | WithQueue     | 0, 0, 0 |   899,821 | not published yet: nothing is promised |
/// | WithQueue     | 1, 1, 1 |   712,845 | published, and the data is there       |
/// | WithQueue     | 1, 0, 1 |     1,330 | not published yet: nothing is promised |
/// | WithQueue     | 0, 0, 1 |       963 | not published yet: nothing is promised |
/// | WithQueue     | 0, 1, 1 |        61 | published, and the data is there       |
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

    /// A message says that the data is there.
    @JCStressTest
    @Outcome(id = "., 0, .", expect = Expect.ACCEPTABLE, desc = "not published yet: nothing is promised")
    @Outcome(id = "., 1, 1", expect = Expect.ACCEPTABLE, desc = "published, and the data is there")
    @Outcome(id = "., 1, 0", expect = Expect.FORBIDDEN, desc = "published without the data")
    @State
    public static class WithQueue {
        private final FifoQueue<String> messages = new FifoQueue<>(1);
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
}
