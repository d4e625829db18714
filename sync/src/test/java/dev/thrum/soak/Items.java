// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.QueueShutdownException;
import dev.thrum.sync.WorkQueue;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Every item that was put is taken exactly once, or still there at the end.
class Items implements Subject {

    private final WorkQueue<Long> queue;
    private final AtomicLong numbers = new AtomicLong();

    // Numbers of items, and sums of something like a random number for each, in which a lost and a doubled one do not
    // make up for one another.
    private final LongAdder put = new LongAdder();
    private final LongAdder putSum = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder takenSum = new LongAdder();

    Items(WorkQueue<Long> queue) {
        this.queue = queue;
    }

    @Override
    public final void step(Random random) throws InterruptedException {
        switch (random.nextInt(6)) {
            case 0 -> put(null);
            case 1 -> put(Duration.ZERO);
            case 2 -> put(Pauses.any(random));
            case 3 -> took(queue.take());
            case 4 -> took(queue.poll());
            default -> took(queue.poll(Pauses.any(random)));
        }
    }

    @Override
    public final void patientStep(Random random) throws InterruptedException {
        try {
            put(null);
            took(queue.take());
        } catch (QueueShutdownException e) {
            assertThat(queue.isShutdown()).isTrue(); // the end
        }
    }

    private void put(@Nullable Duration timeout) throws InterruptedException {
        long item = numbers.getAndIncrement();
        if (enter(item, timeout)) {
            entered(item);
        }
    }

    private void entered(long item) {
        put.increment();
        putSum.add(scrambled(item));
    }

    /// Overridden by a canary.
    ///
    /// @param timeout how long to wait for room; `null` for as long as it takes
    boolean enter(long item, @Nullable Duration timeout) throws InterruptedException {
        if (timeout == null) {
            queue.put(item);
            return true;
        }
        return timeout.isZero() ? queue.offer(item) : queue.offer(item, timeout);
    }

    private void took(@Nullable Long item) {
        if (item != null) {
            taken.increment();
            takenSum.add(scrambled(item));
            queue.taskDone();
        }
    }

    private static long scrambled(long item) {
        long bits = (item + 1) * 0x9E3779B97F4A7C15L;
        return (bits ^ bits >>> 29) * 0xBF58476D1CE4E5B9L;
    }

    @Override
    public final void settle() {
        if (queue.isEmpty()) {
            long item = numbers.getAndIncrement();
            if (queue.offer(item)) {
                entered(item);
            }
        } else if (queue.remainingCapacity() == 0) {
            took(queue.poll());
        }
    }

    @Override
    public final void end() {
        queue.shutdown();
    }

    @Override
    public final void check() {
        for (Long left = queue.poll(); left != null; left = queue.poll()) {
            took(left);
        }
        assertThat(taken.sum()).as("items taken").isEqualTo(put.sum());
        assertThat(takenSum.sum()).as("sum of the items taken").isEqualTo(putSum.sum());
        assertThat(queue.inspect().facts().get("state")).contains(" 0 in hand")
                .endsWith("0 putting, 0 taking, 0 joining");
    }

    @Override
    public final String toString() {
        return queue.inspect().name() + ": " + put + " put, " + taken + " taken";
    }
}
