// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
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

/// A consumer pulls items, one by one, from a producer that may be up to 256 items ahead. One operation is one item.
///
/// Kotlin's sequence is in lock step: it has no other thread, and is what prefetching has to come near.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GeneratorPrefetch {

    private static final int AHEAD = 256;

    /// A generator that prefetches.
    @State(Scope.Thread)
    public static class Prefetching {
        private final GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            for (int item = 0; ; item++) {
                out.yield(item);
            }
        }).prefetch(AHEAD).iterator();

        /// Ends the body.
        @TearDown
        public void close() {
            items.close();
        }
    }

    /// A suspending sequence.
    @State(Scope.Thread)
    public static class Sequence {
        private final Iterator<Integer> items = KotlinPeers.pull();
    }

    /// A queue for one producer and one consumer, both of which spin.
    @State(Scope.Thread)
    public static class Spinning {
        private final Queue<Integer> queue = new SpscAtomicArrayQueue<>(AHEAD);
        private volatile boolean isClosed;

        /// Starts the producer.
        @Setup
        public void start() {
            Thread.ofPlatform().daemon().start(() -> {
                for (Integer item = 0; !isClosed; item++) {
                    while (!queue.offer(item) && !isClosed) {
                        Thread.onSpinWait();
                    }
                }
            });
        }

        /// Ends the producer.
        @TearDown
        public void close() {
            isClosed = true;
        }
    }

    /// A blocking queue.
    @State(Scope.Thread)
    public static class Blocking {
        private final BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(AHEAD);
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

    /// Ours.
    @Benchmark
    public int generatorPrefetch(Prefetching producer) {
        return producer.items.next();
    }

    /// Peer: a suspending sequence.
    @Benchmark
    public int kotlinSequence(Sequence producer) {
        return producer.items.next();
    }

    /// Peer: a queue of JCTools.
    @Benchmark
    public int spinningQueue(Spinning producer) {
        while (true) {
            Integer item = producer.queue.poll();
            if (item != null) {
                return item;
            }
            Thread.onSpinWait();
        }
    }

    /// Peer: a queue of the JDK.
    @Benchmark
    public int blockingQueue(Blocking producer) throws InterruptedException {
        return producer.queue.take();
    }
}
