// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// A lock that its owner may take again, and its conditions: what [ReentrantMutex] and [WriteLock] have in common.
abstract sealed class NestingLock extends OwnedLock implements Lock permits ReentrantMutex, WriteLock {

    // The ownership is that of OwnedResource; on top of it there is one plain number:
    //
    //     free  --take-->  owned, nested 0  --lock()-->  owned, nested 1  --lock()--> ...
    //           <-free---                  <-unlock()--                  <-unlock()--
    //
    // It counts how often the owner has locked it *again*, so taking and freeing an unnested lock never write it, and
    // it is zero whenever the lock changes hands.

    /// Read and written by the owner; others read it for [#statistics()] only, and may see an old value. Not private,
    /// for the test of the largest value.
    int nested;

    NestingLock(@Nullable String name, boolean fair) {
        super(name, fair);
    }

    /// Takes the lock, waiting for it as long as it takes. Neither an interrupt nor a cancelled scope ends the wait;
    /// the interrupt status is kept, for the next wait that heeds it.
    ///
    /// @throws dev.thrum.core.DeadlockException if the wait could never end: the caller holds something that the owner,
    ///     directly or through others, waits for
    /// @throws AbandonedException if the owner has ended, or ends during the wait, without unlocking it
    /// @throws LockOrderException if [LockOrder] is to throw, and locks are taken in reversed order
    /// @throws ArithmeticException if the caller holds it [Integer#MAX_VALUE] times already
    @Override
    public void lock() {
        if (LockOrder.isOn()) {
            LockOrder.before(this);
        }
        if (!tryLock()) {
            takeStubbornly();
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
        refuseIfInterrupted(this);
        if (LockOrder.isOn()) {
            LockOrder.before(this);
        }
        if (!tryLock()) {
            takeContended(Scheduler.NEVER);
        }
    }

    /// Takes the lock if it is free or the caller's own. Never waits.
    ///
    /// @return true if the caller holds the lock now, once more than before; false if somebody else does
    /// @throws ArithmeticException as [#lock()]
    @Override
    public boolean tryLock() {
        return takeIfFree() || nestIfOwned(); // in this order the common case is one look at the lock
    }

    private boolean nestIfOwned() {
        if (!isOwnedByCaller()) {
            return false;
        }
        if (nested == Integer.MAX_VALUE - 1) {
            throw new ArithmeticException("The caller holds " + name()
                    + " as often as can be counted already; unlock it as often as you lock it");
        }
        nested++;
        return true;
    }

    /// Takes the lock, waiting no longer than a time, as [#tryLock(Duration)] does.
    ///
    /// @param time how long to wait at most; zero or less does not wait
    /// @param unit the unit of `time`
    /// @return true if the caller holds the lock now, once more than before; false if the time is over
    /// @throws AbandonedException if it has to wait, and the owner has ended, or ends, without unlocking it
    /// @throws ArithmeticException as [#lock()]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return tryLock(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
    }

    /// Takes the lock, waiting no longer than a time. A deadlock that the end of this time will resolve is logged as a
    /// warning and not thrown.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the caller holds the lock now, once more than before; false if the time is over
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws AbandonedException as [#tryLock(long, TimeUnit)]
    /// @throws ArithmeticException as [#lock()]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public boolean tryLock(Duration timeout) throws InterruptedException {
        refuseIfInterrupted(this);
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return tryLock() || (!timeout.isZero() && takeContended(deadline));
    }

    /// Gives back one hold; the last one frees the lock and wakes a waiter, if there is one. Never blocks.
    ///
    /// @throws IllegalMonitorStateException if the caller is not the owner; the message names who is
    @Override
    public void unlock() {
        if (!isOwnedByCaller()) {
            throw notTheOwner("unlock it");
        }
        if (nested > 0) {
            nested--;
        } else {
            free();
        }
    }

    /// Runs a body while holding the lock.
    ///
    /// Should a [Condition] in the body have failed to get the lock back, its exception is what leaves this method,
    /// where an `unlock` in a `finally` block of one's own would replace it.
    ///
    /// @param body what to run
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws IllegalMonitorStateException if the body has returned but does not hold the lock any more
    /// @throws InterruptedException as [#lockInterruptibly()], and if the body throws it
    public <T extends @Nullable Object, X extends Exception> T locked(Body<T, X> body) throws X, InterruptedException {
        lockInterruptibly();
        T value;
        try {
            value = body.call();
        } catch (Throwable e) {
            unlockIfOwned();
            throw e;
        }
        unlock();
        return value;
    }

    /// Runs an action while holding the lock: [#locked(Body)] without a value. What could be either is a body.
    ///
    /// @param action what to run
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws IllegalMonitorStateException if the action has returned but does not hold the lock any more
    /// @throws InterruptedException as [#lockInterruptibly()], and if the action throws it
    public <X extends Exception> void locked(Action<X> action) throws X, InterruptedException {
        lockInterruptibly();
        try {
            action.run();
        } catch (Throwable e) {
            unlockIfOwned();
            throw e;
        }
        unlock();
    }

    private void unlockIfOwned() {
        if (isOwnedByCaller()) {
            unlock();
        }
    }

    /// Creates a condition of this lock without a name.
    ///
    /// @return the condition
    @Override
    public Condition newCondition() {
        return new Condition(this, null);
    }

    /// Creates a condition of this lock that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the condition
    public Condition newCondition(String name) {
        Condition condition = new Condition(this, name);
        Inspector.watch(condition);
        return condition;
    }

    /// How often the caller holds the lock.
    ///
    /// @return how many calls of [#unlock()] it would take to free it; zero if the caller is not the owner
    public int holdCount() {
        return isOwnedByCaller() ? nested + 1 : 0;
    }

    /// Whether the caller holds the lock.
    ///
    /// @return true if the caller is the owner
    public boolean isHeldByCurrentThread() {
        return isOwnedByCaller();
    }

    @Override
    public boolean reclaim() {
        boolean reclaimed = super.reclaim();
        if (reclaimed) {
            nested = 0;
        }
        return reclaimed;
    }

    /// Frees the lock, however often the caller, who must be the owner, holds it.
    ///
    /// @return what [#restore] needs
    int releaseAll() {
        int depth = nested;
        nested = 0;
        free();
        return depth;
    }

    /// Takes the lock as often as it was held, whatever interrupts or cancels.
    void restore(int depth) {
        if (!takeIfFree()) {
            takeStubbornly();
        }
        nested = depth;
    }

    @Override
    public String statistics() {
        int deeper = nested;
        return (deeper > 0 && isLocked() ? (deeper + 1) + " times " : "") + super.statistics();
    }
}
