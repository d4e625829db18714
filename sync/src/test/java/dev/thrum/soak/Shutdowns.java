// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.QueueShutdownException;
import dev.thrum.sync.WorkQueue;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A queue that is shut down again and again, in either way, while others put and take; a new one follows. All that was
/// put was taken, or was left when it was shut down, and who waits to join goes on.
final class Shutdowns implements Subject {

    private volatile WorkQueue<Long> queue = new FifoQueue<>(2);
    private final Tally tally = new Tally();
    private final LongAdder shutdowns = new LongAdder();
    private final LongAdder joins = new LongAdder();
    private volatile boolean isClosed;

    @Override
    public void step(Random random) throws InterruptedException {
        WorkQueue<Long> present = queue;
        try {
            switch (random.nextInt(16)) {
                case 0 -> shutDown(present, random.nextBoolean());
                case 1, 2, 3 -> {
                    long item = tally.next();
                    present.put(item);
                    tally.in(item);
                }
                case 4, 5, 6 -> {
                    long item = tally.next();
                    if (present.offer(item, Pauses.any(random))) {
                        tally.in(item);
                    }
                }
                case 7, 8, 9, 10 -> took(present, present.take());
                case 11 -> present.join(Pauses.any(random));
                default -> took(present, present.poll(Pauses.any(random)));
            }
        } catch (QueueShutdownException e) {
            replace(present);
        }
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        WorkQueue<Long> present = queue;
        try {
            long item = tally.next();
            present.put(item);
            tally.in(item);
            took(present, present.take());
            if (random.nextInt(64) == 0) {
                shutDown(present, random.nextBoolean());
                present.join(); // nobody keeps what it has taken
                joins.increment();
            }
        } catch (QueueShutdownException e) {
            replace(present);
        }
    }

    private void took(WorkQueue<Long> from, @Nullable Long item) {
        if (item != null) {
            tally.out(item);
            from.taskDone();
        }
    }

    /// However it ends: what is left is taken.
    private void shutDown(WorkQueue<Long> present, boolean drops) {
        if (drops) {
            present.shutdownNow().forEach(tally::out);
        } else {
            present.shutdown();
        }
        replace(present);
    }

    /// Takes what is left in a queue that is shut down, and has a new one take its place.
    private void replace(WorkQueue<Long> present) {
        assertThat(present.isShutdown()).isTrue();
        for (Long left = present.poll(); left != null; left = present.poll()) {
            took(present, left);
        }
        synchronized (this) {
            if (queue == present && !isClosed) {
                queue = new FifoQueue<>(2);
                shutdowns.increment();
            }
        }
    }

    @Override
    public void settle() {
        WorkQueue<Long> present = queue;
        if (present.isEmpty()) {
            long item = tally.next();
            if (present.offer(item)) {
                tally.in(item);
            }
        } else if (present.remainingCapacity() == 0) {
            took(present, present.poll());
        }
    }

    @Override
    public void end() {
        synchronized (this) {
            isClosed = true;
        }
        queue.shutdown();
    }

    @Override
    public void check() {
        for (Long left = queue.poll(); left != null; left = queue.poll()) {
            took(queue, left);
        }
        tally.check();
    }

    @Override
    public String toString() {
        return "a queue shut down " + shutdowns + " times: " + tally + ", " + joins + " joins after that";
    }
}
