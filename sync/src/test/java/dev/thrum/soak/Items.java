// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.QueueShutdownException;
import dev.thrum.sync.WorkQueue;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Every item that was put is taken exactly once, or still there at the end.
class Items implements Subject {

    private final WorkQueue<Long> queue;
    private final Tally tally = new Tally();
    private final TalliedQueue tallied;

    Items(WorkQueue<Long> queue) {
        this.queue = queue;
        tallied = new TalliedQueue(queue, tally);
    }

    @Override
    public final void step(Random random) throws InterruptedException {
        switch (random.nextInt(6)) {
            case 0 -> put(null);
            case 1 -> put(Duration.ZERO);
            case 2 -> put(Pauses.any(random));
            case 3 -> tallied.took(queue.take());
            case 4 -> tallied.took(queue.poll());
            default -> tallied.took(queue.poll(Pauses.any(random)));
        }
    }

    @Override
    public final void patientStep(Random random) throws InterruptedException {
        try {
            put(null);
            tallied.took(queue.take());
        } catch (QueueShutdownException e) {
            assertThat(queue.isShutdown()).isTrue(); // the end
        }
    }

    private void put(@Nullable Duration timeout) throws InterruptedException {
        long item = tally.next();
        if (enter(item, timeout)) {
            tally.in(item);
        }
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

    @Override
    public final void settle() {
        tallied.settle();
    }

    @Override
    public final void end() {
        queue.shutdown();
    }

    @Override
    public final void check() {
        tallied.check();
    }

    @Override
    public final String toString() {
        return tallied.toString();
    }
}
