// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.StablePriorityQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// `while not q.empty(): q.get()`, mended: the last element is got once, and nobody waits for another.
///
/// The course may write so because all the producers have ended and nobody else takes. In the racy twin,
/// [RacyEmptyThenGet][dev.thrum.proofs.canary.RacyEmptyThenGet], two strands take: both see that the queue is not
/// empty, one gets the element, and the other would wait for ever. `poll` looks and takes in one step.
///
/// Run alone with `-Djcstress.only=EmptyThenGet`. Seen:
///
/// | test            | result | samples | meaning                        |
/// |-----------------|--------|--------:|--------------------------------|
/// | OfFifoQueue     | 1, 0   | 336,215 | one got it, the other was told |
/// | OfFifoQueue     | 0, 1   | 139,303 | one got it, the other was told |
/// | OfLifoQueue     | 1, 0   | 591,814 | one got it, the other was told |
/// | OfLifoQueue     | 0, 1   | 154,308 | one got it, the other was told |
/// | OfPriorityQueue | 1, 0   | 754,284 | one got it, the other was told |
/// | OfPriorityQueue | 0, 1   | 242,846 | one got it, the other was told |
public final class EmptyThenGet {
    private EmptyThenGet() {}

    /// From a queue without a limit.
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one got it, the other was told")
    @State
    public static class OfFifoQueue {
        private final FifoQueue<Integer> queue = new FifoQueue<>();

        public OfFifoQueue() {
            queue.offer(1);
        }

        @Actor
        public void first(II_Result result) {
            Integer element = queue.poll();
            result.r1 = element == null ? 0 : element;
        }

        @Actor
        public void second(II_Result result) {
            Integer element = queue.poll();
            result.r2 = element == null ? 0 : element;
        }
    }

    /// From a stack.
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one got it, the other was told")
    @State
    public static class OfLifoQueue {
        private final LifoQueue<Integer> queue = new LifoQueue<>();

        public OfLifoQueue() {
            queue.offer(1);
        }

        @Actor
        public void first(II_Result result) {
            Integer element = queue.poll();
            result.r1 = element == null ? 0 : element;
        }

        @Actor
        public void second(II_Result result) {
            Integer element = queue.poll();
            result.r2 = element == null ? 0 : element;
        }
    }

    /// From a priority queue.
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one got it, the other was told")
    @State
    public static class OfPriorityQueue {
        private final StablePriorityQueue<Integer> queue = new StablePriorityQueue<>();

        public OfPriorityQueue() {
            queue.offer(1);
        }

        @Actor
        public void first(II_Result result) {
            Integer element = queue.poll();
            result.r1 = element == null ? 0 : element;
        }

        @Actor
        public void second(II_Result result) {
            Integer element = queue.poll();
            result.r2 = element == null ? 0 : element;
        }
    }
}
