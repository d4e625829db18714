// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Resource;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// A lock guards a plain counter, which must have counted every time it was held.
final class Locks implements Subject {

    /// What mutexes have in common, as far as it is needed here.
    private interface Lock {
        void lock() throws InterruptedException;

        boolean tryLock();

        boolean tryLock(Duration timeout) throws InterruptedException;

        void unlock();
    }

    private final Resource resource;
    private final Lock lock;
    private final int deepest;
    private final LongAdder held = new LongAdder();

    // Guarded by the lock.
    private long counter;
    private boolean isInside;

    private Locks(Resource resource, Lock lock, int deepest) {
        this.resource = resource;
        this.lock = lock;
        this.deepest = deepest;
    }

    static Locks of(Mutex mutex) {
        return new Locks(mutex, new Lock() {
            @Override
            public void lock() throws InterruptedException {
                mutex.lock();
            }

            @Override
            public boolean tryLock() {
                return mutex.tryLock();
            }

            @Override
            public boolean tryLock(Duration timeout) throws InterruptedException {
                return mutex.tryLock(timeout);
            }

            @Override
            public void unlock() {
                mutex.unlock();
            }
        }, 1);
    }

    static Locks of(ReentrantMutex mutex) {
        return new Locks(mutex, new Lock() {
            @Override
            public void lock() throws InterruptedException {
                mutex.lockInterruptibly();
            }

            @Override
            public boolean tryLock() {
                return mutex.tryLock();
            }

            @Override
            public boolean tryLock(Duration timeout) throws InterruptedException {
                return mutex.tryLock(timeout);
            }

            @Override
            public void unlock() {
                mutex.unlock();
            }
        }, 3);
    }

    @Override
    public void step(Random random) throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> {
                if (!lock.tryLock()) {
                    return;
                }
            }
            case 1 -> {
                if (!lock.tryLock(Pauses.any(random))) {
                    return;
                }
            }
            default -> lock.lock();
        }
        hold(random, random.nextInt(deepest));
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        lock.lock();
        hold(random, random.nextInt(deepest));
    }

    private void hold(Random random, int deeper) throws InterruptedException {
        try {
            if (deeper > 0) {
                lock.lock();
                hold(random, deeper - 1);
                return;
            }
            if (isInside) {
                throw new AssertionError("Two at the same time have " + resource);
            }
            isInside = true;
            long before = counter;
            Pauses.dawdle(random);
            counter = before + 1;
            held.increment();
            isInside = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void check() {
        assertThat(resource.statistics()).isEqualTo("free, 0 waiting");
        assertThat(counter).isEqualTo(held.sum());
    }

    @Override
    public String toString() {
        return resource + ": counted " + counter + " of " + held;
    }
}
