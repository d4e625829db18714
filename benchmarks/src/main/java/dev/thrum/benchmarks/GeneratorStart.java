// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.GeneratorIterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A generator is created, gives one item and is closed. One operation is one generator.
///
/// Two threads stand beside it: one that does nothing, and one that parks until it is told to end, as a suspended body
/// does. The continuation and Kotlin's sequence are dropped after their first item, for they cannot be closed.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class GeneratorStart {

    private final Generator<Integer> generator = Generator.of(out -> {
        for (int number = 0; ; number++) {
            out.yield(number);
        }
    });

    private Integer item = 0;
    private volatile boolean isToldToEnd;

    /// Ours.
    @Benchmark
    public int generatorStart() {
        try (GeneratorIterator<Integer> items = generator.iterator()) {
            return items.next();
        }
    }

    /// Peer: a thread that ends at once.
    @Benchmark
    public int virtualThread() throws InterruptedException {
        Thread.startVirtualThread(() -> item++).join();
        return item;
    }

    /// Peer: a thread that has to be told.
    @Benchmark
    public int parkedVirtualThread() throws InterruptedException {
        isToldToEnd = false;
        Thread thread = Thread.startVirtualThread(() -> {
            item++;
            while (!isToldToEnd) {
                LockSupport.park(this);
            }
        });
        isToldToEnd = true;
        LockSupport.unpark(thread);
        thread.join();
        return item;
    }

    /// Floor: a continuation.
    @Benchmark
    public int continuation() {
        RawContinuation body = new RawContinuation(() -> {
            item++;
            RawContinuation.pause();
        });
        body.run();
        return item;
    }

    /// Peer: a suspending sequence.
    @Benchmark
    public int kotlinSequence() {
        return KotlinPeers.pull().next();
    }
}
