// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.sync.Mutex;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
/// Several threads increment one counter under a mutex, with and without the detection of deadlocks. One operation is one
/// increment.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class DeadlockDetection {

    private static final int INCREMENTS = 256_000;

    /// How many threads of which kind.
    @Param({"2 platform", "8 platform", "8 virtual", "64 virtual"})
    public String threads;

    private final Mutex mutex = new Mutex();

    private int counter;

    /// As it is by default.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int on() throws InterruptedException {
        return increment();
    }

    /// Switched off for the whole JVM.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    @Fork(value = 1, jvmArgsPrepend = "-Dthrum.deadlocks=off")
    public int off() throws InterruptedException {
        return increment();
    }

    private int increment() throws InterruptedException {
        counter = 0;
        Contenders.share(threads, INCREMENTS, () -> {
            mutex.lock();
            try {
                counter++;
            } finally {
                mutex.unlock();
            }
        }, null);
        if (counter != INCREMENTS) {
            throw new IllegalStateException("Expected " + INCREMENTS + " increments, but counted " + counter);
        }
        return counter;
    }
}
