// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where owners of a [ReentrantMutex] or [WriteLock] wait for what another owner brings about: Python's `threading.Condition`, and a
/// [java.util.concurrent.locks.Condition] to the letter.
///
/// ```java
/// mutex.lockInterruptibly();
/// try {
///     notEmpty.await(() -> !items.isEmpty());
///     return items.removeFirst();
/// } finally {
///     mutex.unlock();
/// }
/// ```
///
/// **Protocol.** Only the owner of the mutex may wait or signal. To wait frees the mutex, however often it is held, and
/// however the wait ends it is held again, as often as before, when the method returns or throws. Getting it back is
/// not ended by interrupts, cancellation or time-outs. Wake-ups without a signal are allowed, so a wait without a
/// predicate belongs into a loop.
///
/// The exception to that: if the mutex can never be had back, because its new owner waits for something that the caller
/// owns, or has ended, the wait ends in a [DeadlockException][dev.thrum.core.DeadlockException] or an
/// [AbandonedException] *without* the mutex. `locked` of the mutex lets it pass; an `unlock` in a `finally` block
/// finds that the mutex is not the caller's.
///
/// **Signals.** A signal goes to the strand that has waited longest. One that is just timing out, being interrupted or
/// being cancelled either takes it, and returns as signalled, or leaves it to the next.
///
/// **Deadlock.** Who waits here can go on only when it has the mutex back, so it counts as waiting for the owner of the
/// mutex as well, if there is one, and no time-out of the wait gets it out of a deadlock.
///
/// **Memory consistency effects**: those of the mutex.
///
/// **Cost**: waiting is an object, and freeing and taking the mutex; to signal when nobody waits is a volatile read.
public final class Condition implements java.util.concurrent.locks.Condition, Resource {

    // A waiter enters the queue while it still owns the mutex, and frees the mutex afterwards. Signals are given by
    // owners only, so a signal finds either no waiter that was to hear it or the waiter in the queue: there is no gap,
    // and no second look.
    //
    //     owned --enqueue--> queued, owned --releaseAll--> waiting --grant, time-out, interrupt, cancellation--+
    //       ^                                                                                                  |
    //       +------------- restore: like any newcomer to the mutex, but stubborn <-----------------------------+

    private final NestingLock mutex;
    private final @Nullable String name;
    private final WaitQueue waiters = new WaitQueue(this);
    private final Vigil vigil;

    Condition(NestingLock mutex, @Nullable String name) {
        this.mutex = mutex;
        this.name = name;
        this.vigil = new Vigil(mutex, mutex::isAbandoned, waiters);
    }

    // --------------------------------------------------------------------------------------------- waiting

    /// Waits for a signal, as long as it takes.
    ///
    /// @throws IllegalMonitorStateException if the caller does not own the mutex; the message names who does
    /// @throws dev.thrum.core.CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    /// @throws dev.thrum.core.DeadlockException if the mutex can never be had back; it is not held then
    /// @throws AbandonedException if a later owner of the mutex has ended without unlocking it; it is not held then
    @Override
    public void await() throws InterruptedException {
        waitForSignal(Scheduler.NEVER);
    }

    /// Waits for a signal, whatever interrupts or cancels; the interrupt status is kept.
    ///
    /// @throws IllegalMonitorStateException as [#await()]
    /// @throws dev.thrum.core.DeadlockException as [#await()]
    /// @throws AbandonedException as [#await()]
    @Override
    public void awaitUninterruptibly() {
        try {
            waitForSignal(Scheduler.NEVER, false);
        } catch (InterruptedException e) {
            throw new AssertionError("An uninterruptible wait was interrupted", e);
        }
    }

    /// Waits for a signal, no longer than a time.
    ///
    /// @param nanosTimeout how long to wait at most, in nanoseconds; with zero or less the mutex is freed and taken
    ///     again
    /// @return how much of the time is left; zero or less if it is over
    /// @throws IllegalMonitorStateException as [#await()]
    /// @throws InterruptedException as [#await()]
    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long deadline = deadlineAfter(nanosTimeout);
        waitForSignal(deadline);
        return deadline - Scheduler.current().nanoTime();
    }

    /// Waits for a signal, no longer than a time.
    ///
    /// @param time how long to wait at most; with zero or less the mutex is freed and taken again
    /// @param unit the unit of `time`
    /// @return false if the time was over before a signal came
    /// @throws IllegalMonitorStateException as [#await()]
    /// @throws InterruptedException as [#await()]
    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return waitForSignal(deadlineAfter(unit.toNanos(time)));
    }

    /// Waits for a signal, no longer than until a time of day. The time that is left is taken from the system clock
    /// once, at the beginning of the wait.
    ///
    /// @param deadline when to stop waiting
    /// @return false if the time was over before a signal came
    /// @throws IllegalMonitorStateException as [#await()]
    /// @throws InterruptedException as [#await()]
    @Override
    @SuppressWarnings("JavaUtilDate") // the interface asks for one
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long now = System.currentTimeMillis();
        long left = Math.max(now, deadline.getTime()) - now;
        return waitForSignal(deadlineAfter(TimeUnit.MILLISECONDS.toNanos(left)));
    }

    private static long deadlineAfter(long nanos) {
        return Scheduler.current().deadlineAfter(Duration.ofNanos(Math.max(0, nanos)));
    }

    /// Waits for a signal, no longer than a time.
    ///
    /// @param timeout how long to wait at most; with zero the mutex is freed and taken again
    /// @return false if the time was over before a signal came
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws IllegalMonitorStateException as [#await()]
    /// @throws InterruptedException as [#await()]
    public boolean await(Duration timeout) throws InterruptedException {
        return waitForSignal(Scheduler.current().deadlineAfter(timeout));
    }

    /// Waits until a predicate holds, as long as it takes. Whoever makes it true has to signal.
    ///
    /// @param predicate what to wait for; called by the caller as the owner of the mutex: at first, and after every
    ///     signal
    /// @throws IllegalMonitorStateException as [#await()], even if the predicate holds already
    /// @throws InterruptedException as [#await()], even if the predicate holds already
    public void await(BooleanSupplier predicate) throws InterruptedException {
        refuseUnlessMayWait();
        while (!predicate.getAsBoolean()) {
            waitForSignal(Scheduler.NEVER);
        }
    }

    /// Waits until a predicate holds, no longer than a time in all, however many signals come meanwhile.
    ///
    /// Source: Python's `Condition.wait_for`.
    ///
    /// @param predicate what to wait for; called by the caller as the owner of the mutex: at first, after every signal,
    ///     and when the time is over
    /// @param timeout how long to wait at most; with zero the predicate is called once and the mutex is not freed
    /// @return the last value of the predicate
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws IllegalMonitorStateException as [#await()], even if the predicate holds already
    /// @throws InterruptedException as [#await()], even if the predicate holds already
    public boolean await(BooleanSupplier predicate, Duration timeout) throws InterruptedException {
        long deadline = Scheduler.current().deadlineAfter(timeout);
        refuseUnlessMayWait();
        boolean mayWait = !timeout.isZero();
        boolean holds = predicate.getAsBoolean();
        while (!holds && mayWait) {
            mayWait = waitForSignal(deadline);
            holds = predicate.getAsBoolean();
        }
        return holds;
    }

    private void refuseUnlessMayWait() throws InterruptedException {
        refuseUnlessOwner("wait for ");
        OwnedLock.refuseIfInterrupted(this);
    }

    private boolean waitForSignal(long deadline) throws InterruptedException {
        refuseUnlessMayWait();
        return waitForSignal(deadline, true);
    }

    private boolean waitForSignal(long deadline, boolean cancellable) throws InterruptedException {
        refuseUnlessOwner("wait for ");
        mutex.refuseHopeless();
        Waiter waiter = waiters.enqueue();
        int depth = mutex.releaseAll();
        boolean signalled;
        try {
            vigil.keep();
            signalled = blockUntilGranted(waiter, deadline, cancellable);
        } catch (Throwable e) {
            restoreAfter(e, depth);
            throw e;
        }
        try {
            mutex.restore(depth);
        } catch (IllegalStateException e) {
            if (signalled) {
                waiters.grantFirst(); // who has been signalled and cannot act on it passes the signal on
            }
            throw e;
        }
        return signalled;
    }

    private boolean blockUntilGranted(Waiter waiter, long deadline, boolean cancellable) throws InterruptedException {
        if (cancellable) {
            return waiters.await(waiter, deadline);
        }
        waiters.awaitUninterruptibly(waiter);
        return true;
    }

    /// Where the mutex cannot be had back, that is the worse news, and what has ended the wait is suppressed in it.
    private void restoreAfter(Throwable ended, int depth) {
        try {
            mutex.restore(depth);
        } catch (IllegalStateException lost) {
            lost.addSuppressed(ended);
            if (ended.getClass() == InterruptedException.class) {
                Thread.currentThread().interrupt();
            }
            throw lost;
        }
    }

    // --------------------------------------------------------------------------------------------- signalling

    /// Wakes the strand that has waited longest, if there is one. It goes on when it has the mutex. Never blocks.
    ///
    /// @throws IllegalMonitorStateException if the caller does not own the mutex; the message names who does
    @Override
    public void signal() {
        signal(1);
    }

    /// Wakes some of the strands that wait, those that have waited longest. Never blocks.
    ///
    /// Source: Python's `Condition.notify`.
    ///
    /// @param n how many at most
    /// @return how many were woken
    /// @throws IllegalArgumentException if the number is negative
    /// @throws IllegalMonitorStateException as [#signal()]
    public int signal(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("The number of strands to wake must not be negative, but was " + n);
        }
        refuseUnlessOwner("signal ");
        int woken = 0;
        while (woken < n && waiters.grantFirst()) {
            woken++;
        }
        return woken;
    }

    /// Wakes all who wait. Never blocks.
    ///
    /// @throws IllegalMonitorStateException as [#signal()]
    @Override
    public void signalAll() {
        refuseUnlessOwner("signal ");
        waiters.grantAll();
    }

    private void refuseUnlessOwner(String purpose) {
        if (!mutex.isOwnedByCaller()) {
            throw mutex.notTheOwner(purpose + name());
        }
    }

    // --------------------------------------------------------------------------------------------- seeing

    @Override
    public String name() {
        return (name == null ? Resource.super.name() : "Condition \"" + name + "\"") + " of " + mutex.name();
    }

    /// The owner of the mutex: without its action no waiter can go on.
    ///
    /// @return the owner, or `null` while the mutex is free
    @Override
    public @Nullable Thread owner() {
        return mutex.owner();
    }

    @Override
    public boolean canBeGivenUp() {
        return false;
    }

    /// Where and when the owner took the mutex.
    ///
    /// @return the acquisition, or `null` where it was not recorded
    @Override
    public @Nullable Acquisition acquisition() {
        return mutex.acquisition();
    }

    @Override
    public String statistics() {
        return (mutex.isLocked() ? "mutex locked, " : "mutex free, ") + waiters.size() + " waiting";
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
