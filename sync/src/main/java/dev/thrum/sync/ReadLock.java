// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// The half of a [ReadWriteMutex] that many threads may hold at a time, while nobody writes: a [Lock] of
/// `java.util.concurrent` to the letter, without conditions.
///
/// A thread that reads may take it again, even while a writer waits, and has to unlock it as often. Only the thread that
/// took it may unlock it.
///
/// **Cost**: uncontended, one compare-and-set to lock and one volatile write to unlock, both to a cache line that no
/// other reader writes unless more threads read than twice the number of processors, or two happen to meet: those who
/// meet pay some tens of nanoseconds.
public final class ReadLock implements Lock {

    private final WriteLock gate;
    private final Readers readers;

    ReadLock(WriteLock gate) {
        this.gate = gate;
        this.readers = gate.readers;
    }

    /// Takes the lock, waiting for it as long as it takes. Neither an interrupt nor a cancelled scope ends the wait; the
    /// interrupt status is kept, for the next wait that heeds it.
    ///
    /// @throws dev.thrum.core.DeadlockException if the wait could never end: the caller holds something that the writer,
    ///     directly or through others, waits for
    /// @throws AbandonedException if the writer has ended, or ends during the wait, without unlocking it
    /// @throws LockOrderException if [LockOrder] is to throw, and locks are taken in reversed order
    /// @throws ArithmeticException if the caller holds it [Integer#MAX_VALUE] times already
    @Override
    public void lock() {
        if (LockOrder.isOn()) {
            LockOrder.before(gate);
        }
        if (!readers.enter()) {
            try {
                readers.enterInTurn(Scheduler.NEVER, false);
            } catch (InterruptedException e) {
                throw new AssertionError("An uninterruptible wait was interrupted", e);
            }
        }
    }

    /// Takes the lock, waiting for it as long as it takes.
    ///
    /// @throws dev.thrum.core.DeadlockException as [#lock()]
    /// @throws AbandonedException as [#lock()]
    /// @throws ArithmeticException as [#lock()]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    @Override
    public void lockInterruptibly() throws InterruptedException {
        OwnedLock.refuseIfInterrupted(gate);
        if (LockOrder.isOn()) {
            LockOrder.before(gate);
        }
        if (!readers.enter()) {
            readers.enterInTurn(Scheduler.NEVER, true);
        }
    }

    /// Takes the lock if nobody writes. Never waits.
    ///
    /// @return true if the caller reads now, once more than before; false if somebody writes or is about to, or in fair
    ///     mode waits
    /// @throws ArithmeticException as [#lock()]
    @Override
    public boolean tryLock() {
        return readers.enter();
    }

    /// Takes the lock, waiting no longer than a time.
    ///
    /// @param time how long to wait at most; zero or less does not wait
    /// @param unit the unit of `time`
    /// @return true if the caller reads now, once more than before; false if the time is over
    /// @throws AbandonedException if it has to wait, and the writer has ended, or ends, without unlocking it
    /// @throws ArithmeticException as [#lock()]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return tryLock(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
    }

    /// Takes the lock, waiting no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the caller reads now, once more than before; false if the time is over
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws AbandonedException as [#tryLock(long, TimeUnit)]
    /// @throws ArithmeticException as [#lock()]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public boolean tryLock(Duration timeout) throws InterruptedException {
        OwnedLock.refuseIfInterrupted(gate);
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return readers.enter() || (!timeout.isZero() && readers.enterInTurn(deadline, true));
    }

    /// Gives back one hold; with the last one of the last reader a writer that waits goes on. Never blocks.
    ///
    /// @throws IllegalMonitorStateException if the caller does not read; the message names who does
    @Override
    public void unlock() {
        readers.exit();
    }

    /// Runs a body while reading.
    ///
    /// @param body what to run
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws InterruptedException as [#lockInterruptibly()], and if the body throws it
    public <T extends @Nullable Object, X extends Exception> T locked(Body<T, X> body) throws X, InterruptedException {
        lockInterruptibly();
        try {
            return body.call();
        } finally {
            unlock();
        }
    }

    /// Runs an action while reading: [#locked(Body)] without a value. What could be either is a body.
    ///
    /// @param action what to run
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws InterruptedException as [#lockInterruptibly()], and if the action throws it
    public <X extends Exception> void locked(Action<X> action) throws X, InterruptedException {
        lockInterruptibly();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    /// Readers have no conditions: none of them could bring about what another one waits for.
    ///
    /// @throws UnsupportedOperationException always; take one of the [write lock][WriteLock#newCondition()]
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("The read lock of " + gate.name()
                + " has no conditions; its write lock has");
    }

    /// How often the caller reads.
    ///
    /// @return how many calls of [#unlock()] it would take to stop; zero if the caller does not read
    public int holdCount() {
        return readers.holdCount();
    }

    /// How many threads read at this moment.
    ///
    /// @return the number
    public int readers() {
        return readers.owners().size();
    }

    /// Takes back what threads hold that have ended without unlocking: for whoever caught an [AbandonedException] about
    /// readers. What they have read is as it was. Never blocks.
    ///
    /// @return whether there was such a thread
    public boolean reclaim() {
        return readers.forgetDead();
    }

    @Override
    public String toString() {
        return "read lock of " + gate;
    }
}
