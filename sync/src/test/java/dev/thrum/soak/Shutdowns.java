// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.QueueShutdownException;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// A queue that is shut down again and again, in either way, while others put and take; a new one follows. All that was
/// put was taken, or was left when it was shut down, and who waits to join goes on.
final class Shutdowns implements Subject {

    private final Tally tally = new Tally();
    private volatile TalliedQueue latest = newQueue();
    private final LongAdder shutdowns = new LongAdder();
    private final LongAdder joins = new LongAdder();
    private volatile boolean isClosed;

    private TalliedQueue newQueue() {
        return new TalliedQueue(new FifoQueue<>(2), tally);
    }

    @Override
    public void step(Random random) throws InterruptedException {
        TalliedQueue present = latest;
        try {
            switch (random.nextInt(16)) {
                case 0 -> shutDown(present, random.nextBoolean());
                case 1, 2, 3 -> {
                    long item = tally.next();
                    present.queue().put(item);
                    tally.in(item);
                }
                case 4, 5, 6 -> {
                    long item = tally.next();
                    if (present.queue().offer(item, Pauses.any(random))) {
                        tally.in(item);
                    }
                }
                case 7, 8, 9, 10 -> present.took(present.queue().take());
                case 11 -> present.queue().join(Pauses.any(random));
                default -> present.took(present.queue().poll(Pauses.any(random)));
            }
        } catch (QueueShutdownException e) {
            replace(present);
        }
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        TalliedQueue present = latest;
        try {
            long item = tally.next();
            present.queue().put(item);
            tally.in(item);
            present.took(present.queue().take());
            if (random.nextInt(64) == 0) {
                shutDown(present, random.nextBoolean());
                present.queue().join(); // nobody keeps what it has taken
                joins.increment();
            }
        } catch (QueueShutdownException e) {
            replace(present);
        }
    }

    /// However it ends: what is left is taken.
    private void shutDown(TalliedQueue present, boolean drops) {
        if (drops) {
            present.queue().shutdownNow().forEach(tally::out);
        } else {
            present.queue().shutdown();
        }
        replace(present);
    }

    /// Takes what is left in a queue that is shut down, and has a new one take its place.
    private void replace(TalliedQueue present) {
        assertThat(present.queue().isShutdown()).isTrue();
        present.drain();
        synchronized (this) {
            if (latest == present && !isClosed) {
                latest = newQueue();
                shutdowns.increment();
            }
        }
    }

    @Override
    public void settle() {
        latest.settle();
    }

    @Override
    public void end() {
        synchronized (this) {
            isClosed = true;
        }
        latest.queue().shutdown();
    }

    @Override
    public void check() {
        latest.check();
    }

    @Override
    public String toString() {
        return "a queue shut down " + shutdowns + " times: " + tally + ", " + joins + " joins after that";
    }
}
