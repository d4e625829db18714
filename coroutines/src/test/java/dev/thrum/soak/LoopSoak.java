// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/// Ten thousand tasks of one loop do random deeds, for a time, while another thread cancels them at random. Afterwards
/// everything has to add up, and nobody and nothing may be left behind: no task, no timer, no thread.
///
/// As a wake-up that is lost may be made up for by whoever comes along next, there is a *lull* every now and then, in which
/// nobody begins anything new: then everybody must come to rest.
final class LoopSoak {

    private static final int STARTED_AT_ONCE = 2_000;
    private static final int LONGEST_STRETCH_MILLIS = 1_500;
    private static final Duration PAUSE = Duration.ofMillis(5);

    private static final AtomicInteger SOAKS = new AtomicInteger();

    /// Unlike that of any other loop, which the inspector may still show.
    private final String name;
    private final long seed;
    private final Duration length;
    private final Duration patience;
    private final int population;
    private final Ledger ledger;
    private final List<Deed> deeds;
    private final Deed patientDeed;

    /// Belongs to the loop.
    private final Random random;

    /// Tasks that may be cancelled.
    private final AtomicReferenceArray<Task<?>> victims;

    // What everybody is to do at present; changed by the conducting thread.
    private volatile boolean isLull;
    private volatile boolean isOver;

    // What the loop answers.
    private volatile boolean isResting;
    private volatile Throwable failure;

    private long cancellations;
    private long lulls;

    /// @param name of the loop
    /// @param seed of all that is random, except who is quicker
    /// @param length how long the load lasts
    /// @param patience how long it may take to come to rest before that counts as hanging
    /// @param population how many tasks there are at a time, with their children more
    /// @param ledger of the tasks
    /// @param deeds what tasks do that are cancelled at random
    /// @param patientDeed what tasks do that are left alone
    LoopSoak(String name, long seed, Duration length, Duration patience, int population, Ledger ledger, List<Deed> deeds,
            Deed patientDeed) {
        this.name = name + " " + SOAKS.incrementAndGet();
        this.seed = seed;
        this.length = length;
        this.patience = patience;
        this.population = population;
        this.ledger = ledger;
        this.deeds = deeds;
        this.patientDeed = patientDeed;
        this.random = new Random(seed);
        this.victims = new AtomicReferenceArray<>(population);
    }

    /// Runs the soak.
    ///
    /// @return what was done, in words
    /// @throws AssertionError if something does not add up or does not end, or a task fails; with the seed
    String run() throws InterruptedException {
        Thread driver = Thread.ofPlatform().name("drives " + name).daemon().start(this::drive);
        Random mine = new Random(~seed);
        try {
            long end = System.nanoTime() + length.toNanos();
            while (System.nanoTime() < end) {
                disturbFor(Duration.ofMillis(mine.nextInt(LONGEST_STRETCH_MILLIS)), mine);
                lull(mine);
            }
            isOver = true;
            if (!driver.join(patience)) {
                throw failed("The loop does not end", null);
            }
            refuseFailure();
            awaitThreads();
        } finally {
            isOver = true;
            driver.interrupt(); // where something hangs, everybody is to end all the same
        }
        return report();
    }

    // ----------------------------------------------------------------------------------- the conducting thread

    private void disturbFor(Duration time, Random mine) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            disturb(mine);
            refuseFailure();
        }
    }

    private void disturb(Random mine) {
        for (int i = mine.nextInt(64); i >= 0; i--) {
            Task<?> victim = victims.get(mine.nextInt(population));
            if (victim != null && victim.cancel("disturbed")) {
                cancellations++;
            }
        }
        LockSupport.parkNanos(mine.nextInt(2_000_000));
    }

    /// Lets everybody come to rest.
    private void lull(Random mine) {
        isResting = false; // what it said of the last one
        isLull = true;
        long end = System.nanoTime() + patience.toNanos();
        while (!isResting) {
            disturb(mine);
            refuseFailure();
            if (System.nanoTime() > end) {
                throw failed("It does not come to rest", null);
            }
        }
        lulls++;
        isLull = false;
    }

    private void awaitThreads() {
        long end = System.nanoTime() + patience.toNanos();
        while (ledger.hasRunningThread()) {
            if (System.nanoTime() > end) {
                throw failed("A task has ended, and its thread has not", null);
            }
            Thread.onSpinWait();
        }
    }

    private void refuseFailure() {
        Throwable present = failure;
        if (present != null) {
            throw failed("The loop has failed", present);
        }
    }

    private AssertionError failed(String what, Throwable cause) {
        return new AssertionError(what + ". Seed " + seed + ". There is:\n" + Inspector.snapshot(), cause);
    }

    private String report() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "Soak of a loop of %s with seed %d: %s; %,d cancellations, %,d lulls", length, seed, ledger, cancellations, lulls));
        deeds.forEach(deed -> text.append("\n  ").append(deed));
        return text.append("\n  ").append(patientDeed).toString();
    }

    // -------------------------------------------------------------------------------------------------- the loop

    private void drive() {
        try {
            EventLoop.builder().name(name).sigint(false).run(this::conduct);
        } catch (Throwable e) {
            failure = e;
        }
    }

    private boolean conduct() throws Exception {
        while (!isOver) {
            if (isLull) {
                isResting = isAtRest();
            } else {
                isResting = false;
                fill();
            }
            Strand.sleep(PAUSE);
        }
        while (!isAtRest()) {
            Strand.sleep(PAUSE);
        }
        Strand.yieldNow(); // for what other threads have asked for last
        check();
        return true;
    }

    private boolean isAtRest() {
        return ledger.audit() == 0 && deeds.stream().allMatch(Deed::isAtRest);
    }

    private void fill() {
        int present = ledger.audit();
        for (int i = 0; i < STARTED_AT_ONCE && present + i < population; i++) {
            Random theirs = new Random(random.nextLong());
            if (random.nextInt(50) == 0) {
                start(patientDeed, theirs);
            } else {
                victims.set(random.nextInt(population), start(deeds.get(random.nextInt(deeds.size())), theirs));
            }
        }
    }

    private Task<Integer> start(Deed deed, Random theirs) {
        return ledger.spawn(() -> {
            deed.run(theirs);
            return 0;
        });
    }

    private void check() {
        ledger.check();
        deeds.forEach(Deed::check);
        patientDeed.check();
        assertThat(EventLoop.current().tasks()).as("tasks left behind").containsExactly(EventLoop.currentTask());
        Inspector.Node loop = Inspector.snapshot().roots().stream().filter(node -> node.name().equals(name)).findFirst()
                .orElseThrow();
        assertThat(loop.facts().get("timers")).as("timers left behind").isEqualTo("0");
    }
}
