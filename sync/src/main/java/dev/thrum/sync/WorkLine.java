// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.core.LookOut;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Those who wait for one thing at a [WorkQueue], for room or for an element, in the order of their arrival.
final class WorkLine implements Resource {

    // A call is leave to try again and no more, and only one strand at a time is called:
    //
    //              call(): CAS, and a grant to the first of `waiters`
    //     NOBODY -----------------------------------------------------> CALLED
    //        ^                                                            |
    //        +------------------------------------------------------------+
    //          the one called has had its try: it has what it waited for, gives up,
    //          or is first in the line again
    //
    // Waking a strand costs as much as a hundred elements, and while it wakes, others that run put or take many. So
    // those find somebody called and leave it at that. Who was called and has succeeded, be it at its second look after
    // it has ended its call, calls the next one, if there is still something to be had.
    //
    // A task of an event loop that was called may have to wait until its loop gets to it, and the loop may be waiting
    // for another strand in this line. So as long as tasks stand in it, every change calls the next one, called or not.
    //
    // No wake-up is lost. A waiter enqueues, or is first in the line again and has ended its call, *before* it looks at
    // the store; a strand that changes the store looks at the line *afterwards*, and the latch under which the change
    // was made puts the two looks in an order. So either the waiter sees the change, or the other one sees the waiter
    // and that nobody is called, and calls.

    /// What is tried, and tried again after every call.
    @FunctionalInterface
    interface Attempt<T> {

        /// Answers the outcome, or `null` if there is reason to wait.
        @Nullable T make();
    }

    private static final int NOBODY = 0;
    private static final int CALLED = 1;

    private static final VarHandle CALL;
    private static final VarHandle TASKS;

    static {
        try {
            CALL = MethodHandles.lookup().findVarHandle(WorkLine.class, "call", int.class);
            TASKS = MethodHandles.lookup().findVarHandle(WorkLine.class, "tasks", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final WorkQueue<?> queue;
    private final BooleanSupplier glance;
    private final BooleanSupplier look;
    private final Runnable giveWayIfDue;

    final WaitQueue waiters = WaitQueue.parkingAtOnce(this);

    @SuppressWarnings("FieldMayBeFinal") // written through CALL
    private volatile int call = NOBODY;

    /// How many strands that are not just threads stand in the line.
    @SuppressWarnings("FieldMayBeFinal") // written through TASKS
    private volatile int tasks = 0;

    private final LookOut lookOut = new LookOut();

    /// Creates a line in which nobody stands.
    ///
    /// @param name what is waited for
    /// @param queue whose line this is
    /// @param glance whether an attempt seems to make sense
    /// @param look whether an attempt makes sense, after all changes by strands that did not see the caller
    /// @param giveWayIfDue gives way to others now and then, for those who would not have to wait
    WorkLine(String name, WorkQueue<?> queue, BooleanSupplier glance, BooleanSupplier look, Runnable giveWayIfDue) {
        this.name = name;
        this.queue = queue;
        this.glance = glance;
        this.look = look;
        this.giveWayIfDue = giveWayIfDue;
    }

    /// Gives way to others if it is due, before an attempt.
    void giveWayIfDue() {
        giveWayIfDue.run();
    }

    /// Calls the first waiter, unless one is called already. To be called after a change that may let a waiter on.
    void call() {
        if (!waiters.isEmpty() && (call == NOBODY || tasks > 0)) {
            callFirst();
        }
    }

    private void callFirst() {
        while (CALL.compareAndSet(this, NOBODY, CALLED) || tasks > 0) {
            if (waiters.grantFirst()) {
                return;
            }
            call = NOBODY; // all had given up; but somebody may have come, and relied on the call
            if (waiters.isEmpty() || !look.getAsBoolean()) {
                return;
            }
        }
    }

    /// Calls all waiters, for the last time.
    void callAll() {
        waiters.grantAll();
    }

    /// Ends the caller's call.
    void passOn() {
        call = NOBODY;
        callNext();
    }

    /// Calls the first waiter if there is something for it.
    private void callNext() {
        if (!waiters.isEmpty() && look.getAsBoolean()) {
            call();
        }
    }

    /// Tries until it succeeds, throws, or the time is over, and waits in between.
    ///
    /// @return the outcome, or `null` if the time is over
    <T> @Nullable T await(Attempt<T> attempt, long nanos) throws InterruptedException {
        Scheduler scheduler = Scheduler.current();
        long deadline = scheduler.deadlineAfter(Duration.ofNanos(nanos));
        if (scheduler != Scheduler.threads()) {
            join();
            try {
                return await(attempt, deadline, false);
            } finally {
                leave();
            }
        }
        T outcome = lookOut.until(glance) ? attempt.make() : null;
        return outcome != null ? outcome : await(attempt, deadline, true);
    }

    /// Notes that the caller is about to enqueue, if it is a task.
    void join() {
        if (Scheduler.current() != Scheduler.threads()) {
            TASKS.getAndAdd(this, 1);
        }
    }

    /// Notes that the caller, which has called [#join()], stands in the line no longer.
    void leave() {
        if (Scheduler.current() != Scheduler.threads()) {
            TASKS.getAndAdd(this, -1);
        }
    }

    private <T> @Nullable T await(Attempt<T> attempt, long deadline, boolean looksOut) throws InterruptedException {
        Waiter waiter = waiters.enqueue();
        while (true) {
            T outcome;
            try {
                outcome = isWorthTrying() ? attempt.make() : null;
            } catch (RuntimeException | Error e) {
                leave(waiter);
                throw e;
            }
            if (outcome != null) {
                leave(waiter);
                return outcome;
            }
            if (!waiters.await(waiter, deadline)) {
                return null;
            }
            try {
                outcome = attempt.make();
                if (outcome == null && looksOut && lookOut.until(glance)) {
                    outcome = attempt.make();
                }
            } catch (RuntimeException | Error e) {
                passOn();
                throw e;
            }
            if (outcome != null) {
                passOn();
                return outcome;
            }
            waiter = waiters.enqueueFirst();
            call = NOBODY;
        }
    }

    /// The second look of a strand that has enqueued.
    boolean isWorthTrying() {
        return look.getAsBoolean() || queue.isShutdown();
    }

    /// Leaves the line after a try on its own account.
    private void leave(Waiter waiter) {
        if (waiters.withdraw(waiter)) {
            callNext(); // it may have been called before, in vain, and others may have left more to it than it took
        } else {
            passOn(); // it had been called meanwhile
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Inspector.Node inspect() {
        return Inspector.Node.of("condition", name, "state", queue.statistics());
    }

    @Override
    public String statistics() {
        return queue.statistics();
    }
}
