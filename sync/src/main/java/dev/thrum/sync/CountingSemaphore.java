// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A number of permits; who wants more of them than there are waits for somebody to release some: Python's
/// `threading.Semaphore`, with requests for several permits at once as [java.util.concurrent.Semaphore] has them.
///
/// Permits belong to nobody: one strand may acquire and another release, and releasing more than was acquired raises
/// the number ([BoundedSemaphore] refuses that). Platform threads, virtual threads and event-loop tasks may share it.
///
/// ```java
/// CountingSemaphore connections = new CountingSemaphore(3);
/// Page page = connections.withPermit(() -> load(address));     // no more than three at a time
/// ```
///
/// A request for several permits is all or nothing: a strand that waits for five holds none of them meanwhile.
///
/// **Fairness.** Requests that wait are served in the order of their arrival, however many permits they want. A
/// newcomer may take what is free while a waiter is just waking up; a waiter that loses to it keeps its place. But as
/// long as any request for *several* permits waits, newcomers line up behind it, and [#tryAcquire()] and
/// [#tryAcquire(int)] answer false: permits that come back one by one would be taken one by one, and never be enough.
/// In *fair mode*, chosen by [#fair(int)], newcomers line up behind every request that waits, at the price that a fair
/// [Mutex] has.
///
/// **Deadlock.** A permit has no owner who could be waited for, so a deadlock in which a semaphore has a part is not
/// found.
///
/// **Memory consistency effects**: actions before a `release` happen before actions after the acquisition of that
/// permit.
///
/// **Cost**: uncontended, one compare-and-set each to acquire and to release, for any number of permits. A request for
/// several that waits may be woken once in vain, when it becomes the first; afterwards only when it can be served. A
/// thread that has to wait looks out for its turn before it parks, as long as that has paid of late
/// ([LookOut][dev.thrum.core.LookOut]).
public sealed class CountingSemaphore extends PermitLine permits BoundedSemaphore {

    // How permits are taken, waited for and given back is told in PermitLine.

    private final @Nullable String name;

    /// Creates a semaphore without a name.
    ///
    /// @param permits how many permits there are at first
    /// @throws IllegalArgumentException if the number is negative
    public CountingSemaphore(int permits) {
        this(null, permits, Integer.MAX_VALUE, false);
    }

    CountingSemaphore(@Nullable String name, int permits) {
        this(name, permits, Integer.MAX_VALUE, false);
    }

    CountingSemaphore(@Nullable String name, int permits, int limit, boolean fair) {
        super(notNegative(permits), limit, fair);
        this.name = name;
    }

    private static int notNegative(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("The number of permits must not be negative, but was " + permits);
        }
        return permits;
    }

    /// Creates a semaphore that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param permits how many permits there are at first
    /// @return the semaphore
    /// @throws IllegalArgumentException if the number is negative
    public static CountingSemaphore named(String name, int permits) {
        return watched(name, permits, false);
    }

    /// Creates a semaphore in fair mode, without a name: requests are served strictly in the order of their arrival.
    ///
    /// @param permits how many permits there are at first
    /// @return the semaphore
    /// @throws IllegalArgumentException if the number is negative
    public static CountingSemaphore fair(int permits) {
        return new CountingSemaphore(null, permits, Integer.MAX_VALUE, true);
    }

    /// Creates a semaphore in [fair mode][#fair(int)] that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param permits how many permits there are at first
    /// @return the semaphore
    /// @throws IllegalArgumentException if the number is negative
    public static CountingSemaphore fair(String name, int permits) {
        return watched(name, permits, true);
    }

    private static CountingSemaphore watched(String name, int permits, boolean fair) {
        CountingSemaphore semaphore = new CountingSemaphore(
                "CountingSemaphore \"" + name + "\"", permits, Integer.MAX_VALUE, fair);
        Inspector.watch(semaphore);
        return semaphore;
    }

    /// Takes a permit, waiting for one as long as it takes.
    ///
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public final void acquire() throws InterruptedException {
        acquire(1);
    }

    /// Takes so many permits at once, waiting for them as long as it takes. Holds none of them while it waits.
    ///
    /// @param n how many, at least one
    /// @throws IllegalArgumentException if the number is not positive, or if it has to wait for more permits than there
    ///     can ever be
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public final void acquire(int n) throws InterruptedException {
        requirePositive(n);
        refuseIfInterrupted();
        if (!take(n)) {
            takeContended(n, Scheduler.NEVER, true);
        }
    }

    /// Takes a permit, whatever interrupts or cancels the wait for it; the interrupt status stays.
    public final void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /// Takes so many permits at once, whatever interrupts or cancels; the interrupt status stays.
    ///
    /// @param n how many, at least one
    /// @throws IllegalArgumentException as [#acquire(int)]
    public final void acquireUninterruptibly(int n) {
        requirePositive(n);
        if (!take(n)) {
            try {
                takeContended(n, Scheduler.NEVER, false);
            } catch (InterruptedException e) {
                throw new AssertionError("An uninterruptible wait was interrupted", e);
            }
        }
    }

    /// Takes a permit if there is one. Never waits.
    ///
    /// @return true if a permit was taken; false if there is none, or if a request for several waits
    public final boolean tryAcquire() {
        return take(1);
    }

    /// Takes so many permits at once if there are as many. Never waits.
    ///
    /// @param n how many, at least one
    /// @return true if all were taken; false, and none was, if there are fewer, or if a request for several waits
    /// @throws IllegalArgumentException if the number is not positive
    public final boolean tryAcquire(int n) {
        requirePositive(n);
        return take(n);
    }

    /// Takes a permit, waiting no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if a permit was taken
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public final boolean tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /// Takes so many permits at once, waiting no longer than a time. Holds none of them while it waits.
    ///
    /// @param n how many, at least one
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if all were taken; false if the time is over, and none was
    /// @throws IllegalArgumentException if the time-out is negative, or as [#acquire(int)]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public final boolean tryAcquire(int n, Duration timeout) throws InterruptedException {
        requirePositive(n);
        refuseIfInterrupted();
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return take(n) || (!timeout.isZero() && takeContended(n, deadline, true));
    }

    private static void requirePositive(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("The number of permits must be positive, but was " + n);
        }
    }

    private void refuseIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before acquiring " + name());
        }
    }

    /// Gives a permit back, or a new one. Never blocks.
    ///
    /// @throws ArithmeticException as [#release(int)]
    /// @throws IllegalStateException as [#release(int)]
    public final void release() {
        release(1);
    }

    /// Gives so many permits back, or new ones, all at once, and serves as many waiters with them as it can, in their
    /// order. Never blocks.
    ///
    /// @param n how many, at least one
    /// @throws IllegalArgumentException if the number is not positive
    /// @throws ArithmeticException if there were more than [Integer#MAX_VALUE] permits then; their number stays
    /// @throws IllegalStateException if this is a [BoundedSemaphore] and had too many then; their number stays
    public final void release(int n) {
        requirePositive(n);
        give(n);
    }

    /// Runs a body while holding a permit.
    ///
    /// @param body what to run
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws InterruptedException as [#acquire()], and if the body throws it
    public final <T extends @Nullable Object, X extends Exception> T withPermit(Body<T, X> body)
            throws X, InterruptedException {
        acquire();
        try {
            return body.call();
        } finally {
            release();
        }
    }

    /// Runs an action while holding a permit: [#withPermit(Body)] without a value. What could be either is a body.
    ///
    /// @param action what to run
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws InterruptedException as [#acquire()], and if the action throws it
    public final <X extends Exception> void withPermit(Action<X> action) throws X, InterruptedException {
        acquire();
        try {
            action.run();
        } finally {
            release();
        }
    }

    /// A clause of a [Select] that takes a permit. As after an [#acquire()], somebody is to release it.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public final <R extends @Nullable Object, X extends Exception> Clause<R, X> onAcquire(
            Body<? extends R, ? extends X> handler) {
        return WaitClause.of(new Sources.OfPermit(this), handler);
    }

    /// As [#onAcquire(Body)], with a handler without a value. What could be either is a body.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <X> what the handler throws
    /// @return the clause, whose value is `null`
    public final <X extends Exception> Clause<@Nullable Void, X> onAcquire(Action<? extends X> handler) {
        return this.<@Nullable Void, X>onAcquire(Clause.unvalued(handler));
    }

    @Override
    public final String name() {
        return name == null ? super.name() : name;
    }

    @Override
    public String statistics() {
        return availablePermits() + " free, " + waiting() + " waiting";
    }

    @Override
    public final String toString() {
        return name() + " (" + statistics() + ")";
    }
}
