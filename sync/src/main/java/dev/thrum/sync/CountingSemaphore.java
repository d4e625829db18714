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

/// A number of permits; who takes one when there is none waits for somebody to release one: Python's
/// `threading.Semaphore`.
///
/// Permits belong to nobody: one strand may acquire and another release, and releasing more than was acquired raises
/// the number. Platform threads, virtual threads and event-loop tasks may share it.
///
/// **Fairness.** A released permit goes to the strand that has waited longest; a newcomer may take one that is free for
/// a moment.
///
/// **Memory consistency effects**: actions before a `release` happen before actions after the acquisition of that
/// permit.
///
/// **Cost**: uncontended, one compare-and-set each to acquire and to release.
public final class CountingSemaphore implements Resource {

    // A permit is in `permits`, or acquired, or on its way to a waiter: release() puts it into `permits` first, and
    // then, if somebody waits, takes one out again and grants it. A waiter enqueues first and looks at `permits`
    // afterwards, so one of the two sees the other. A granted waiter owns its permit; there is nothing to try again.

    private static final VarHandle PERMITS;

    static {
        try {
            PERMITS = MethodHandles.lookup().findVarHandle(CountingSemaphore.class, "permits", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable String name;
    private final WaitQueue waiters = new WaitQueue(this);

    @SuppressWarnings("FieldMayBeFinal") // written through PERMITS
    private volatile int permits;

    /// Creates a semaphore without a name.
    ///
    /// @param permits how many permits there are at first
    /// @throws IllegalArgumentException if the number is negative
    public CountingSemaphore(int permits) {
        this(null, permits);
    }

    CountingSemaphore(@Nullable String name, int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("The number of permits must not be negative, but was " + permits);
        }
        this.name = name;
        this.permits = permits;
    }

    /// Creates a semaphore that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param permits how many permits there are at first
    /// @return the semaphore
    /// @throws IllegalArgumentException if the number is negative
    public static CountingSemaphore named(String name, int permits) {
        CountingSemaphore semaphore = new CountingSemaphore("CountingSemaphore \"" + name + "\"", permits);
        Inspector.watch(semaphore);
        return semaphore;
    }

    /// Takes a permit, waiting for one as long as it takes.
    ///
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public void acquire() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before acquiring " + name());
        }
        if (!tryAcquire()) {
            acquireContended(Scheduler.NEVER);
        }
    }

    /// Takes a permit if there is one. Never waits.
    ///
    /// @return true if a permit was taken
    public boolean tryAcquire() {
        for (int present = permits; present > 0; present = permits) {
            if (PERMITS.compareAndSet(this, present, present - 1)) {
                return true;
            }
        }
        return false;
    }

    /// Takes a permit, waiting no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if a permit was taken
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before acquiring " + name());
        }
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return tryAcquire() || (!timeout.isZero() && acquireContended(deadline));
    }

    private boolean acquireContended(long deadline) throws InterruptedException {
        Waiter waiter = waiters.enqueue();
        if (!tryAcquire()) {
            return waiters.await(waiter, deadline);
        }
        if (!waiters.withdraw(waiter)) {
            release(); // was granted one as well
        }
        return true;
    }

    /// Gives a permit back, or a new one, and wakes the first waiter, if there is one. Never blocks.
    ///
    /// @throws ArithmeticException if there are [Integer#MAX_VALUE] permits already; their number stays
    public void release() {
        int present;
        do {
            present = permits;
            if (present == Integer.MAX_VALUE) {
                throw new ArithmeticException(name() + " has the largest possible number of permits already");
            }
        } while (!PERMITS.compareAndSet(this, present, present + 1));
        while (!waiters.isEmpty() && tryAcquire()) {
            if (waiters.grantFirst()) {
                return;
            }
            PERMITS.getAndAdd(this, 1); // all had given up; but somebody may have come, and found no permit
        }
    }

    /// Runs a body while holding a permit.
    ///
    /// @param body what to run
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws InterruptedException as [#acquire()], and if the body throws it
    public <T extends @Nullable Object, X extends Exception> T withPermit(Body<T, X> body)
            throws X, InterruptedException {
        acquire();
        try {
            return body.call();
        } finally {
            release();
        }
    }

    /// How many strands wait at some moment during the call.
    int waiting() {
        return waiters.size();
    }

    /// How many permits are free at this moment.
    ///
    /// @return the number, never negative
    public int availablePermits() {
        return permits;
    }

    @Override
    public String name() {
        return name == null ? Resource.super.name() : name;
    }

    @Override
    public String statistics() {
        return permits + " free, " + waiters.size() + " waiting";
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
