// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
/// Several threads increment one counter, each increment under a fair lock. One operation is one increment. The lock is
/// held until all threads wait for it; from then on, with a fair lock, they take turns.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class FairLock {

    private static final int INCREMENTS = 128_000;

    /// How many threads of which kind.
    @Param({"2 platform", "8 platform", "8 virtual", "64 virtual"})
    public String threads;

    private final Mutex mutex = Mutex.fair();
    private final ReentrantMutex reentrantMutex = ReentrantMutex.fair();
    private final CountingSemaphore countingSemaphore = CountingSemaphore.fair(1);
    private final ReentrantLock reentrantLock = new ReentrantLock(true);
    private final Semaphore semaphore = new Semaphore(1, true);

    private int counter;

    /// Our lock.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int mutex() throws InterruptedException {
        mutex.lock();
        return share(() -> {
            mutex.lock();
            try {
                counter++;
            } finally {
                mutex.unlock();
            }
        }, mutex::unlock);
    }

    /// Our reentrant lock.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int reentrantMutex() throws InterruptedException {
        reentrantMutex.lockInterruptibly();
        return share(() -> {
            reentrantMutex.lockInterruptibly();
            try {
                counter++;
            } finally {
                reentrantMutex.unlock();
            }
        }, reentrantMutex::unlock);
    }

    /// Our semaphore.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int countingSemaphore() throws InterruptedException {
        countingSemaphore.acquire();
        return share(() -> {
            countingSemaphore.acquire();
            try {
                counter++;
            } finally {
                countingSemaphore.release();
            }
        }, countingSemaphore::release);
    }

    /// Peer: the JDK's lock.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int reentrantLock() throws InterruptedException {
        reentrantLock.lockInterruptibly();
        return share(() -> {
            reentrantLock.lockInterruptibly();
            try {
                counter++;
            } finally {
                reentrantLock.unlock();
            }
        }, reentrantLock::unlock);
    }

    /// Peer: the JDK's semaphore.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int semaphore() throws InterruptedException {
        semaphore.acquire();
        return share(() -> {
            semaphore.acquire();
            try {
                counter++;
            } finally {
                semaphore.release();
            }
        }, semaphore::release);
    }

    private int share(Contenders.Step step, Runnable free) throws InterruptedException {
        counter = 0;
        Contenders.share(threads, INCREMENTS, step, free);
        if (counter != INCREMENTS) {
            throw new IllegalStateException("Expected " + INCREMENTS + " increments, but counted " + counter);
        }
        return counter;
    }
}
