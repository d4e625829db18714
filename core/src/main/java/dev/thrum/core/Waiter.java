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
    //                    grant(), tell(): a releasing strand
    //            AWAKE ------------------------------------> GRANTED
    //               |                                        TOLD        there is news, but nothing is granted
    //       doze(): |
    //       itself  v
    //            ASLEEP ------------------------------------> GRANTED, TOLD      and it is unparked
    //
    //            either, settle(): the waiting strand itself
    //               +-------------------> TIMED_OUT   its deadline has passed
    //               +-------------------> CANCELLED   interrupted, scope cancelled, deadlock, withdrawn
    //
    // A Selection adds the number of its branch to GRANTED, and takes it from TOLD.
    //
    // A granter that loses the race moves on to the next waiter; a waiter that loses it takes the grant, with the
    // interrupt status or the cancelled scope left as they are for the next wait to find. So no grant is ever lost.
    //
    // Who is AWAKE looks at the state again before it parks, so it need not be unparked: a grant to a strand that still
    // spins is one compare-and-set.
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    private static final int GRANTED = 2; // and whatever is greater
    private static final int TIMED_OUT = -1;
    private static final int CANCELLED = -2;
    private static final int TOLD = -3; // and whatever is less

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
    private volatile int state = AWAKE;

    // When the strand began to wait, in its scheduler's time, until when, whether it will go on by itself one day, and
    // whether interrupts and cancelled scopes end the wait; written before the waiter is published in the wait graph.
    private long since;
    private long deadline = Scheduler.NEVER;
    private boolean timed;
    private boolean isCancellable;

    /// Whether the strand of a selection was asleep when its wait was ended. Touched only by the one who has ended it.
    boolean wasAsleep;

    /// The knot with deadlines that was told when this was found in it. Guarded by the wait graph's verdict.
    @Nullable Object toldKnot;

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

    /// What is waited for; `null` for nothing in particular.
    @Nullable Resource resource() {
        return queue == null ? null : queue.resource();
    }

    boolean isWaiting() {
        return isOpen(state);
    }

    private static boolean isOpen(int state) {
        return state == AWAKE || state == ASLEEP;
    }

    /// Whether the wait will end, and the strand go on, at some time whatever the others do.
    boolean isTimed() {
        Resource wanted = resource();
        return timed && (wanted == null || wanted.canBeGivenUp());
    }

    /// Whether the strand is blocked for as long as the others do nothing. One that was interrupted or cancelled is
    /// not, even if it has not run since: it is about to find out. Asked by those who have found it in the wait graph,
    /// and so see in which scope it has begun to wait.
    boolean isBlocked() {
        return isWaiting() && !(isCancellable && hasNewsToHear());
    }

    private boolean hasNewsToHear() {
        return strand.carrier().isInterrupted() || ScopesAround.isAnyCancelled(strand.innermostScope());
    }

    long since() {
        return since;
    }

    /// Whether the wait was ended by [WaitQueue#tellAll()]: nothing was granted.
    ///
    /// @return false if it was granted, has ended otherwise, or has not ended
    public boolean wasTold() {
        return state <= TOLD;
    }

    /// Whether the wait was granted.
    ///
    /// @return false if it has ended otherwise, or has not ended
    public boolean wasGranted() {
        return state >= GRANTED;
    }

    private boolean wasGrantedOrTold() {
        int present = state;
        return present >= GRANTED || present <= TOLD;
    }

    /// In whose favour the wait of a selection has ended.
    final int acceptedBranch() {
        int present = state;
        return present >= GRANTED ? present - GRANTED : TOLD - present;
    }

    /// For how long the strand has waited since it gave up looking out.
    ///
    /// @return nanoseconds of its scheduler; zero if it never came to that
    public long parkedNanos() {
        return since == 0 ? 0 : strand.scheduler().nanoTime() - since;
    }

    /// Ends the wait successfully and wakes the strand, unless it has ended already.
    boolean grant() {
        return endFromOutside(GRANTED);
    }

    /// Ends the wait without granting anything and wakes the strand, unless it has ended already.
    boolean tell() {
        return endFromOutside(TOLD);
    }

    private boolean endFromOutside(int end) {
        int present = accept(end);
        if (present == ASLEEP) {
            unpark();
        }
        return isOpen(present);
    }

    /// Ends the wait, unless it has ended already; the strand is not woken yet.
    ///
    /// @return the state before
    private int accept(int end) {
        int present = state;
        while (isOpen(present) && !STATE.compareAndSet(this, present, end)) {
            present = state;
        }
        return present;
    }

    /// Ends the wait of a selection, unless it has ended already.
    final boolean acceptGrant(int branch) {
        return acceptForLater(GRANTED + branch);
    }

    /// Ends the wait of a selection without granting anything, unless it has ended already.
    final boolean acceptNews(int branch) {
        return acceptForLater(TOLD - branch);
    }

    private boolean acceptForLater(int end) {
        int before = accept(end);
        if (before == ASLEEP) {
            wasAsleep = true;
        }
        return isOpen(before);
    }

    final void unpark() {
        strand.scheduler().unpark(strand);
    }

    /// Looks out for the end of the wait, if the strand is a plain thread.
    private void lookOut(LookOut lookOut) {
        if (strand.scheduler() == Scheduler.threads()) {
            lookOut.until(() -> state != AWAKE);
        }
    }

    /// How to look out before parking; `null` for not at all.
    @Nullable LookOut lookOut() {
        return queue == null ? null : queue.beforeParking();
    }

    /// Parks until the deadline or until woken, unless the wait has ended.
    private void doze(long until) {
        if (state == ASLEEP || STATE.compareAndSet(this, AWAKE, ASLEEP)) {
            strand.scheduler().park(blocker(), until);
        }
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
    /// @return true if granted or told, false if timed out
    boolean await(long until, boolean cancellable) throws InterruptedException {
        try {
            LookOut lookOut = lookOut();
            if (lookOut != null) {
                lookOut(lookOut);
            }
            return wasGrantedOrTold() || awaitInEarnest(until, cancellable);
        } catch (StackOverflowError tooDeep) { // no room to wait in; but what was granted in the meantime is taken
            settle(CANCELLED);
            if (wasGrantedOrTold()) {
                return true;
            }
            throw tooDeep;
        }
    }

    private boolean awaitInEarnest(long until, boolean cancellable) throws InterruptedException {
        since = strand.scheduler().nanoTime();
        deadline = until;
        isCancellable = cancellable;
        CancelScope scope = strand.innermostScope();
        timed = until != Scheduler.NEVER
                || (cancellable && ScopesAround.firstDeadline(scope, strand.scheduler()) != Scheduler.NEVER);
        WaitEvent event = WaitEvent.begin(this);
        WaitGraph.enter(this);
        try {
            WaitGraph.refuseDeadlock(this);
            return cancellable ? awaitCancellably() : awaitStubbornly();
        } finally {
            settle(CANCELLED); // of no effect, unless somebody else's code has thrown: a resource's, a scheduler's
            WaitGraph.leave(this);
            event.end(outcome());
        }
    }

    private boolean awaitCancellably() throws InterruptedException {
        Scheduler scheduler = strand.scheduler();
        while (isWaiting()) {
            CancelScope scope = strand.innermostScope();
            CancelScope cancelled = ScopesAround.firstCancelled(scope, scheduler);
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
                doze(Math.min(deadline, ScopesAround.firstDeadline(scope, scheduler)));
            }
        }
        return true;
    }

    private boolean awaitStubbornly() {
        boolean interrupted = false;
        while (isWaiting()) {
            doze(deadline);
            interrupted |= Thread.interrupted();
            if (deadline != Scheduler.NEVER && strand.scheduler().nanoTime() >= deadline) {
                settle(TIMED_OUT);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return wasGrantedOrTold();
    }

    private boolean settle(int end) {
        if (!isOpen(accept(end))) {
            return false;
        }
        if (queue != null) {
            queue.unlink(this);
        }
        return true;
    }

    private String outcome() {
        return wasGranted() ? "granted" : wasTold() ? "told" : state == TIMED_OUT ? "timed out" : "cancelled";
    }

    private Object blocker() {
        Resource resource = resource();
        return resource == null ? this : resource;
    }

    private String describe() {
        Resource resource = resource();
        return resource == null ? "asleep" : "waiting for " + resource.name();
    }

    /// What is waited for, and who stands in the way and where: worth a look at the owners' stacks when somebody gives
    /// up.
    private String describeOwner() {
        Resource resource = resource();
        return resource == null ? describe() : describe() + Owners.of(resource);
    }

    @Override
    public String toString() {
        return strand + " " + describe();
    }
}
