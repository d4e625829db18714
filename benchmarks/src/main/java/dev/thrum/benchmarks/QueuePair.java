// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.sync.FifoQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One producer passes numbers to one consumer. The peer is made for just that and cannot do anything else.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class QueuePair {

    private static final int TRANSFERS = 256_000;
    private static final int CAPACITY = 1_024;

    private final FifoQueue<Integer> fifo = new FifoQueue<>(CAPACITY);
    private final Queue<Integer> spinning = new SpscAtomicArrayQueue<>(CAPACITY);

    /// Our queue, which any number may use.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long fifoQueue() throws InterruptedException {
        return QueueLoad.run(1, TRANSFERS, fifo::put, fifo::take);
    }

    /// Peer: JCTools' array for one producer and one consumer, on which both spin.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long spinningPair() throws InterruptedException {
        return QueueLoad.spinning(1, TRANSFERS, spinning);
    }
}
