// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The stays of a [Baton]'s strands outside of it: how they go, wait there, are called and come back. What is marked
/// *held* is touched only by whoever holds the baton.
final class Outings {

    // A strand and its stay, and who draws each edge:
    //
    //             leave()                          enter(): into the inbox      handed the baton
    //     INSIDE ----------> OUTSIDE, with an Outing ----------------> WAITING ------------------> INSIDE
    //                          |      ^
    //                 its alarm rings: a scope around the stay has expired (then its thread is interrupted, once)
    //                                  or, in virtual time, a wait of its own is over (then it is unparked)

    private final Relay baton;

    /// Held.
    private final TimerHeap timers;

    /// Held. Those on a virtual clock, which stands still for them; a real one does not, and need not know.
    private final List<Outing> onVirtualClock = new ArrayList<>();

    Outings(Relay baton, TimerHeap timers) {
        this.baton = baton;
        this.timers = timers;
    }

    /// See [Baton#outside].
    <T extends @Nullable Object, X extends Exception> T call(Runner me, Body<T, X> body)
            throws X, InterruptedException {
        if (me.isOutside()) {
            return body.call();
        }
        Throwable failure = null;
        leave(me);
        try {
            return body.call();
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            enter(me);
            if (failure instanceof Exception) {
                refuseIfCancelled(failure);
            }
        }
    }

    /// See [Baton#awaitingOutside].
    <T extends @Nullable Object, X extends Exception> T awaiting(Runner me, Body<T, X> wait)
            throws X, InterruptedException {
        if (!baton.isInVirtualTime() || me.isOutside() || me.vigil != null) {
            return wait.call();
        }
        Outing vigil = new Outing(baton, null);
        me.vigil = vigil;
        onVirtualClock.add(vigil);
        try {
            return wait.call();
        } finally {
            onVirtualClock.remove(vigil);
            me.vigil = null;
        }
    }

    /// Goes outside: a holder gives up the baton and runs on. Looks for a cancellation only when it can be recalled, so
    /// that none falls between.
    private void leave(Runner me) throws CancelledException {
        me.goOutside();
        try {
            CancelScope.checkpoint();
        } catch (CancelledException e) {
            me.comeInside();
            throw e;
        }
        Outing outing = new Outing(baton, me.innermostScope());
        me.outing = outing;
        if (baton.isInVirtualTime()) {
            onVirtualClock.add(outing);
        }
        setAlarm(me);
        baton.leaveBaton(me);
    }

    /// Comes back inside: waits for the baton.
    private void enter(Runner me) {
        baton.awaitTurn(me);
        timers.remove(me.alarm());
        onVirtualClock.remove(me.outing);
        me.outing = null;
        me.comeInside();
    }

    private static void refuseIfCancelled(Throwable suppressed) throws CancelledException {
        try {
            CancelScope.checkpoint();
        } catch (CancelledException e) {
            e.addSuppressed(suppressed);
            throw e;
        }
    }

    /// Blocks the thread of a strand outside.
    void park(Runner me, Object blocker, long deadline) {
        Outing outing = me.outing;
        if (deadline == Scheduler.NEVER) {
            Parking.park(blocker);
        } else if (!baton.isInVirtualTime()) {
            Parking.parkNanos(blocker, deadline - baton.nanoTime());
        } else if (outing != null) {
            outing.waitsUntil = deadline;
            resetAlarm(me);
            Parking.park(blocker);
            outing.waitsUntil = Scheduler.NEVER;
        }
        me.takePermit();
    }

    /// Sets the alarm of a strand outside. Held.
    private void setAlarm(Runner runner) {
        timers.remove(runner.alarm());
        Outing outing = runner.outing;
        long due = outing == null ? Scheduler.NEVER : outing.due();
        if (due != Scheduler.NEVER) {
            timers.add(runner.alarm(), due);
        }
    }

    /// Sets the alarm of a strand outside anew, as its deadlines are others now.
    void resetAlarm(Runner runner) {
        baton.byHolder(() -> {
            if (runner.outing != null) {
                setAlarm(runner);
            }
        });
    }

    /// Calls a strand outside whose alarm has rung. Held.
    void call(Runner runner, Outing outing, long now) {
        if (outing.expiry() <= now) {
            outing.isCalled = true;
            runner.recall();
        } else if (outing.waitsUntil <= now) {
            outing.waitsUntil = Scheduler.NEVER;
            LockSupport.unpark(runner.carrier());
        }
        setAlarm(runner);
    }

    /// Whether a virtual clock need not stand still for anybody. Held.
    boolean isEmpty() {
        return onVirtualClock.isEmpty();
    }

    /// For how long, in real time, a virtual clock has to stand for those outside: until their first deadline. Held.
    long nanosToStand() {
        return onVirtualClock.stream().mapToLong(outing -> Math.max(outing.nanosLeft(), 0)).min()
                .orElse(Scheduler.NEVER);
    }
}
