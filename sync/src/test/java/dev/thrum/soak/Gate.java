// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.Event;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/// A gate is opened and shut; nobody comes through one that was shut all the time, and nobody is left before an open
/// one.
final class Gate implements Subject {

    private final Event open = Event.named("gate");
    private final LongAdder passed = new LongAdder();

    // Written under the monitor of `this`; the event is set only while `sets` is greater than `clears`.
    private volatile long sets;
    private volatile long clears;
    private boolean isClosed;

    @Override
    public void step(Random random) throws InterruptedException {
        switch (random.nextInt(5)) {
            case 0 -> set();
            case 1, 2 -> clear();
            case 3 -> pass(random, true);
            default -> pass(random, false);
        }
    }

    @Override
    public void patientStep(Random random) throws InterruptedException {
        pass(random, false);
    }

    private void pass(Random random, boolean timed) throws InterruptedException {
        long before = clears;
        if (timed) {
            if (!open.await(Pauses.any(random))) {
                return;
            }
        } else {
            open.await();
        }
        if (sets <= before) {
            throw new AssertionError("Somebody came through a shut gate");
        }
        passed.increment();
    }

    @Override
    public void settle() {
        set();
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private synchronized void set() {
        if (sets == clears) {
            sets++;
            open.set();
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private synchronized void clear() {
        if (sets > clears && !isClosed) {
            open.clear();
            clears++;
        }
    }

    @Override
    public synchronized void end() {
        isClosed = true;
        set();
    }

    @Override
    public void check() {
        assertThat(open.statistics()).isEqualTo("set, 0 waiting");
        assertThat(sets).isEqualTo(clears + 1);
    }

    @Override
    public String toString() {
        return open + ": opened " + sets + " times, " + passed + " came through";
    }
}
