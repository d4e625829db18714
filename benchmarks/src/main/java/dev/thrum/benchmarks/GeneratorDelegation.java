// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Numbers come through a chain of bodies, each of which delegates to the next and the last of which yields them. One
/// operation is one number. The depth is the number of delegations.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GeneratorDelegation {

    /// Sequences of Kotlin.
    @State(Scope.Thread)
    public static class Sequences {
        private final Iterator<Integer> depth1 = KotlinPeers.delegating(1);
        private final Iterator<Integer> depth10 = KotlinPeers.delegating(10);
        private final Iterator<Integer> depth1000 = KotlinPeers.delegating(1_000);
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
