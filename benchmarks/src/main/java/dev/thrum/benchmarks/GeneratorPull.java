// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.core.Handoff;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.util.Iterator;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A consumer pulls items, one by one, from a producer that is suspended at each. One operation is one item, there and
/// back. Whether the consumer is a platform or a virtual thread, and how many carriers there are, is a setting of the
/// run.
///
/// The producer of `synchronousQueue` runs ahead: while the consumer deals with one item, it makes the next. The others
/// are in lock step. Kotlin's sequence can suspend in the body's own method only, and `iterator` not at all.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GeneratorPull {

    /// A generator that is pulled.
    @State(Scope.Thread)
    public static class Pulled {
        private final GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            for (int item = 0; ; item++) {
                out.yield(item);
            }
        }).iterator();

        /// Ends the body.
        @TearDown
        public void close() {
            items.close();
        }
    }

    /// The hand-off under the generators: spins for a moment, then parks.
    @State(Scope.Thread)
    public static class SpinThenPark {
        private final Handoff handoff = new Handoff();
        private Integer item = 0;
        private boolean isClosed;

        /// Starts the producer.
        @Setup
        public void start() {
            Thread.ofVirtual().start(() -> {
                handoff.await(Handoff.Side.SECOND);
                while (!isClosed) {
                    item++;
                    handoff.pass(Handoff.Side.FIRST);
                    handoff.await(Handoff.Side.SECOND);
                }
            });
        }

        /// Ends the producer.
        @TearDown
        public void close() {
            isClosed = true;
            handoff.pass(Handoff.Side.SECOND);
        }

        private Integer next() {
            handoff.pass(Handoff.Side.SECOND);
            handoff.await(Handoff.Side.FIRST);
            return item;
        }
    }

    /// Peer: the same hand-off without spinning.
    @State(Scope.Thread)
    public static class ParkOnly {
        private volatile boolean isProducersTurn;
        private Thread consumer;
        private Thread producer;
        private Integer item = 0;
        private boolean isClosed;

        /// Starts the producer.
        @Setup
        public void start() {
            consumer = Thread.currentThread();
            producer = Thread.ofVirtual().start(() -> {
                await(true);
                while (!isClosed) {
                    item++;
                    pass(false, consumer);
                    await(true);
                }
            });
        }

        /// Ends the producer.
        @TearDown
        public void close() {
            isClosed = true;
            pass(true, producer);
        }

        private Integer next() {
            pass(true, producer);
            await(false);
            return item;
        }

        private void pass(boolean toProducer, Thread to) {
            isProducersTurn = toProducer;
            LockSupport.unpark(to);
        }

        private void await(boolean asProducer) {
            while (isProducersTurn != asProducer) {
                LockSupport.park(this);
            }
        }
    }

    /// Peer: a synchronous queue, in which the producer is one item ahead.
    @State(Scope.Thread)
    public static class Queue {
        private final SynchronousQueue<Integer> queue = new SynchronousQueue<>();
        private Thread producer;

        /// Starts the producer.
        @Setup
        public void start() {
            producer = Thread.ofVirtual().start(() -> {
                try {
                    for (int item = 0; ; item++) {
                        queue.put(item);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the end of the run
                }
            });
        }

        /// Ends the producer.
        @TearDown
        public void close() {
            producer.interrupt();
        }
    }

    /// Floor: the continuation under virtual threads.
    @State(Scope.Thread)
    public static class Continuation {
        private final RawContinuation body = new RawContinuation(this::produce);
        private Integer item = 0;

        private void produce() {
            while (true) {
                item++;
                RawContinuation.pause();
            }
        }
    }

    /// Peer: a suspending sequence.
    @State(Scope.Thread)
    public static class Sequence {
        private final Iterator<Integer> items = KotlinPeers.pull();
    }

    /// Floor: nothing is suspended.
    @State(Scope.Thread)
    public static class Plain {
        private final Iterator<Integer> items = IntStream.iterate(0, i -> i + 1).iterator();
    }

    /// Ours: a generator, pulled by its iterator.
    @Benchmark
    public int generatorNext(Pulled generator) {
        return generator.items.next();
    }

    /// Ours: the hand-off under the generators.
    @Benchmark
    public int handoff(SpinThenPark producer) {
        return producer.next();
    }

    /// Peer: park and unpark.
    @Benchmark
    public int parkOnly(ParkOnly producer) {
        return producer.next();
    }

    /// Peer: a synchronous queue.
    @Benchmark
    public int synchronousQueue(Queue producer) throws InterruptedException {
        return producer.queue.take();
    }

    /// Floor: a continuation.
    @Benchmark
    public int continuation(Continuation producer) {
        producer.body.run();
        return producer.item;
    }

    /// Peer: a suspending sequence.
    @Benchmark
    public int kotlinSequence(Sequence producer) {
        return producer.items.next();
    }

    /// Floor: an iterator.
    @Benchmark
    public int iterator(Plain producer) {
        return producer.items.next();
    }
}
