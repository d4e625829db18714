// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Action;
import dev.thrum.core.Resource;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/// A lock guards a plain counter, which must have counted every time it was held.
final class Locks implements Subject {

    /// An attempt to take the lock, which may have to wait.
    @FunctionalInterface
    private interface TimedAttempt {

        boolean within(Duration timeout) throws InterruptedException;
    }

    /// What mutexes have in common, as far as it is needed here.
    private record Ways(Action<RuntimeException> lock, BooleanSupplier tryLock, TimedAttempt tryLockInTime,
            Runnable unlock) {}

    private final Resource resource;
    private final Ways ways;
    private final int deepest;
    private final LongAdder held = new LongAdder();

    // Guarded by the lock.
    private long counter;
    private boolean isInside;

    private Locks(Resource resource, Ways ways, int deepest) {
        this.resource = resource;
        this.ways = ways;
        this.deepest = deepest;
    }

    static Locks of(Mutex mutex) {
        return new Locks(mutex, new Ways(mutex::lock, mutex::tryLock, mutex::tryLock, mutex::unlock), 1);
    }

    static Locks of(ReentrantMutex mutex) {
        return new Locks(mutex, new Ways(mutex::lockInterruptibly, mutex::tryLock, mutex::tryLock, mutex::unlock), 3);
    }

    @Override
    public void step(Random random) throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> {
                if (!ways.tryLock.getAsBoolean()) {
                    return;
                }
            }
            case 1 -> {
                if (!ways.tryLockInTime.within(Pauses.any(random))) {
                    return;
                }
            }
            default -> ways.lock.run();
        }
        hold(random, random.nextInt(deepest));
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        ways.lock.run();
        hold(random, random.nextInt(deepest));
    }

    private void hold(Random random, int deeper) throws InterruptedException {
        try {
            if (deeper > 0) {
                ways.lock.run();
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
            ways.unlock.run();
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
