// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.DeadlockException;
import dev.thrum.sync.Mutex;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// Patient strands take two locks in either order; a deadlock must end in one victim, and the others go on. The
/// impatient, whose time-outs would make each deadlock one that ends by itself, take one of the two only.
final class TwoLocks implements Subject {

    private final Mutex left = Mutex.named("left");
    private final Mutex right = Mutex.named("right");
    private final LongAdder held = new LongAdder();
    private final LongAdder deadlocks = new LongAdder();

    /// Guarded by both locks.
    private long counter;

    @Override
    public void step(Random random) throws InterruptedException {
        Mutex one = random.nextBoolean() ? left : right;
        if (one.tryLock(Pauses.any(random))) {
            try {
                Pauses.dawdle(random);
            } finally {
                one.unlock();
            }
        }
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        boolean leftFirst = random.nextBoolean();
        Mutex first = leftFirst ? left : right;
        Mutex second = leftFirst ? right : left;
        first.lock();
        try {
            Pauses.dawdle(random);
            second.lock();
            try {
                counter++;
                held.increment();
            } finally {
                second.unlock();
            }
        } catch (DeadlockException e) {
            deadlocks.increment();
        } finally {
            first.unlock();
        }
    }

    @Override
    public void check() {
        assertThat(left.statistics()).isEqualTo("free, 0 waiting");
        assertThat(right.statistics()).isEqualTo("free, 0 waiting");
        assertThat(counter).isEqualTo(held.sum());
    }

    @Override
    public String toString() {
        return left + " and " + right + ": counted " + counter + " of " + held + ", " + deadlocks + " deadlocks";
    }
}
