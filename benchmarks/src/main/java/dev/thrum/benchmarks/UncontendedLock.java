// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReadWriteMutex;
import dev.thrum.sync.ReentrantMutex;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
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

/// One thread takes and gives back a lock that nobody else wants. One operation is a lock and an unlock.
///
/// `Mutex.lock` and `CountingSemaphore.acquire` look at the interrupt status; `ReentrantLock.lock` does not, so
/// `reentrantLockInterruptible` stands beside it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class UncontendedLock {

    /// How many increments Kotlin's lock is given at a time, so that the start of its coroutine does not show.
    private static final int INCREMENTS = 100_000;

    private final Mutex mutex = new Mutex();
    private final ReentrantMutex reentrantMutex = new ReentrantMutex();
    private final ReadWriteMutex readWriteMutex = new ReadWriteMutex();
    private final CountingSemaphore countingSemaphore = new CountingSemaphore(1);
    private final ReentrantLock reentrantLock = new ReentrantLock();
    private final Semaphore semaphore = new Semaphore(1);
    private final StampedLock stampedLock = new StampedLock();
    private final Object monitor = new Object();

    private int counter;

    /// Our lock.
    @Benchmark
    public int mutex() throws InterruptedException {
        mutex.lock();
        try {
            return ++counter;
        } finally {
            mutex.unlock();
        }
    }

    /// Our reentrant lock.
    @Benchmark
    public int reentrantMutex() {
        reentrantMutex.lock();
        try {
            return ++counter;
        } finally {
            reentrantMutex.unlock();
        }
    }

    /// Our read lock.
    @Benchmark
    public int readLock() {
        readWriteMutex.readLock().lock();
        try {
            return ++counter;
        } finally {
            readWriteMutex.readLock().unlock();
        }
    }

    /// Our semaphore.
    @Benchmark
    public int countingSemaphore() throws InterruptedException {
        countingSemaphore.acquire();
        try {
            return ++counter;
        } finally {
            countingSemaphore.release();
        }
    }

    /// Peer: the JDK's lock, interruptible.
    @Benchmark
    public int reentrantLockInterruptible() throws InterruptedException {
        reentrantLock.lockInterruptibly();
        try {
            return ++counter;
        } finally {
            reentrantLock.unlock();
        }
    }

    /// Peer: the JDK's lock.
    @Benchmark
    public int reentrantLock() {
        reentrantLock.lock();
        try {
            return ++counter;
        } finally {
            reentrantLock.unlock();
        }
    }

    /// Peer: the JDK's semaphore.
    @Benchmark
    public int semaphore() throws InterruptedException {
        semaphore.acquire();
        try {
            return ++counter;
        } finally {
            semaphore.release();
        }
    }

    /// Peer: the JDK's stamped lock, exclusive.
    @Benchmark
    public int stampedLock() throws InterruptedException {
        long stamp = stampedLock.writeLockInterruptibly();
        try {
            return ++counter;
        } finally {
            stampedLock.unlockWrite(stamp);
        }
    }

    /// Peer: a monitor.
    @Benchmark
    public int monitor() {
        synchronized (monitor) {
            return ++counter;
        }
    }

    /// Peer: Kotlin's lock, in one coroutine.
    @Benchmark
    @OperationsPerInvocation(INCREMENTS)
    public int kotlinMutex() {
        return KotlinLocks.increments(INCREMENTS);
    }
}
