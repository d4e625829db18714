// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import org.jspecify.annotations.Nullable;

/// What is due when on a [Baton], and how its clock goes. All but the time itself is touched only by whoever holds the
/// baton.
final class Timetable {

    private final Relay baton;
    private final @Nullable VirtualClock clock;
    private final long start = System.nanoTime();
    private final TimerHeap timers;
    private final Outings outings;

    Timetable(Relay baton, @Nullable VirtualClock clock, TimerHeap timers, Outings outings) {
        this.baton = baton;
        this.clock = clock;
        this.timers = timers;
        this.outings = outings;
    }

    /// The time. Any thread may ask.
    long nanoTime() {
        return clock == null ? System.nanoTime() - start : clock.nanoTime();
    }

    /// Rings the alarms that are due, and keeps the appointments.
    void fire() {
        long now = nanoTime();
        for (TimerHeap.Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
            if (due instanceof Appointment appointment) {
                appointment.keep();
            } else if (due instanceof Runner.Alarm alarm) {
                ring(alarm.runner, now);
            }
        }
        baton.drainInbox(); // what the errands have made ready, where the caller is no strand
    }

    private void ring(Runner runner, long now) {
        Outing outing = runner.outing;
        if (outing != null) {
            outings.call(runner, outing, now);
        } else if (runner.permit()) {
            baton.addReady(runner);
        }
    }

    /// Moves a virtual clock to the next deadline, and fires what is due then.
    ///
    /// @return false if there is none, or the clock has to stand for those outside
    boolean jump() {
        if (clock == null || timers.isEmpty() || !(outings.isEmpty() || outings.nanosToStand() <= 0)) {
            return false;
        }
        clock.jumpTo(timers.first());
        fire();
        return true;
    }

    /// When somebody has to look at the clock, if nobody runs until then.
    long firstDeadline() {
        return clock == null ? timers.first() : Nanos.plus(clock.nanoTime(), outings.nanosToStand());
    }

    @Override
    public String toString() {
        return clock == null ? Nanos.text(nanoTime()) : clock.toString();
    }
}
