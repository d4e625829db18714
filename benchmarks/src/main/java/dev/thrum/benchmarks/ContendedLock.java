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

/// Several threads increment one counter, each increment under an unfair lock. One operation is one increment, of which
/// an invocation makes a fixed number, so a lock cannot look fast by letting one thread starve the others until time is
/// up. The threads are started by every invocation; over so many increments that does not show.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class ContendedLock {

    private static final int INCREMENTS = 256_000;

    /// How many threads of which kind.
    @Param({"2 platform", "8 platform", "8 virtual", "64 virtual"})
    public String threads;

    private final Mutex mutex = new Mutex();
    private final ReentrantMutex reentrantMutex = new ReentrantMutex();
    private final CountingSemaphore countingSemaphore = new CountingSemaphore(1);
    private final ReentrantLock reentrantLock = new ReentrantLock();
    private final Semaphore semaphore = new Semaphore(1);
    private final Object monitor = new Object();

    private int counter;

    /// Our lock.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int mutex() throws InterruptedException {
        return share(() -> {
            mutex.lock();
            try {
                counter++;
            } finally {
                mutex.unlock();
            }
        });
    }

    /// Our reentrant lock.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int reentrantMutex() throws InterruptedException {
        return share(() -> {
            reentrantMutex.lockInterruptibly();
            try {
                counter++;
            } finally {
                reentrantMutex.unlock();
            }
        });
    }

    /// Our semaphore.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int countingSemaphore() throws InterruptedException {
        return share(() -> {
            countingSemaphore.acquire();
            try {
                counter++;
            } finally {
                countingSemaphore.release();
            }
        });
    }

    /// Peer: the JDK's lock.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int reentrantLock() throws InterruptedException {
        return share(() -> {
            reentrantLock.lockInterruptibly();
            try {
                counter++;
            } finally {
                reentrantLock.unlock();
            }
        });
    }

    /// Peer: the JDK's semaphore.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int semaphore() throws InterruptedException {
        return share(() -> {
            semaphore.acquire();
            try {
                counter++;
            } finally {
                semaphore.release();
            }
        });
    }

    /// Peer: a monitor.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int monitor() throws InterruptedException {
        return share(() -> {
            synchronized (monitor) {
                counter++;
            }
        });
    }

    /// Peer: Kotlin's lock, which is fair, between as many coroutines of its default dispatcher. The same code for both
    /// kinds of threads.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int kotlinMutex() {
        return checked(KotlinLocks.contendedIncrements(Contenders.number(threads), INCREMENTS));
    }

    /// Has the threads make all increments.
    private int share(Contenders.Step step) throws InterruptedException {
        counter = 0;
        Contenders.share(threads, INCREMENTS, step, null);
        return checked(counter);
    }

    private static int checked(int count) {
        if (count != INCREMENTS) {
            throw new IllegalStateException("Expected " + INCREMENTS + " increments, but counted " + count);
        }
        return count;
    }
}
