// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.coroutines;

import dev.thrum.coroutines.Collection;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.FifoQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A generator that runs ahead and its consumer wake each other: no item is lost, the body is never too far ahead, and
/// it is left once, however it ends.
///
/// Each side makes its change, then a full fence, and then looks whether the other waits; who waits enters its queue
/// first and then looks once more. In the twin with a planted bug,
/// [WriterWithoutFence][dev.thrum.proofs.canary.WriterWithoutFence], the fence is missing, and the processor lets the
/// look overtake the change.
///
/// A body runs on a virtual thread of its own, which makes three parties of two actors. Run alone with
/// `-Djcstress.only=PrefetchProof`. Seen:
///
/// | test             | result   | samples | meaning                                |
/// |------------------|----------|--------:|----------------------------------------|
/// | ConsumerWaits    | 1, 2, 3  | 132,031 | all items, in their order              |
/// | BodyWaits        | 15, 0    |   6,763 | all items, and never too far ahead     |
/// | BodyWaits        | 15, 1    |     464 | all items, and never too far ahead     |
/// | BodyWaits        | 15, 2    |     345 | all items, and never too far ahead     |
/// | CloseAgainstNext | 2, 1, 1  |   2,698 | pulled, then closed                    |
/// | CloseAgainstNext | -1, 1, 1 |      58 | closed, then there was nothing to pull |
/// | CloseAgainstNext | 0, 1, 1  |      38 | the pull was refused                   |
/// | CloseAgainstNext | 2, 0, 1  |      27 | the close was refused                  |
/// | Abandoned        | 1        |   2,097 | left once                              |
public final class PrefetchProof {
    private PrefetchProof() {}

    /// The consumer waits for the body, and the body for a third strand.
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "all items, in their order")
    @State
    public static class ConsumerWaits {
        private final FifoQueue<Integer> source = new FifoQueue<>();
        private final GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            for (int i = 0; i < 3; i++) {
                out.yield(source.take());
            }
        }).prefetch(4).iterator();

        @Actor
        public void consumer(III_Result result) {
            result.r1 = items.next();
            result.r2 = items.next();
            result.r3 = items.next();
            items.close();
        }

        @Actor
        public void producer() {
            source.add(1);
            source.add(2);
            source.add(3);
        }
    }

    /// The body waits for room at each item, as it may be only one ahead; a third strand looks on. Results are the
    /// sum of the items, and how far ahead it was seen at most: those in the ring, and one that the consumer has
    /// taken out and not yet counted.
    @JCStressTest
    @Outcome(id = "15, [012]", expect = Expect.ACCEPTABLE, desc = "all items, and never too far ahead")
    @State
    public static class BodyWaits {
        private static final int LAST = 5;

        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger();
        private final GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            for (int i = 1; i <= LAST; i++) {
                made.incrementAndGet();
                out.yield(i);
            }
        }).prefetch(1).iterator();

        @Actor
        public void consumer(II_Result result) {
            while (items.hasNext()) {
                result.r1 += items.next();
                taken.incrementAndGet();
            }
        }

        @Actor
        public void witness(II_Result result) {
            while (taken.get() < LAST) {
                int ahead = made.get() - taken.get();
                result.r2 = Math.max(result.r2, ahead);
            }
        }
    }

    /// A close against a pull. The body stands at the yield after the item it is ahead by, or is on its way there.
    /// Results are what the pull got (0 for "already executing", -1 for the end), whether the close was carried out,
    /// and how often the body was left after a close in any case.
    @JCStressTest
    @Outcome(id = "2, 1, 1", expect = Expect.ACCEPTABLE, desc = "pulled, then closed")
    @Outcome(id = "-1, 1, 1", expect = Expect.ACCEPTABLE, desc = "closed, then there was nothing to pull")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the pull was refused")
    @Outcome(id = "2, 0, 1", expect = Expect.ACCEPTABLE, desc = "the close was refused")
    @State
    public static class CloseAgainstNext {
        private final Pulling pulling = Pulling.ahead(3, 1);

        public CloseAgainstNext() {
            pulling.next();
        }

        @Actor
        public void puller(III_Result result) {
            result.r1 = pulling.next();
        }

        @Actor
        public void closer(III_Result result) {
            result.r2 = pulling.close();
        }

        @Arbiter
        public void count(III_Result result) {
            pulling.close();
            result.r3 = pulling.cleanUps();
        }
    }

    /// The cleaner of a lost iterator, while the body is at work: it is left once, and its thread ends. The body
    /// waits for an item that comes at the same moment; then it would wait for room.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "left once")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "its thread does not end")
    @State
    public static class Abandoned {
        private final FifoQueue<Integer> source = new FifoQueue<>();
        private final AtomicInteger cleanUps = new AtomicInteger();
        private final AtomicReference<Thread> thread = new AtomicReference<>();
        private final Collection.Ahead<Integer> iteration;

        public Abandoned() {
            iteration = new Collection.Ahead<>(Generator.<Integer>of(out -> {
                thread.set(Thread.currentThread());
                try {
                    while (true) {
                        out.yield(source.take());
                    }
                } finally {
                    cleanUps.incrementAndGet();
                }
            }), 1);
            source.add(1);
            Unchecked.run(iteration::next);
        }

        @Actor
        public void cleaner() {
            iteration.abandon();
        }

        @Actor
        public void producer() {
            source.add(2);
            source.add(3);
        }

        @Arbiter
        public void look(I_Result result) {
            Unchecked.run(() -> result.r1 = thread.get().join(Waiting.LIMIT) ? cleanUps.get() : -1);
        }
    }
}
