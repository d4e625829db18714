// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.Mutex;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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
import org.openjdk.jmh.annotations.Warmup;

/// What two tasks of one loop share: an item that one puts into a queue and the other takes out, and a lock that goes
/// to and fro between them. One operation is one item, or one turn with the lock, in the middle of which its holder
/// gives way, so that the other one comes to wait.
///
/// The coroutines of Kotlin run in `runBlocking`. `asyncio…` come from `python/loop_queue.py`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LoopQueue {

    private static final int ITEMS = 64_000;
    private static final int TURNS = 16_000;

    /// Our queue, which is full or empty now and then.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long queueOf1024() throws InterruptedException, ExecutionException {
        return transfer(1_024);
    }

    /// Our queue, which is full or empty most of the time.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long queueOf16() throws InterruptedException, ExecutionException {
        return transfer(16);
    }

    private static long transfer(int capacity) throws InterruptedException, ExecutionException {
        FifoQueue<Integer> queue = new FifoQueue<>(capacity);
        return EventLoop.run(() -> both(
                () -> {
                    for (int item = 0; item < ITEMS; item++) {
                        queue.put(item);
                    }
                    return 0L;
                },
                () -> {
                    long sum = 0;
                    for (int i = 0; i < ITEMS; i++) {
                        sum += queue.take();
                    }
                    return sum;
                }));
    }

    /// Our lock.
    @Benchmark
    @OperationsPerInvocation(2 * TURNS)
    public long mutex() throws InterruptedException, ExecutionException {
        return turnsWith(new Mutex());
    }

    /// Our lock, in strict turns.
    @Benchmark
    @OperationsPerInvocation(2 * TURNS)
    public long fairMutex() throws InterruptedException, ExecutionException {
        return turnsWith(Mutex.fair());
    }

    private static long turnsWith(Mutex mutex) throws InterruptedException, ExecutionException {
        Callable<Long> body = () -> {
            for (int i = 0; i < TURNS; i++) {
                mutex.lock();
                try {
                    Strand.yieldNow();
                } finally {
                    mutex.unlock();
                }
            }
            return 1L;
        };
        return EventLoop.run(() -> both(body, body));
    }

    private static long both(Callable<Long> one, Callable<Long> other) throws InterruptedException, ExecutionException {
        Task<Long> first = EventLoop.spawn("first", one);
        Task<Long> second = EventLoop.spawn("second", other);
        return first.await() + second.await();
    }

    /// Peer: a channel of Kotlin.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinQueueOf1024() {
        return KotlinLoop.passItems(1_024, ITEMS);
    }

    /// Peer: a channel of Kotlin.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public long kotlinQueueOf16() {
        return KotlinLoop.passItems(16, ITEMS);
    }

    /// Peer: the lock of Kotlin's coroutines.
    @Benchmark
    @OperationsPerInvocation(2 * TURNS)
    public void kotlinMutex() {
        KotlinLoop.handMutex(TURNS);
    }
}
