// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import dev.thrum.core.Baton;
import dev.thrum.core.Inspector;
import dev.thrum.soak.Actor.Impatient;
import dev.thrum.soak.Actor.Patient;
import dev.thrum.soak.Actor.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Strands of three kinds do random steps with all subjects at once, for a time, while most of them are interrupted and
/// cancelled at random. Afterwards everything has to add up, and nobody may be left behind.
///
/// For each subject and kind of strand there is one *patient* strand that is left alone and has no time-outs: a wake-up
/// that is lost shows in that this one does not go on. (Were it disturbed, the disturbance would cover it up.) And
/// since the next strand that comes along may repair what was lost, there is a lull many times a second, in which
/// nobody begins anything new: then everybody must come to rest.
final class Soak {

    private enum Kind { PLATFORM, VIRTUAL, TASK }

    private static final int IMPATIENT_OF_A_KIND = 8;
    private static final int LONGEST_STRETCH_NANOS = 60_000_000;

    private final long seed;
    private final Duration length;
    private final Duration patience;
    private final List<Subject> subjects;
    private final Baton baton = Baton.inRealTime("soak");
    private final List<Patient> patient = new ArrayList<>();
    private final List<Impatient> impatient = new ArrayList<>();
    private final List<Thread> patientThreads = new ArrayList<>();
    private final List<Thread> impatientThreads = new ArrayList<>();
    private final Random random;
    private long interrupts;
    private long cancellations;
    private long lulls;
    private final Phase phase = new Phase();

    /// @param seed of all that is random, except who is quicker
    /// @param length how long the load lasts
    /// @param patience how long it may take to come to rest before that counts as hanging
    /// @param subjects what to soak
    Soak(long seed, Duration length, Duration patience, List<Subject> subjects) {
        this.seed = seed;
        this.length = length;
        this.patience = patience;
        this.subjects = subjects;
        this.random = new Random(seed);
    }

    /// Runs the soak.
    ///
    /// @return what was done, in words
    /// @throws AssertionError if something does not add up, somebody hangs, or a strand fails; with the seed
    String run() throws InterruptedException {
        for (Kind kind : Kind.values()) {
            for (Subject subject : subjects) {
                String name = "patient with " + subject.getClass().getSimpleName() + ", " + kind;
                patient.add(new Patient(name, new Random(random.nextLong()), phase, subject));
                patientThreads.add(start(kind, patient.getLast()));
            }
            for (int i = 0; i < IMPATIENT_OF_A_KIND; i++) {
                impatient.add(new Impatient("impatient " + kind + " " + i, new Random(random.nextLong()), phase,
                        subjects));
                impatientThreads.add(start(kind, impatient.getLast()));
            }
        }
        Thread driver = Thread.ofPlatform().name("drives the soak").daemon().start(this::drive);
        try {
            disturbFor(length);
        } finally {
            phase.isOver = true;
        }
        long end = System.nanoTime() + patience.toNanos();
        while (impatientThreads.stream().anyMatch(Thread::isAlive)) {
            disturb();
            refuseAfter(end, "An impatient strand does not end");
        }
        subjects.forEach(Subject::end);
        for (Thread thread : patientThreads) {
            if (!thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                throw failure("\"" + thread.getName() + "\" does not end", null);
            }
        }
        driver.join(patience);
        refuseFailures();
        for (Subject subject : subjects) {
            try {
                subject.check();
            } catch (AssertionError e) {
                throw failure("It does not add up: " + subject, e);
            }
        }
        return report();
    }

    private Thread start(Kind kind, Actor actor) {
        return switch (kind) {
            case PLATFORM -> Thread.ofPlatform().name(actor.name).daemon().start(actor);
            case VIRTUAL -> Thread.ofVirtual().name(actor.name).start(actor);
            case TASK -> baton.fork(actor.name, actor).home();
        };
    }

    private void drive() {
        try {
            baton.drive();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void disturbFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            long lull = System.nanoTime() + random.nextInt(LONGEST_STRETCH_NANOS);
            while (System.nanoTime() < lull) {
                disturb();
            }
            lull();
            refuseFailures();
        }
    }

    /// Lets everybody come to rest.
    private void lull() {
        phase.isLull = true;
        long end = System.nanoTime() + patience.toNanos();
        for (Actor actor : actors()) {
            while (!actor.isResting()) {
                disturb();
                subjects.forEach(Subject::settle);
                refuseFailures();
                refuseAfter(end, "\"" + actor.name + "\" does not go on");
            }
        }
        phase.isLull = false;
        lulls++;
    }

    private List<Actor> actors() {
        List<Actor> all = new ArrayList<>(patient);
        all.addAll(impatient);
        return all;
    }

    private void disturb() {
        for (int i = random.nextInt(8); i >= 0; i--) {
            int victim = random.nextInt(impatient.size());
            if (random.nextBoolean()) {
                impatientThreads.get(victim).interrupt();
                interrupts++;
            } else {
                impatient.get(victim).cancel();
                cancellations++;
            }
        }
        LockSupport.parkNanos(random.nextInt(100_000));
    }

    private void refuseAfter(long end, String what) {
        if (System.nanoTime() > end) {
            throw failure(what, null);
        }
    }

    private void refuseFailures() {
        for (Actor actor : actors()) {
            if (actor.failure() != null) {
                throw failure("\"" + actor.name + "\" has failed", actor.failure());
            }
        }
    }

    private AssertionError failure(String what, Throwable cause) {
        return new AssertionError(what + ". Seed " + seed + ". There is:\n" + Inspector.snapshot(), cause);
    }

    private String report() {
        long patientSteps = patient.stream().mapToLong(Actor::steps).sum();
        long steps = impatient.stream().mapToLong(Actor::steps).sum();
        long early = impatient.stream().mapToLong(Impatient::endedEarly).sum();
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "Soak of %s with seed %d: %,d patient steps, %,d impatient ones (%,d ended early), %,d interrupts, %,d "
                        + "cancellations, %,d lulls",
                length, seed, patientSteps, steps, early, interrupts, cancellations, lulls));
        subjects.forEach(subject -> text.append("\n  ").append(subject));
        return text.toString();
    }
}
