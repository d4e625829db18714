// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Strand;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One strand of a soak, which does one step after the other.
abstract sealed class Actor implements Runnable {

    /// What everybody is to do at present; changed by the conductor.
    static final class Phase {
        volatile boolean isLull;
        volatile boolean isOver;
    }

    final String name;
    final Random random;
    private final Phase phase;

    private volatile long steps;
    private volatile boolean isResting;
    private volatile @Nullable Throwable failure;

    private Actor(String name, Random random, Phase phase) {
        this.name = name;
        this.random = random;
        this.phase = phase;
    }

    /// How many steps were done, or begun and ended early.
    final long steps() {
        return steps;
    }

    final @Nullable Throwable failure() {
        return failure;
    }

    /// Whether it is between two steps and will not begin the next before the lull is over.
    final boolean isResting() {
        return isResting;
    }

    private void rest() {
        isResting = true;
        while (phase.isLull && !phase.isOver) {
            try {
                Strand.sleep(Duration.ofMillis(1));
            } catch (InterruptedException e) {
                continue; // a disturbance that has come too late
            }
        }
        isResting = false;
    }

    abstract void step() throws InterruptedException;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    public final void run() {
        try {
            while (!phase.isOver) {
                if (phase.isLull) {
                    rest();
                } else {
                    step();
                    steps++;
                }
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    /// Waits as long as it takes, and is left alone.
    static final class Patient extends Actor {
        private final Subject subject;

        Patient(String name, Random random, Phase phase, Subject subject) {
            super(name, random, phase);
            this.subject = subject;
        }

        @Override
        void step() throws InterruptedException {
            subject.patientStep(random);
            Strand.yieldNow(); // a task that never has to wait would keep its loop
        }
    }

    /// Goes from subject to subject and is disturbed all the time.
    static final class Impatient extends Actor {
        private final List<Subject> subjects;
        private volatile @Nullable CancelScope scope;
        private volatile long endedEarly;

        Impatient(String name, Random random, Phase phase, List<Subject> subjects) {
            super(name, random, phase);
            this.subjects = subjects;
        }

        /// Cancels the step that is under way, if there is one.
        void cancel() {
            CancelScope present = scope;
            if (present != null) {
                present.cancel("disturbed");
            }
        }

        long endedEarly() {
            return endedEarly;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
        void step() {
            Subject subject = subjects.get(random.nextInt(subjects.size()));
            CancelScope around = new CancelScope(name);
            if (random.nextInt(4) == 0) {
                around.expireAfter(Pauses.any(random));
            }
            scope = around;
            try {
                around.run(() -> subject.step(random));
                Strand.yieldNow();
            } catch (InterruptedException | TimeoutException e) {
                endedEarly++;
            }
            if (around.isCancelled()) {
                endedEarly++;
            }
        }
    }
}
