// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;

/// How a [Strand] waits: the one door through which every wait of the library goes.
///
/// There are few schedulers and many primitives. A primitive asks [#current()] at the moment it has to wait, so the
/// same lock or queue serves platform threads, virtual threads and the tasks of an event loop, in any mix.
///
/// Protocol: [#park] is called by the strand itself, [#unpark] by anybody. As with
/// [java.util.concurrent.locks.LockSupport], a strand has at most one permit: `unpark` gives it, `park` takes it or
/// waits for it, and `park` may return for no reason at all. Callers therefore loop around a condition of their own.
///
/// **Time** is counted in nanoseconds from the scheduler's own start, so it is never negative, `deadline <= now`
/// compares without overflow for the next 292 years, and [#NEVER] is simply the largest value.
///
/// **Memory consistency effects**: actions in a strand before its call of `unpark(s)` happen before the actions that
/// follow in `s` once it has seen, through a volatile or atomic variable, what the unparking strand wrote. `park` and
/// `unpark` by themselves order nothing.
public interface Scheduler {

    /// A deadline that never comes.
    long NEVER = Long.MAX_VALUE;

    /// The scheduler of the calling strand. Never blocks.
    ///
    /// @return the event loop's or the simulation's scheduler inside one, [#threads()] everywhere else
    static Scheduler current() {
        return Strand.current().scheduler();
    }

    /// The scheduler of plain platform and virtual threads.
    ///
    /// @return the one instance, which parks through [java.util.concurrent.locks.LockSupport] and reads
    ///     [System#nanoTime()]
    static Scheduler threads() {
        return ThreadScheduler.INSTANCE;
    }

    /// The present time.
    ///
    /// @return nanoseconds since this scheduler's start, never negative and never decreasing; virtual on a virtual
    ///     clock
    long nanoTime();

    /// Blocks the calling strand until it is unparked, the deadline has passed or its thread is interrupted (the
    /// interrupt status is left set); returns at once where one of them already holds. May return spuriously.
    ///
    /// @param blocker what the strand waits for, shown by thread dumps
    /// @param deadline a time of [#nanoTime()], or [#NEVER]
    void park(Object blocker, long deadline);

    /// Gives a strand of this scheduler its permit, and wakes it if it is parked. Never blocks; any thread may call it.
    ///
    /// @param strand the strand to wake
    void unpark(Strand strand);

    /// Tells a strand of this scheduler that a scope around it was cancelled: wakes it if it is parked. Never blocks.
    ///
    /// @param strand the strand to tell
    default void cancel(Strand strand) {
        unpark(strand);
    }

    /// Tells a strand of this scheduler that the deadline of a scope around it was moved: wakes it if it is parked, to
    /// park again until then. Never blocks.
    ///
    /// @param strand the strand to tell
    default void deadlineMoved(Strand strand) {
        unpark(strand);
    }

    /// Lets other strands that are ready run first.
    void yieldNow();

    /// Lets other strands that are ready run first, if they cannot run otherwise: see [Strand#giveWay()]. Does nothing
    /// by default.
    default void giveWay() {}

    /// The time that lies `timeout` after now.
    ///
    /// @param timeout how long from now; must not be negative
    /// @return the deadline, or [#NEVER] where the sum would not fit
    /// @throws IllegalArgumentException if the time-out is negative
    default long deadlineAfter(Duration timeout) {
        long nanos = Nanos.of(timeout);
        return nanos == NEVER ? NEVER : Nanos.plus(nanoTime(), nanos);
    }
}
