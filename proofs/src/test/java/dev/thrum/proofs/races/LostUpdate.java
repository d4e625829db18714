// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.Mutex;
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
/// addition when both strands read before either has written. Each test here lets only one strand at a time execute
/// it; the release of the one happens before the acquisition of the other, so the second reads what the first has
/// written.
///
/// Run alone with `-Djcstress.only=LostUpdate`. Seen:
///
/// | test          | result |   samples | meaning                |
/// |---------------|--------|----------:|------------------------|
/// | InMonitor     | 2      | 3,616,844 | both additions arrived |
/// | WithMutex     | 2      |   288,660 | both additions arrived |
/// | WithSemaphore | 2      | 1,121,166 | both additions arrived |
/// | WithToken     | 2      |   707,307 | both additions arrived |
public final class LostUpdate {
    private LostUpdate() {}

    /// With Java's own monitor: the yardstick.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
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

    /// With a semaphore that has one permit.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
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

    /// With a queue that holds one token: who has taken it may add, and puts it back.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both additions arrived")
    @State
    public static class WithToken {
        private final FifoQueue<String> tokens = new FifoQueue<>(1);
        private int counter;

        public WithToken() {
            tokens.offer("the right to count");
        }

        @Actor
        public void first() {
            Unchecked.run(() -> addOne());
        }

        @Actor
        public void second() {
            Unchecked.run(() -> addOne());
        }

        private void addOne() throws InterruptedException {
            String token = tokens.take();
            counter += 1;
            tokens.put(token);
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = counter;
        }
    }
}
