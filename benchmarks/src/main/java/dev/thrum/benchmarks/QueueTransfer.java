// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import com.softwaremill.jox.Channel;
import dev.thrum.sync.FifoQueue;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
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

/// Producers put numbers into a bounded queue, as many consumers take them out. One operation is one number through the
/// queue, of which an invocation transfers a fixed count and checks that none was lost. The threads are started by every
/// invocation; over so many numbers that does not show.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public abstract class QueueTransfer {

    private static final int TRANSFERS = 64_000;

    /// How many producers, and how many consumers; of the kind of thread that runs the benchmark.
    @Param({"1x1", "2x2", "4x4"})
    public String threads;

    private final FifoQueue<Integer> fifo;
    private final BlockingQueue<Integer> array;
    private final BlockingQueue<Integer> linked;
    private final Queue<Integer> spinning;
    private final Channel<Integer> jox;
    private final KotlinQueue kotlin;

    QueueTransfer(int capacity) {
        fifo = new FifoQueue<>(capacity);
        array = new ArrayBlockingQueue<>(capacity);
        linked = new LinkedBlockingQueue<>(capacity);
        spinning = new MpmcAtomicArrayQueue<>(capacity);
        jox = Channel.newBufferedChannel(capacity);
        kotlin = new KotlinQueue(capacity);
    }

    /// Our queue.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long fifoQueue() throws InterruptedException {
        return transfer(fifo::put, fifo::take);
    }

    /// Peer: the JDK's array.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long arrayBlockingQueue() throws InterruptedException {
        return transfer(array::put, array::take);
    }

    /// Peer: the JDK's list.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long linkedBlockingQueue() throws InterruptedException {
        return transfer(linked::put, linked::take);
    }

    /// Peer: a lock-free array of JCTools on which both sides spin, giving way to others now and then.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long spinningQueue() throws InterruptedException {
        return QueueLoad.spinning(number(), TRANSFERS, spinning);
    }

    /// Peer: a channel of Jox.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long joxChannel() throws InterruptedException {
        return transfer(jox::send, jox::receive);
    }

    /// Peer: a channel of Kotlin, whose coroutines block the threads.
    @Benchmark
    @OperationsPerInvocation(TRANSFERS)
    public long kotlinChannel() throws InterruptedException {
        return QueueLoad.share(number(), TRANSFERS, kotlin::send, kotlin::receive);
    }

    private long transfer(QueueLoad.Sink sink, QueueLoad.Source source) throws InterruptedException {
        return QueueLoad.run(number(), TRANSFERS, sink, source);
    }

    private int number() {
        return threads.charAt(0) - '0';
    }
}
