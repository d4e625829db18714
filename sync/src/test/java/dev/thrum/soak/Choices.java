// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.BoundedSemaphore;
import dev.thrum.sync.Clause;
import dev.thrum.sync.Event;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.QueueShutdownException;
import dev.thrum.sync.ReentrantMutex;
import dev.thrum.sync.Select;
import dev.thrum.sync.WorkQueue;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Selects over things of every kind, each of which does exactly one of them, or none.
class Choices implements Subject {

    private static final int PERMITS = 2;

    private final ReentrantMutex mutex = ReentrantMutex.named("a mutex to choose");
    private final BoundedSemaphore semaphore = BoundedSemaphore.named("permits to choose", PERMITS);
    private final WorkQueue<Long> queue = FifoQueue.named("a queue to choose", 2);
    private final Event over = Event.named("no more choices");
    private final Tally tally = new Tally();
    private final TalliedQueue tallied = new TalliedQueue(queue, tally);
    private final AtomicInteger out = new AtomicInteger();
    private final LongAdder held = new LongAdder();
    private final LongAdder acquired = new LongAdder();
    private final LongAdder nothing = new LongAdder();

    /// Guarded by the mutex.
    private long counter;

    private Clause<Boolean, RuntimeException> lock(Random random) {
        return mutex.onLock(() -> {
            try {
                long before = counter;
                Pauses.dawdle(random);
                counter = before + 1;
                held.increment();
                return true;
            } finally {
                mutex.unlock();
            }
        });
    }

    private Clause<Boolean, RuntimeException> acquire(Random random) {
        return semaphore.onAcquire(() -> {
            try {
                if (out.incrementAndGet() > PERMITS) {
                    throw new AssertionError("More permits are out than there are: " + out);
                }
                acquired.increment();
                Pauses.dawdle(random);
                return true;
            } finally {
                out.decrementAndGet();
                semaphore.release();
            }
        });
    }

    private Clause<Boolean, RuntimeException> put() {
        long item = tally.next();
        return queue.onPut(item, () -> entered(item));
    }

    /// Overridden by a canary.
    boolean entered(long item) {
        tally.in(item);
        return true;
    }

    private Clause<Boolean, RuntimeException> take() {
        return queue.onTake(this::taken);
    }

    private boolean taken(long item) {
        tallied.took(item);
        return true;
    }

    private Clause<Boolean, RuntimeException> giveUp(Duration timeout) {
        return Select.onTimeout(timeout, () -> {
            nothing.increment();
            return false;
        });
    }

    @Override
    public final void step(Random random) throws InterruptedException {
        switch (random.nextInt(7)) {
            case 0 -> Select.over(lock(random), acquire(random), take());
            case 1 -> Select.over(lock(random), giveUp(Pauses.any(random)));
            case 2 -> Select.inOrder(acquire(random), lock(random), giveUp(Pauses.any(random)));
            case 3 -> Select.over(put(), take(), acquire(random));
            case 4 -> Select.over(put(), giveUp(Pauses.any(random)));
            case 5 -> Select.over(take(), over.onSet(() -> true), giveUp(Pauses.any(random)));
            default -> Select.over(lock(random), acquire(random), take(), put(), giveUp(Duration.ZERO));
        }
    }

    @Override
    public final void patientStep(Random random) throws InterruptedException {
        try {
            switch (random.nextInt(5)) {
                case 0 -> Select.over(lock(random));
                case 1 -> Select.over(acquire(random), lock(random));
                case 2 -> Select.over(acquire(random));
                case 3 -> Select.over(put(), over.onSet(() -> true));
                default -> Select.over(take(), over.onSet(() -> true));
            }
        } catch (QueueShutdownException e) {
            assertThat(queue.isShutdown()).isTrue(); // the end
        }
    }

    @Override
    public final void settle() {
        tallied.settle();
    }

    @Override
    public final void end() {
        over.set();
        queue.shutdown();
    }

    @Override
    public final void check() {
        tallied.check();
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
        assertThat(counter).isEqualTo(held.sum());
        assertThat(semaphore.statistics()).isEqualTo(PERMITS + " of " + PERMITS + " free, 0 waiting");
        assertThat(over.statistics()).endsWith(" 0 waiting");
    }

    @Override
    public final String toString() {
        return "selects: " + held + " locked, " + acquired + " acquired, " + tally + " of " + queue.inspect().name()
                + ", " + nothing + " times nothing";
    }
}
