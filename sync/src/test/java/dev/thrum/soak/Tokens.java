// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.Condition;
import dev.thrum.sync.ReentrantMutex;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/// A store of tokens made by hand from a mutex and two conditions. Each change signals one waiter only, so a signal
/// that goes to somebody who gives up, and not on to the next, leaves a patient strand waiting.
final class Tokens implements Subject {

    private static final int CAPACITY = 3;

    private final ReentrantMutex mutex = ReentrantMutex.named("store of tokens");
    private final Condition notEmpty = mutex.newCondition("not empty");
    private final Condition notFull = mutex.newCondition("not full");
    private final LongAdder put = new LongAdder();
    private final LongAdder taken = new LongAdder();

    // Guarded by the mutex.
    private int tokens;
    private boolean isClosed;

    @Override
    public void step(Random random) throws InterruptedException {
        move(random, random.nextBoolean(), random.nextBoolean());
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        move(random, true, false);
        move(random, false, false);
    }

    private void move(Random random, boolean in, boolean timed) throws InterruptedException {
        int depth = 1 + random.nextInt(2);
        int locked = 0;
        try {
            for (; locked < depth; locked++) {
                mutex.lockInterruptibly();
            }
            if (in) {
                if (await(notFull, () -> tokens < CAPACITY, random, timed) && !isClosed) {
                    tokens++;
                    put.increment();
                    notEmpty.signal();
                }
            } else if (await(notEmpty, () -> tokens > 0, random, timed) && !isClosed) {
                tokens--;
                taken.increment();
                notFull.signal();
            }
            assertThat(mutex.holdCount()).isEqualTo(depth);
        } finally {
            for (; locked > 0; locked--) {
                mutex.unlock();
            }
        }
    }

    private boolean await(Condition condition, BooleanSupplier predicate, Random random, boolean timed)
            throws InterruptedException {
        BooleanSupplier orClosed = () -> isClosed || predicate.getAsBoolean();
        if (timed) {
            return condition.await(orClosed, Pauses.any(random));
        }
        condition.await(orClosed);
        return true;
    }

    @Override
    public void settle() {
        mutex.lock();
        try {
            if (tokens == 0) {
                tokens++;
                put.increment();
                notEmpty.signal();
            } else if (tokens == CAPACITY) {
                tokens--;
                taken.increment();
                notFull.signal();
            }
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void end() {
        mutex.lock();
        try {
            isClosed = true;
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            mutex.unlock();
        }
    }

    @Override
    public void check() {
        assertThat(tokens).isBetween(0, CAPACITY);
        assertThat(put.sum()).isEqualTo(taken.sum() + tokens);
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
        assertThat(notEmpty.statistics()).endsWith(", 0 waiting");
        assertThat(notFull.statistics()).endsWith(", 0 waiting");
    }

    @Override
    public String toString() {
        return mutex + ": " + put + " put, " + taken + " taken, " + tokens + " left";
    }
}
