// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A strand of a [Baton]. What is marked *held* is touched only by whoever holds the baton.
final class Runner extends Strand {

    //                   park()                  permit(): unpark, a timer
    //     RUNNING ------------------> PARKED -----------------------------> PERMITTED  (and ready to run)
    //        ^                                                                 |
    //        |  permit() while it runs                                         |
    //        |      `---> PERMITTED                                            |
    //        +-----------------------------------------------------------------+ takePermit(): its next park
    private static final int RUNNING = 0;
    private static final int PARKED = 1;
    private static final int PERMITTED = 2;

    private final AtomicInteger state = new AtomicInteger(RUNNING);
    private final Runnable job;

    /// Held.
    final Alarm alarm = new Alarm(this);

    /// Set before the strand becomes ready for the first time.
    Roster.@Nullable Place<Runner> place;

    /// True from the moment the baton is passed to this strand until it passes it on. What a strand without the baton
    /// looks at; nothing else on its cache line changes meanwhile.
    volatile boolean holds;

    /// Whether it has to be woken when it is handed the baton; set by itself before its last look at `holds`, and read
    /// by whoever hands it the baton after setting that. So one of the two sees the other. Cleared by whoever calls it
    /// up.
    volatile boolean isAsleep;

    /// Whether it was woken before its turn, since it became ready. Held.
    boolean isCalledUp;

    /// Held.
    private boolean isStarted;

    /// Where it is while it is outside. Held.
    @Nullable Outing outing;

    /// Its wait for somebody outside, if it is in one. Held.
    @Nullable Outing vigil;

    /// True while it runs without the baton on purpose. Changed, and acted upon by an interrupt, under the monitor, so
    /// that no interrupt meant for the outside comes after it.
    private volatile boolean isOutside;

    /// Whether somebody has interrupted it outside because a scope was cancelled. Guarded by the monitor.
    private boolean isRecalled;

    /// What is recorded of its present step. Touched by itself only.
    SlowStepEvent step = SlowStepEvent.OFF;

    Runner(Baton baton, Thread thread, Runnable job) {
        super(baton, thread);
        this.job = job;
    }

    /// The one timer that a parked strand needs.
    static final class Alarm extends TimerHeap.Timer {
        final Runner runner;

        private Alarm(Runner runner) {
            this.runner = runner;
        }
    }

    @Override
    public Runnable job() {
        return job;
    }

    @Override
    public String kind() {
        return "task";
    }

    /// Whether the one who uses the baton shows its strands.
    boolean isShownInTree() {
        return scheduler() instanceof Baton baton && baton.isShownByOther();
    }

    String condition() {
        return isOutside ? "outside" : holds ? "running" : isParked() ? "waiting" : "ready";
    }

    // ------------------------------------------------------------------------------------------------- permits

    boolean isParked() {
        return state.get() == PARKED;
    }

    /// Answers false if there was a permit, which is kept.
    boolean park() {
        return state.compareAndSet(RUNNING, PARKED);
    }

    boolean takePermit() {
        return state.compareAndSet(PERMITTED, RUNNING);
    }

    /// Answers true if the strand was parked: the caller has to make it ready.
    boolean permit() {
        return state.getAndSet(PERMITTED) == PARKED;
    }

    // ------------------------------------------------------------------------------------------------- waking

    /// Answers true the first time: then the strand's thread is to be started rather than woken. Held.
    boolean begins() {
        boolean begins = !isStarted;
        isStarted = true;
        return begins;
    }

    /// May be called by somebody who does not hold the baton any more.
    void wake(boolean begins) {
        if (begins) {
            home().start();
        } else {
            LockSupport.unpark(carrier());
        }
    }

    // ------------------------------------------------------------------------------------------------- outside

    boolean isOutside() {
        return isOutside;
    }

    synchronized void goOutside() {
        isOutside = true;
    }

    synchronized void comeInside() {
        isOutside = false;
        if (isRecalled) {
            isRecalled = false;
            Thread.interrupted(); // what it was for is still to be seen from the scope
        }
    }

    /// Interrupts a strand outside, since a scope around it was cancelled or has expired.
    synchronized void recall() {
        if (isOutside) {
            isRecalled = true;
            carrier().interrupt();
        }
    }
}
