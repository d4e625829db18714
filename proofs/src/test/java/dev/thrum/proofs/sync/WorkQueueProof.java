// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.StablePriorityQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// A work queue loses no element, doubles none, and wakes who waits for an element or for room.
///
/// A strand that waits enters the queue of waiters and then looks at the store; one that changes the store looks for
/// waiters afterwards. In the twin with a planted bug, [TakerLooksFirst][dev.thrum.proofs.canary.TakerLooksFirst], it
/// is the other way round. That an element is seen as it was put is shown by
/// [Publication][dev.thrum.proofs.races.Publication.WithFifoQueue]; what two strands do to one store without waiting,
/// by the Lincheck tests of this package. See also [WorkQueueShutdownProof] and [WorkQueueTasksProof].
///
/// Run alone with `-Djcstress.only=WorkQueueProof`. Seen:
///
/// | test                 | result   | samples | meaning                                          |
/// |----------------------|----------|--------:|--------------------------------------------------|
/// | ThroughFifoQueue     | 1, 2, 3  |  11,903 | all of them, in their order                      |
/// | ThroughLifoQueue     | 1, 2, 3  |  33,663 | all of them, in their order                      |
/// | ThroughPriorityQueue | 3, 2, 1  | 190,183 | all of them, in the order in which they were put |
/// | PutAndTake           | 3, 0     | 328,363 | each element was taken once                      |
/// | TakerTimesOut        | 1, 0, 1  | 339,443 | taken in time                                    |
/// | TakerTimesOut        | 0, 1, 1  |   8,376 | timed out, and the element is there              |
/// | PutterTimesOut       | 1, 1, 2  | 147,277 | put in time                                      |
/// | PutterTimesOut       | 0, 1, 0  |  63,510 | timed out, and the queue is empty                |
/// | TakerIsCancelled     | 1, 0     | 406,122 | taken                                            |
/// | TakerIsCancelled     | 0, 1     |      65 | cancelled, and the element is there              |
/// | DrainAgainstTake     | 12, 0, 0 | 154,719 | drained before the take                          |
/// | DrainAgainstTake     | 2, 1, 0  |  62,936 | one taken, then the other drained                |
public final class WorkQueueProof {
    private WorkQueueProof() {}

    private static int number(Integer element) {
        return element == null ? 0 : element;
    }

    /// Three elements through a first-in, first-out queue that holds one: the producer waits for the consumer, and the
    /// other way round.
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "all of them, in their order")
    @State
    public static class ThroughFifoQueue {
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

    /// Three elements over a stack that holds one.
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "all of them, in their order")
    @State
    public static class ThroughLifoQueue {
        private final LifoQueue<Integer> queue = new LifoQueue<>(1);

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

    /// Three elements through a priority queue that holds one: what is not in it yet has no say.
    @JCStressTest
    @Outcome(id = "3, 2, 1", expect = Expect.ACCEPTABLE, desc = "all of them, in the order in which they were put")
    @State
    public static class ThroughPriorityQueue {
        private final StablePriorityQueue<Integer> queue =
                new StablePriorityQueue<>(1, Comparator.<Integer>naturalOrder());

        @Actor
        public void producer() {
            Unchecked.run(() -> {
                queue.put(3);
                queue.put(2);
                queue.put(1);
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

    /// Two strands that each put an element into a queue that holds one and take one out: as often as there is an
    /// element somebody takes it, as often as there is room somebody puts. Results are the sum of what was taken, and
    /// what is left.
    @JCStressTest
    @Outcome(id = "3, 0", expect = Expect.ACCEPTABLE, desc = "each element was taken once")
    @State
    public static class PutAndTake {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);
        private int takenByFirst;
        private int takenBySecond;

        @Actor
        public void first() {
            Unchecked.run(() -> {
                queue.put(1);
                takenByFirst = queue.take();
            });
        }

        @Actor
        public void second() {
            Unchecked.run(() -> {
                queue.put(2);
                takenBySecond = queue.take();
            });
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = takenByFirst + takenBySecond;
            result.r2 = queue.size();
        }
    }

    /// An element against a taker's time-out: it was taken or is there, and afterwards there is room again.
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "taken in time")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "timed out, and the element is there")
    @State
    public static class TakerTimesOut {
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

    /// Room against a putter's time-out: the element is there if and only if the putter was told so.
    @JCStressTest
    @Outcome(id = "1, 1, 2", expect = Expect.ACCEPTABLE, desc = "put in time")
    @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "timed out, and the queue is empty")
    @State
    public static class PutterTimesOut {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);

        public PutterTimesOut() {
            queue.add(1);
        }

        @Actor
        public void producer(III_Result result) {
            Unchecked.run(() -> result.r1 = queue.offer(2, Waiting.SHORT) ? 1 : 0);
        }

        @Actor
        public void consumer(III_Result result) {
            result.r2 = number(queue.poll());
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = number(queue.poll());
        }
    }

    /// An element against the cancellation of the taker, which comes first.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "taken")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cancelled, and the element is there")
    @State
    public static class TakerIsCancelled {
        private final FifoQueue<Integer> queue = new FifoQueue<>(1);
        private final CancelScope scope = new CancelScope("the wait");

        @Actor
        public void producer() {
            scope.cancel("no longer needed");
            queue.offer(1);
        }

        @Actor
        public void consumer(II_Result result) {
            Unchecked.run(() -> {
                try {
                    result.r1 = scope.call(queue::take);
                } catch (CancelledException e) {
                    result.r1 = 0;
                }
            });
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = number(queue.poll());
        }
    }

    /// All elements at once against a single take: each is taken once, in the order in which they were put.
    @JCStressTest
    @Outcome(id = "12, 0, 0", expect = Expect.ACCEPTABLE, desc = "drained before the take")
    @Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "one taken, then the other drained")
    @State
    public static class DrainAgainstTake {
        private final FifoQueue<Integer> queue = new FifoQueue<>(2);

        public DrainAgainstTake() {
            queue.addAll(List.of(1, 2));
        }

        @Actor
        public void drainer(III_Result result) {
            List<Integer> drained = new ArrayList<>();
            queue.drainTo(drained);
            for (int element : drained) {
                result.r1 = 10 * result.r1 + element;
            }
        }

        @Actor
        public void taker(III_Result result) {
            result.r2 = number(queue.poll());
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = queue.size();
        }
    }
}
