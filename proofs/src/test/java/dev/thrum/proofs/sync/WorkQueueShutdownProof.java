// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.QueueShutdownException;
import dev.thrum.sync.WorkQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A shutdown wakes everybody who waits, lets nothing in afterwards, and loses nothing that was let in before.
///
/// Whether the queue is shut down and what it holds are looked at and changed under one latch. In the twin with a
/// planted bug, [PutPastShutdown][dev.thrum.proofs.canary.PutPastShutdown], a putter looks and then puts, and its
/// element stays behind for ever.
///
/// Run alone with `-Djcstress.only=WorkQueueShutdownProof`. Seen:
///
/// | test              | result  | samples | meaning                                 |
/// |-------------------|---------|--------:|-----------------------------------------|
/// | TakerOfNothing    | -1      |  15,473 | told                                    |
/// | TakerOfTheLast    | 1, -1   | 678,186 | taken, then told                        |
/// | PutterIntoTheFull | -1, 1   |  68,318 | told, and only the old element is there |
/// | PutterAgainstRoom | -1, 0   | 221,013 | told, and the element is not there      |
/// | PutterAgainstRoom | 1, 2    |   6,931 | put before the shutdown                 |
/// | NowAgainstTake    | 1, 0    |  88,867 | taken                                   |
/// | NowAgainstTake    | -1, 1   |  36,858 | thrown out, and the taker was told      |
/// | NowAgainstPut     | 1, 1, 0 | 251,210 | put, then thrown out                    |
/// | NowAgainstPut     | 0, 0, 0 |  77,153 | refused                                 |
public final class WorkQueueShutdownProof {
    /// The caller was told that the queue is shut down.
    static final int SHUT_DOWN = -1;

    private WorkQueueShutdownProof() {}

    private static int take(WorkQueue<Integer> queue) {
        int[] taken = new int[1];
        Unchecked.run(() -> {
            try {
                taken[0] = queue.take();
            } catch (QueueShutdownException e) {
                taken[0] = SHUT_DOWN;
            }
        });
        return taken[0];
    }

    private static int put(WorkQueue<Integer> queue, int element) {
        int[] told = {1};
        Unchecked.run(() -> {
            try {
                queue.put(element);
            } catch (QueueShutdownException e) {
                told[0] = SHUT_DOWN;
            }
        });
        return told[0];
    }

    /// A taker of an empty queue is told, whenever it came.
    @JCStressTest
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "told")
    @State
    public static class TakerOfNothing {
        private final FifoQueue<Integer> queue = new FifoQueue<>();

        @Actor
        public void taker(I_Result result) {
            result.r1 = take(queue);
        }

        @Actor
        public void shutdown() {
            queue.shutdown();
        }
    }

    /// What was put before the shutdown is taken, and then the taker is told.
    @JCStressTest
    @Outcome(id = "1, -1", expect = Expect.ACCEPTABLE, desc = "taken, then told")
    @State
    public static class TakerOfTheLast {
        private final FifoQueue<Integer> queue = new FifoQueue<>();

        @Actor
        public void taker(II_Result result) {
            result.r1 = take(queue);
            result.r2 = take(queue);
        }

        @Actor
        public void shutdown() {
            queue.add(1);
            queue.shutdown();
        }
    }

    /// A putter into a full queue is told, and its element is not in it.
    @JCStressTest
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "told, and only the old element is there")
    @State
    public static class PutterIntoTheFull {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);

        public PutterIntoTheFull() {
            queue.add(1);
        }

        @Actor
        public void putter(II_Result result) {
            result.r1 = put(queue, 2);
        }

        @Actor
        public void shutdown() {
            queue.shutdown();
        }

        @Arbiter
        public void look(II_Result result) {
            Integer left = queue.poll();
            result.r2 = left == null ? 0 : left;
        }
    }

    /// A putter against a shutdown that comes just before room: the element is there if and only if it was accepted.
    @JCStressTest
    @Outcome(id = "-1, 0", expect = Expect.ACCEPTABLE, desc = "told, and the element is not there")
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "put before the shutdown")
    @State
    public static class PutterAgainstRoom {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);

        public PutterAgainstRoom() {
            queue.add(1);
        }

        @Actor
        public void putter(II_Result result) {
            result.r1 = put(queue, 2);
        }

        @Actor
        public void shutdown() {
            queue.poll();
            queue.shutdown();
        }

        @Arbiter
        public void look(II_Result result) {
            Integer left = queue.poll();
            result.r2 = left == null ? 0 : left;
        }
    }

    /// An immediate shutdown against a take: one of them has the element.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "taken")
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "thrown out, and the taker was told")
    @State
    public static class NowAgainstTake {
        private final FifoQueue<Integer> queue = new FifoQueue<>();

        public NowAgainstTake() {
            queue.add(1);
        }

        @Actor
        public void taker(II_Result result) {
            result.r1 = take(queue);
        }

        @Actor
        public void shutdown(II_Result result) {
            result.r2 = queue.shutdownNow().size();
        }
    }

    /// An immediate shutdown against a put: what was accepted is thrown out, and nothing stays behind. Results are
    /// whether it was accepted, how many were thrown out, and what is left.
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "put, then thrown out")
    @Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "refused")
    @Outcome(id = "1, 0, 1", expect = Expect.FORBIDDEN, desc = "left behind for ever")
    @State
    public static class NowAgainstPut {
        private final FifoQueue<Integer> queue = new FifoQueue<>();

        @Actor
        public void putter(III_Result result) {
            result.r1 = queue.offer(1) ? 1 : 0;
        }

        @Actor
        public void shutdown(III_Result result) {
            result.r2 = queue.shutdownNow().size();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = queue.size();
        }
    }
}
