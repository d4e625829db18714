// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.FifoQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// A queue loses no element, doubles none, keeps their order, and never holds more than its capacity.
///
/// In the twin with a planted bug, [QueueWithoutPermit][dev.thrum.proofs.canary.QueueWithoutPermit], a producer looks
/// whether there is room and then puts.
///
/// Run alone with `-Djcstress.only=QueueProof`. Seen:
///
/// | test           | result  |   samples | meaning                             |
/// |----------------|---------|----------:|-------------------------------------|
/// | InOrder        | 1, 2, 3 |   242,908 | all of them, in their order         |
/// | AgainstTimeout | 1, 0, 1 | 1,014,144 | taken in time                       |
/// | AgainstTimeout | 0, 1, 1 |    23,660 | timed out, and the element is there |
/// | TwoProducers   | 1, 0, 1 |   953,391 | the first producer was admitted     |
/// | TwoProducers   | 0, 1, 2 |   544,893 | the second producer was admitted    |
/// | TwoConsumers   | 1, 0    |   963,855 | one of them got it                  |
/// | TwoConsumers   | 0, 1    |   514,973 | one of them got it                  |
public final class QueueProof {
    private QueueProof() {}

    private static int number(Integer element) {
        return element == null ? 0 : element;
    }

    /// Three elements through a queue that holds one: the producer waits for the consumer, and the other way round.
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "all of them, in their order")
    @State
    public static class InOrder {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);

        @Actor
        public void producer() {
            Unchecked.run(() -> {
                queue.put(1);
                queue.put(2);
                queue.put(3);
            });
        }

        @Actor
        public void consumer(III_Result result) {
            Unchecked.run(() -> {
                result.r1 = number(queue.poll(Waiting.LIMIT));
                result.r2 = number(queue.poll(Waiting.LIMIT));
                result.r3 = number(queue.poll(Waiting.LIMIT));
            });
        }
    }

    /// An element against a time-out: it was taken or is there, and afterwards there is room again.
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "taken in time")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "timed out, and the element is there")
    @State
    public static class AgainstTimeout {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);

        @Actor
        public void producer() {
            queue.offer(1);
        }

        @Actor
        public void consumer(III_Result result) {
            Unchecked.run(() -> result.r1 = number(queue.poll(Waiting.SHORT)));
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = number(queue.poll());
            result.r3 = queue.offer(2) ? 1 : 0;
        }
    }

    /// Two producers, room for one: one of them succeeds, and its element is the one inside.
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "the first producer was admitted")
    @Outcome(id = "0, 1, 2", expect = Expect.ACCEPTABLE, desc = "the second producer was admitted")
    @State
    public static class TwoProducers {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);

        @Actor
        public void first(III_Result result) {
            result.r1 = queue.offer(1) ? 1 : 0;
        }

        @Actor
        public void second(III_Result result) {
            result.r2 = queue.offer(2) ? 1 : 0;
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = number(queue.poll());
        }
    }

    /// Two consumers, one element: one of them gets it.
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one of them got it")
    @State
    public static class TwoConsumers {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);

        public TwoConsumers() {
            queue.offer(1);
        }

        @Actor
        public void first(II_Result result) {
            result.r1 = number(queue.poll());
        }

        @Actor
        public void second(II_Result result) {
            result.r2 = number(queue.poll());
        }
    }
}
