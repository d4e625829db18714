// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One wait of one strand: a node of a [WaitQueue].
///
/// A waiter is made by [WaitQueue#enqueue()] and is used for one wait by the strand that made it. It ends in exactly
/// one of three ways, and the one who ends it is the one whose compare-and-set succeeds. A [Selection] waits for the
/// first of several things.
public sealed class Waiter permits Selection, Selection.Branch {

    // The state, and who draws each edge:
    //
    //                     grant(): a releasing strand
    //            WAITING ------------------------------> GRANTED     (a Selection: GRANTED + the number of its branch)
    //               |
    //               |  settle(): the waiting strand itself
    //               +----------------------------------> TIMED_OUT   its deadline has passed
    //               +----------------------------------> CANCELLED   interrupted, scope cancelled, deadlock, withdrawn
    //
    // A granter that loses the race moves on to the next waiter; a waiter that loses it takes the grant, with the
    // interrupt status or the cancelled scope left as they are for the next wait to find. So no grant is ever lost.
    private static final int WAITING = 0;
    private static final int GRANTED = 1; // and whatever is greater
    private static final int TIMED_OUT = -1;
    private static final int CANCELLED = -2;

    /// Enough for a lock that is held for a few instructions to come free, far less than what parking costs.
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Strand strand;
    private final @Nullable WaitQueue queue;

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private volatile int state = WAITING;

    // When the strand began to wait, in its scheduler's time, until when, and whether it will go on by itself one day;
    // written before the waiter is published in the wait graph.
    private long since;
    private long deadline = Scheduler.NEVER;
    private boolean timed;

    // Guarded by the queue's latch.
    @Nullable Waiter next;
    @Nullable Waiter previous;
    boolean linked;

    Waiter(Strand strand, @Nullable WaitQueue queue) {
        this.strand = strand;
        this.queue = queue;
    }

    Strand strand() {
        return strand;
    }

    /// What is waited for; `null` for a sleep.
    @Nullable Resource resource() {
        return queue == null ? null : queue.resource();
    }

    boolean isWaiting() {
        return state == WAITING;
    }

    boolean isTimed() {
        return timed;
    }

    long since() {
        return since;
    }

    /// Ends the wait successfully and wakes the strand, unless it has ended already.
    boolean grant() {
        if (!accept(0)) {
            return false;
        }
        unpark();
        return true;
    }

    /// Ends the wait successfully, without waking the strand yet.
    ///
    /// @param branch in favour of what, counted from zero
    final boolean accept(int branch) {
        return STATE.compareAndSet(this, WAITING, GRANTED + branch);
    }

    final void unpark() {
        strand.scheduler().unpark(strand);
    }

    private boolean isGranted() {
        return state >= GRANTED;
    }

    /// In whose favour the wait has ended.
    final int acceptedBranch() {
        return state - GRANTED;
    }

    /// How long to look out for a grant before parking.
    int spins() {
        return SPINS;
    }

    /// Ends the wait from within.
    ///
    /// @return false if it had been granted before
    boolean withdraw() {
        return settle(CANCELLED);
    }

    /// Waits until granted.
    ///
    /// @param until when to give up, in the scheduler's time
    /// @param cancellable whether interrupts and cancelled scopes end the wait
    /// @return true if granted, false if timed out
    boolean await(long until, boolean cancellable) throws InterruptedException {
        if (strand.scheduler() == Scheduler.threads()) {
            int spins = spins();
            for (int i = 0; i < spins && state == WAITING; i++) {
                Thread.onSpinWait();
            }
        }
        if (isGranted()) {
            return true;
        }
        since = strand.scheduler().nanoTime();
        deadline = until;
        CancelScope scope = strand.innermostScope();
        timed = until != Scheduler.NEVER
                || (cancellable && scope != null && scope.firstDeadline(strand.scheduler()) != Scheduler.NEVER);
        WaitEvent event = WaitEvent.begin(this);
        WaitGraph.enter(this);
        try {
            WaitGraph.refuseDeadlock(this);
            return cancellable ? awaitCancellably() : awaitStubbornly();
        } finally {
            settle(CANCELLED); // of no effect, unless somebody else's code has thrown: a resource's, a scheduler's
            WaitGraph.leave(this);
            event.end(isGranted() ? "granted" : state == TIMED_OUT ? "timed out" : "cancelled");
        }
    }

    private boolean awaitCancellably() throws InterruptedException {
        Scheduler scheduler = strand.scheduler();
        while (state == WAITING) {
            CancelScope scope = strand.innermostScope();
            CancelScope cancelled = scope == null ? null : scope.firstCancelled(scheduler);
            if (cancelled != null) {
                if (settle(CANCELLED)) {
                    throw cancelled.exception("while " + describeOwner());
                }
            } else if (Thread.interrupted()) {
                if (settle(CANCELLED)) {
                    throw new InterruptedException("Interrupted while " + describe());
                }
                Thread.currentThread().interrupt();
            } else if (deadline != Scheduler.NEVER && scheduler.nanoTime() >= deadline) {
                if (settle(TIMED_OUT)) {
                    return false;
                }
            } else {
                long scopes = scope == null ? Scheduler.NEVER : scope.firstDeadline(scheduler);
                scheduler.park(blocker(), Math.min(deadline, scopes));
            }
        }
        return true;
    }

    private boolean awaitStubbornly() {
        boolean interrupted = false;
        while (state == WAITING) {
            strand.scheduler().park(blocker(), deadline);
            interrupted |= Thread.interrupted();
            if (deadline != Scheduler.NEVER && strand.scheduler().nanoTime() >= deadline) {
                settle(TIMED_OUT);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return isGranted();
    }

    private boolean settle(int end) {
        if (!STATE.compareAndSet(this, WAITING, end)) {
            return false;
        }
        if (queue != null) {
            queue.unlink(this);
        }
        return true;
    }

    private Object blocker() {
        Resource resource = resource();
        return resource == null ? this : resource;
    }

    private String describe() {
        Resource resource = resource();
        return resource == null ? "asleep" : "waiting for " + resource.name();
    }

    /// What is waited for, and who stands in the way and where: worth a look at the owner's stack when somebody gives
    /// up.
    private String describeOwner() {
        Resource resource = resource();
        Thread owner = resource == null ? null : resource.owner();
        if (resource == null || owner == null) {
            return describe();
        }
        Acquisition acquisition = resource.acquisition();
        return describe() + ", owned by \"" + Strand.nameOf(owner) + "\" ("
                + (acquisition == null ? "" : acquisition + "; ") + "now at " + Sites.text(Sites.of(owner)) + ")";
    }

    @Override
    public String toString() {
        return strand + " " + describe();
    }
}
