// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches the strands of one [Baton] for steps that take long. The [Watchdog] looks, in real time, also where the
/// baton goes by a virtual clock.
final class StepWatch {

    // A switch must not cost more for being watched, so nobody notes when a step begins. What a switch writes anyway is
    // the holder and the number of switches; two looks that find the same of both have seen the same step, whoever was
    // handed the baton how often in between. Its age is the time between looks, as far as they were made in time:
    // where the watchdog itself came late, since the machine was suspended or the JVM stood still, that says nothing
    // about the step.
    //
    // The numbers are read without any order; a look that catches them in the middle of a switch finds a step that does
    // not exist, and not again at the next look.
    //
    // Awake or asleep, and who draws each edge:
    //
    //              resume(): CAS, by whoever takes the baton from the table
    //     ASLEEP ------------------------------------------------------------> AWAKE
    //        ^                                                                   |
    //        +-------------------------------------------------------------------+
    //              look(): by the watchdog, when the baton has lain there for long
    //
    // The watchdog falls asleep first and looks at the table again afterwards; whoever takes the baton does so first
    // and looks whether anybody is awake afterwards. So one of the two sees the other, and an idle loop wakes nobody.

    private static final Logger LOG = LoggerFactory.getLogger("dev.thrum.slow");

    /// How many looks a step has to last, at least, before it is slow.
    private static final int LOOKS = 4;

    /// After how many looks at an idle baton the watch falls asleep.
    private static final int IDLE_LOOKS = 40;

    private final Relay relay;
    private final long threshold;
    private final Consumer<? super SlowStep> listener;
    private final Consumer<StepWatch> watchdog;
    private final AtomicBoolean awake = new AtomicBoolean();

    // The watchdog's own.
    private long lookedAt;
    private int idleLooks;
    private @Nullable Runner holder;
    private int step;
    private long age;
    private boolean isReported;

    /// Written by the watchdog only.
    private volatile Tally tally = new Tally(0, 0, null);

    /// What was found.
    ///
    /// @param count how many steps were slow
    /// @param longest the age of the longest of them, when it was last looked at, in nanoseconds
    /// @param latest the latest report
    record Tally(long count, long longest, @Nullable SlowStep latest) {

        private Tally plus(SlowStep found) {
            return new Tally(count + 1, Math.max(longest, found.held().toNanos()), found);
        }

        private Tally withAge(long age) {
            return age <= longest ? this : new Tally(count, age, latest);
        }

        @Override
        public String toString() {
            return count + ", the longest " + Nanos.text(longest);
        }
    }

    /// @param threshold from what age on a step is slow, in nanoseconds
    /// @param listener is told of each slow step, once
    /// @param watchdog is told when there is something to watch
    StepWatch(Relay relay, long threshold, Consumer<? super SlowStep> listener, Consumer<StepWatch> watchdog) {
        this.relay = relay;
        this.threshold = threshold;
        this.listener = listener;
        this.watchdog = watchdog;
    }

    static void log(SlowStep found) {
        LOG.warn("{}", found);
    }

    /// How long the watchdog should sleep between two looks, in nanoseconds.
    long period() {
        return Math.max(threshold / LOOKS, 1);
    }

    Tally tally() {
        return tally;
    }

    /// To be called after the baton was taken from the table. Never blocks.
    void resume() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            watchdog.accept(this);
        }
    }

    /// Looks what has become of the step that was seen last.
    ///
    /// @param now the real time
    /// @return false if nothing is going on and the watch has fallen asleep
    boolean look(long now) {
        long sinceLastLook = Math.min(now - lookedAt, 2 * period());
        lookedAt = now;
        Runner present = relay.presentHolder();
        int presentStep = relay.step();
        if (present == null || present != holder || presentStep != step) {
            holder = present;
            step = presentStep;
            age = 0;
            isReported = false;
        } else {
            age += sinceLastLook;
            if (isReported) {
                tally = tally.withAge(age);
            } else if (age >= threshold) {
                report(present);
            }
        }
        idleLooks = relay.isHeld() ? 0 : idleLooks + 1;
        return idleLooks < IDLE_LOOKS || !fallAsleep();
    }

    private boolean fallAsleep() {
        idleLooks = 0;
        awake.set(false);
        return !relay.isHeld() || !awake.compareAndSet(false, true);
    }

    private void report(Runner present) {
        Thread carrier = present.carrier();
        List<StackTraceElement> stack = List.of(carrier.getStackTrace());
        SlowStep.Kind kind = SlowStep.kindOf(carrier.getState(), stack);
        if (relay.presentHolder() != present || relay.step() != step) {
            return; // it has ended at last
        }
        isReported = true;
        SlowStep found = new SlowStep(relay.toString(), present.name(), Duration.ofNanos(age), kind, stack);
        tally = tally.plus(found);
        try {
            listener.accept(found);
        } catch (RuntimeException e) {
            LOG.error("The listener for slow steps of {} has failed on: {}", relay, found, e);
        }
    }
}
