// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.ReadWriteMutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// Who reads under a read-write mutex sees nothing of what a writer does, or all of it; writers do not meet; and neither
/// kind is forgotten by the other.
///
/// A reader announces itself and then looks whether somebody writes; a writer closes the gate and then looks for
/// readers. Twin with a planted bug: in [ReaderLooksFirst][dev.thrum.proofs.canary.ReaderLooksFirst] the reader looks
/// before it has announced itself, and both are inside.
///
/// Run alone with `-Djcstress.only=ReadWriteMutexProof`. Seen:
///
/// | test            | result  | samples | meaning                                  |
/// |-----------------|---------|--------:|------------------------------------------|
/// | TriesToRead     | 0, 0    | 220,427 | read first                               |
/// | TriesToRead     | 1, 1    |  71,092 | read afterwards, and saw all             |
/// | TriesToRead     | -1, -1  |     357 | did not get in                           |
/// | WriterAndReader | 1, 3, 1 |  88,331 | nobody was forgotten, nothing was torn   |
/// | FairWriters     | 6, 1    |  87,358 | all additions arrived, and it is free    |
/// | WriterGivesUp   | 1       | 167,098 | it is free                               |
public final class ReadWriteMutexProof {
    private ReadWriteMutexProof() {}

    /// One writes while another one tries to read: it does not get in, or sees nothing, or all.
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "did not get in")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "read first")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "read afterwards, and saw all")
    @Outcome(expect = Expect.FORBIDDEN, desc = "saw the middle of it")
    @State
    public static class TriesToRead {
        private final ReadWriteMutex mutex = new ReadWriteMutex();
        private int left;
        private int right;

        @Actor
        public void writer() {
            mutex.writeLock().lock();
            left = 1;
            right = 1;
            mutex.writeLock().unlock();
        }

        @Actor
        public void reader(II_Result result) {
            if (mutex.readLock().tryLock()) {
                result.r1 = left;
                result.r2 = right;
                mutex.readLock().unlock();
            } else {
                result.r1 = -1;
                result.r2 = -1;
            }
        }
    }

    /// Both wait for each other, in either mode: the reader sees whole writings only, and is let in again and again.
    @JCStressTest
    @Outcome(id = "1, 3, 1", expect = Expect.ACCEPTABLE, desc = "nobody was forgotten, nothing was torn")
    @Outcome(expect = Expect.FORBIDDEN, desc = "something was torn or lost")
    @State
    public static class WriterAndReader {
        private static final int ROUNDS = 3;

        private final ReadWriteMutex mutex = new ReadWriteMutex();
        private int left;
        private int right;

        @Actor
        public void writer() {
            for (int i = 0; i < ROUNDS; i++) {
                mutex.writeLock().lock();
                left++;
                right++;
                mutex.writeLock().unlock();
            }
        }

        @Actor
        public void reader(III_Result result) {
            result.r1 = 1;
            for (int i = 0; i < ROUNDS; i++) {
                mutex.readLock().lock();
                if (left != right) {
                    result.r1 = 0;
                }
                mutex.readLock().unlock();
            }
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = left;
            result.r3 = mutex.writeLock().tryLock() ? 1 : 0;
        }
    }

    /// Two writers in fair mode, where the mutex is handed from one to the other: each addition counts.
    @JCStressTest
    @Outcome(id = "6, 1", expect = Expect.ACCEPTABLE, desc = "all additions arrived, and it is free")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an addition was lost")
    @State
    public static class FairWriters {
        private static final int ROUNDS = 3;

        private final ReadWriteMutex mutex = ReadWriteMutex.fair();
        private int counter;

        @Actor
        public void first() {
            Unchecked.run(this::count);
        }

        @Actor
        public void second() {
            Unchecked.run(this::count);
        }

        private void count() throws InterruptedException {
            for (int i = 0; i < ROUNDS; i++) {
                mutex.writeLock().locked(() -> counter += 1);
            }
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = counter;
            result.r2 = mutex.readLock().tryLock() ? 1 : 0;
        }
    }

    /// A writer that gives up while it waits for a reader leaves the gate open: readers and writers get in afterwards.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "it is free")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "the gate stayed shut")
    @State
    public static class WriterGivesUp {
        private final ReadWriteMutex mutex = new ReadWriteMutex();

        @Actor
        public void reader() {
            for (int i = 0; i < 3; i++) {
                mutex.readLock().lock();
                mutex.readLock().unlock();
            }
        }

        @Actor
        public void writer() {
            Unchecked.run(() -> {
                if (mutex.writeLock().tryLock(Waiting.SHORT)) {
                    mutex.writeLock().unlock();
                }
            });
        }

        @Arbiter
        public void look(I_Result result) {
            if (mutex.readLock().tryLock()) {
                mutex.readLock().unlock();
                result.r1 = mutex.writeLock().tryLock() ? 1 : 0;
            }
        }
    }
}
