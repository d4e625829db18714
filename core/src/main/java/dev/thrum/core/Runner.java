// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A strand of a [Baton]. What is marked *held* is touched only by whoever holds the baton.
final class Runner extends Strand implements Runnable {

    //                   park()                  permit(): unpark, a timer
    //     RUNNING ------------------> PARKED -----------------------------> PERMITTED  (and ready to run)
    //        ^                                                                 |
    //        |  permit() while it runs                                         |
    //        |      `---> PERMITTED                                            |
    //        +-----------------------------------------------------------------+ takePermit(): its next park
    private static final int RUNNING = 0;
    private static final int PARKED = 1;
    private static final int PERMITTED = 2;

    private static final VarHandle STATE;
    private static final VarHandle HOLDS;
    private static final VarHandle ASLEEP;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Runner.class, "state", int.class);
            HOLDS = lookup.findVarHandle(Runner.class, "holds", boolean.class);
            ASLEEP = lookup.findVarHandle(Runner.class, "isAsleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state = RUNNING;
    private final Relay baton;
    private final Runnable job;

    /// Made when it is first needed; most strands of a short life never wait for a time. Held.
    private @Nullable Alarm alarm;

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

    Runner(Baton baton, String name, Runnable job) {
        super(baton);
        this.baton = baton;
        this.job = job;
        home(Thread.ofVirtual().name(name).unstarted(this));
    }

    /// The one timer that a parked strand needs.
    static final class Alarm extends TimerHeap.Timer {
        final Runner runner;

        private Alarm(Runner runner) {
            this.runner = runner;
        }
    }

    /// What its thread does, once it is started.
    @Override
    public void run() {
        baton.run(this);
    }

    @Override
    public Runnable job() {
        return job;
    }

    /// The timer that wakes it. Held.
    Alarm alarm() {
        Alarm present = alarm;
        if (present == null) {
            present = new Alarm(this);
            alarm = present;
        }
        return present;
    }

    /// When it is woken at the latest, or [Scheduler#NEVER]. Anybody may ask; the answer may be out of date.
    long alarmDeadline() {
        Alarm present = alarm;
        return present != null && present.isPending() ? present.deadline() : Scheduler.NEVER;
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
        return state == PARKED;
    }

    /// Answers false if there was a permit, which is kept.
    boolean park() {
        return STATE.compareAndSet(this, RUNNING, PARKED);
    }

    boolean takePermit() {
        return state == PERMITTED && STATE.compareAndSet(this, PERMITTED, RUNNING);
    }

    /// Answers true if the strand was parked: the caller has to make it ready.
    boolean permit() {
        return (int) STATE.getAndSet(this, PERMITTED) == PARKED;
    }

    // ------------------------------------------------------------------------------------------------- waking

    /// Answers true the first time: then the strand's thread is to be started rather than woken. Held.
    boolean begins() {
        boolean begins = !isStarted;
        isStarted = true;
        return begins;
    }

    /// Notes that it is woken before its turn, or stays awake until then. Held. Whatever wakes it comes afterwards and
    /// orders this.
    void callUp() {
        isCalledUp = true;
        ASLEEP.setRelease(this, false);
    }

    /// Notes that it passes the baton on; which orders this for whoever gives it the baton next. Nobody else reads it.
    void letGo() {
        HOLDS.setRelease(this, false);
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
