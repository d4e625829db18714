// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A number of permits; who wants more of them than there are waits for somebody to release some: Python's
/// `threading.Semaphore`, with requests for several permits at once as [java.util.concurrent.Semaphore] has them.
///
/// Permits belong to nobody: one strand may acquire and another release, and releasing more than was acquired raises
/// the number ([BoundedSemaphore] refuses that). Platform threads, virtual threads and event-loop tasks may share it.
///
/// A request for several permits is all or nothing: a strand that waits for five holds none of them meanwhile.
///
/// **Fairness.** Requests that wait are served in the order of their arrival, however many permits they want. A
/// newcomer may take what is free while a waiter is just waking up; a waiter that loses to it keeps its place. But as
/// long as any request for *several* permits waits, newcomers line up behind it, and [#tryAcquire()] and
/// [#tryAcquire(int)] answer false: permits that come back one by one would be taken one by one, and never be enough.
/// In *fair mode*, chosen by [#fair(int)], newcomers line up behind every request that waits.
///
/// **Memory consistency effects**: actions before a `release` happen before actions after the acquisition of that
/// permit.
///
/// **Cost**: uncontended, one compare-and-set each to acquire and to release, for any number of permits. A request for
/// several that waits may be woken once in vain, when it becomes the first; afterwards only when it can be served.
public sealed class CountingSemaphore implements Resource permits BoundedSemaphore {

    // state: one word, for newcomers to decide with one comparison
    //
    //       63                         32 31                          0
    //      +-----------------------------+-----------------------------+
    //      |   minus the reservations    |        free permits         |    state = permits - reservations * 2^32
    //      +-----------------------------+-----------------------------+
    //
    // Every request for several permits that waits has a reservation. A newcomer takes n if state >= n, so never past
    // a reservation; a waiter whose turn it is looks at the lower half only.
    //
    // front: whose turn it is
    //
    //              serve(): CAS, and a grant to the first of `waiters`;
    //              or CAS by a newcomer that finds no waiters
    //     NOBODY --------------------------------------------------> AWAKE
    //       ^  ^      leaveFront(): has its permits                    |  too few permits: it enqueues in `foremost`,
    //       |  +-------------------------------------------------------+  alone, to be granted by serve() when there
    //       +----------------------------------- n <-------------------+  are n, which is leave to try again
    //                 leaveFront(): has them now, or gives up
    //
    // No grant is a permit: those handed to a strand that has yet to be woken would lie idle for the time of the
    // wake-up, while others that run want them. Whoever leaves the front calls the next, if permits are left; so
    // release(n) ends as many waits as it can serve, one after another.
    //
    // No wake-up is lost: whoever changes something calls serve() afterwards, release() after adding permits, a waiter
    // after enqueueing, the one in front after clearing `front`. If serve() finds somebody in front, it may rely on
    // that one: it has yet to write n and then look at the permits, or to clear `front` and then serve.

    private static final int NOBODY = 0;
    private static final int AWAKE = -1;
    private static final long RESERVATION = 1L << 32;

    private static final VarHandle STATE;
    private static final VarHandle FRONT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(CountingSemaphore.class, "state", long.class);
            FRONT = lookup.findVarHandle(CountingSemaphore.class, "front", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable String name;
    private final int limit;
    private final boolean fair;

    /// Those who wait for their turn.
    private final WaitQueue waiters = new WaitQueue(this);

    /// The one whose turn it is, while it is parked.
    private final WaitQueue foremost = new WaitQueue(this);

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private volatile long state;

    private volatile int front = NOBODY;

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
        if (permits < 0) {
            throw new IllegalArgumentException("The number of permits must not be negative, but was " + permits);
        }
        this.name = name;
        this.state = permits;
        this.limit = limit;
        this.fair = fair;
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
            acquireContended(n, Scheduler.NEVER, true);
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
                acquireContended(n, Scheduler.NEVER, false);
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
        return take(n) || (!timeout.isZero() && acquireContended(n, deadline, true));
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

    /// Takes permits as a newcomer: not if there are reservations; in fair mode, not if anybody waits.
    private boolean take(int n) {
        if (fair && (front != NOBODY || !waiters.isEmpty())) {
            return false;
        }
        for (long present = state; present >= n; present = state) {
            if (STATE.compareAndSet(this, present, present - n)) {
                return true;
            }
        }
        return false;
    }

    private boolean acquireContended(int n, long deadline, boolean cancellable) throws InterruptedException {
        if (n > limit) {
            throw new IllegalArgumentException("Waiting for " + n + " permits of " + name()
                    + " would never end, as there are at most " + limit);
        }
        if (n == 1) {
            return acquireInTurn(n, deadline, cancellable);
        }
        STATE.getAndAdd(this, -RESERVATION);
        boolean acquired = false;
        try {
            acquired = acquireInTurn(n, deadline, cancellable);
            return acquired;
        } finally {
            if (!acquired) {
                STATE.getAndAdd(this, RESERVATION);
            }
        }
    }

    /// Waits for the calling strand's turn, and then for permits.
    private boolean acquireInTurn(int n, long deadline, boolean cancellable) throws InterruptedException {
        if (!waiters.isEmpty() || !FRONT.compareAndSet(this, NOBODY, AWAKE)) {
            Waiter waiter = waiters.enqueue();
            if (take(n)) {
                if (!waiters.withdraw(waiter)) {
                    leaveFront(); // was given the turn as well
                }
                return true;
            }
            serve();
            if (!await(waiters, waiter, deadline, cancellable)) {
                return false;
            }
        }
        try {
            while (!takeInTurn(n)) {
                Waiter waiter = foremost.enqueue();
                front = n;
                if (availablePermits() >= n) {
                    foremost.withdraw(waiter); // granted or not, there is something to try for
                } else if (!await(foremost, waiter, deadline, cancellable)) {
                    return false;
                }
            }
            return true;
        } finally {
            leaveFront();
        }
    }

    /// Takes permits whatever is reserved; a request for several ends its own reservation at the same time.
    private boolean takeInTurn(int n) {
        long reservation = n > 1 ? RESERVATION : 0;
        for (long present = state; (int) present >= n; present = state) {
            if (STATE.compareAndSet(this, present, present - n + reservation)) {
                return true;
            }
        }
        return false;
    }

    private void leaveFront() {
        front = NOBODY;
        serve();
    }

    /// Wakes the one in front if there are permits enough for it; where nobody is, gives the turn to the first waiter.
    private void serve() {
        int claim = front;
        while (claim == NOBODY && availablePermits() > 0 && !waiters.isEmpty()
                && FRONT.compareAndSet(this, NOBODY, AWAKE)) {
            if (waiters.grantFirst()) {
                if (fair) {
                    waiters.rouseFirst();
                }
                return;
            }
            front = NOBODY; // all had given up; but somebody may have come, and relied on the turn being taken
        }
        if (claim > 0 && availablePermits() >= claim) {
            foremost.grantFirst(); // if it is not there, it is awake, and will look
        }
    }

    private static boolean await(WaitQueue queue, Waiter waiter, long deadline, boolean cancellable)
            throws InterruptedException {
        if (cancellable) {
            return queue.await(waiter, deadline);
        }
        queue.awaitUninterruptibly(waiter);
        return true;
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
        long present;
        do {
            present = state;
            if (n > limit - (int) present) {
                throw tooMany(n, (int) present);
            }
        } while (!STATE.compareAndSet(this, present, present + n));
        if (front != NOBODY || !waiters.isEmpty()) {
            serve();
        }
    }

    /// The exception for a release that would exceed the limit.
    RuntimeException tooMany(int n, int present) {
        return new ArithmeticException(name() + " has " + present + " permits; with " + n
                + " more there would be more than the largest possible number, " + limit);
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

    /// The second look of a waiter for one permit in a select, as in `acquireInTurn`.
    final boolean isWorthTrying() {
        if (!fair && state > 0) {
            return true;
        }
        serve();
        return false;
    }

    /// Takes a permit as one who was given the turn, in a select, and gives the turn to the next.
    final boolean takeInTurnAndLeave() {
        try {
            return takeInTurn(1);
        } finally {
            leaveFront();
        }
    }

    final WaitQueue waiters() {
        return waiters;
    }

    /// Whether requests are served strictly in the order of their arrival.
    ///
    /// @return true in fair mode
    public final boolean isFair() {
        return fair;
    }

    /// How many strands wait at some moment during the call.
    final int waiting() {
        return foremost.size() + waiters.size();
    }

    /// How many permits are free at this moment.
    ///
    /// @return the number, never negative
    public final int availablePermits() {
        return (int) state;
    }

    @Override
    public final String name() {
        return name == null ? Resource.super.name() : name;
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
