// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// Numbers come through a chain of bodies, each of which delegates to the next and the last of which yields them. One
/// operation is one number. The depth is the number of delegations.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GeneratorDelegation {

    /// So many that the cost of setting up the longest chain, up to 100 microseconds, does not show.
    private static final int ITEMS = 10_000_000;

    private static Generator<Integer> delegating(int depth, int items) {
        if (depth > 0) {
            Generator<Integer> next = delegating(depth - 1, items);
            return Generator.of(out -> out.yieldFrom(next));
        }
        return Generator.of(out -> {
            for (int item = 0; item < items; item++) {
                out.yield(item);
            }
        });
    }

    /// A generator that is pulled.
    public abstract static class Pulled {
        private final GeneratorIterator<Integer> items;

        Pulled(int depth) {
            items = delegating(depth, Integer.MAX_VALUE).iterator();
        }

        final Integer next() {
            return items.next();
        }

        /// Ends the bodies.
        @TearDown
        public void close() {
            items.close();
        }
    }

    /// One delegation.
    @State(Scope.Thread)
    public static class Depth1 extends Pulled {
        /// Starts nothing yet.
        public Depth1() {
            super(1);
        }
    }

    /// Ten delegations.
    @State(Scope.Thread)
    public static class Depth10 extends Pulled {
        /// Starts nothing yet.
        public Depth10() {
            super(10);
        }
    }

    /// A thousand delegations.
    @State(Scope.Thread)
    public static class Depth1000 extends Pulled {
        /// Starts nothing yet.
        public Depth1000() {
            super(1_000);
        }
    }

    /// Sequences of Kotlin.
    @State(Scope.Thread)
    public static class Sequences {
        private final Iterator<Integer> depth1 = KotlinPeers.delegating(1);
        private final Iterator<Integer> depth10 = KotlinPeers.delegating(10);
        private final Iterator<Integer> depth1000 = KotlinPeers.delegating(1_000);
    }

    /// Ours, pulled.
    @Benchmark
    public int pullDepth1(Depth1 generator) {
        return generator.next();
    }

    /// Ours, pulled.
    @Benchmark
    public int pullDepth10(Depth10 generator) {
        return generator.next();
    }

    /// Ours, pulled.
    @Benchmark
    public int pullDepth1000(Depth1000 generator) {
        return generator.next();
    }

    /// Ours, from beginning to end.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void pushDepth1(Blackhole consumer) {
        delegating(1, ITEMS).forEach(consumer::consume);
    }

    /// Ours, from beginning to end.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void pushDepth10(Blackhole consumer) {
        delegating(10, ITEMS).forEach(consumer::consume);
    }

    /// Ours, from beginning to end.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void pushDepth1000(Blackhole consumer) {
        delegating(1_000, ITEMS).forEach(consumer::consume);
    }

    /// Peer: `yieldAll`.
    @Benchmark
    public int kotlinDepth1(Sequences sequences) {
        return sequences.depth1.next();
    }

    /// Peer: `yieldAll`.
    @Benchmark
    public int kotlinDepth10(Sequences sequences) {
        return sequences.depth10.next();
    }

    /// Peer: `yieldAll`.
    @Benchmark
    public int kotlinDepth1000(Sequences sequences) {
        return sequences.depth1000.next();
    }
}
