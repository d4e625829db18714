// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// A lock that its owner may take again: Python's `threading.RLock`, and a [Lock] of `java.util.concurrent` to the
/// letter.
///
/// ```java
/// int balance = mutex.locked(() -> account.withdraw(10));     // may lock the same mutex again
/// ```
///
/// Each `lock` needs an `unlock`; the last one frees it. It may be shared by platform threads, virtual threads and
/// event-loop tasks; a task that waits for it lets its loop go on. The owner is the thread that locked it, and only the
/// owner may unlock it. A mutex that nobody locks twice is better a [Mutex], which tells of it when somebody does.
///
/// **Interrupts.** As [Lock] demands, [#lock()] goes on waiting when interrupted and keeps the interrupt status; nor
/// does the cancellation of a scope end it. [#lockInterruptibly()] and the timed methods give way to both.
///
/// **Deadlock.** Two of them taken in opposite orders end in a [DeadlockException][dev.thrum.core.DeadlockException]
/// that names everyone involved, in the strand that would have closed the cycle.
///
/// **Abandoned.** If the owner ends without unlocking it, whoever waits gets an [AbandonedException], within a quarter
/// of a second, and so does everybody who comes to wait later, until somebody takes it over with [#reclaim()].
///
/// **Fairness.** Waiters are served in the order of their arrival, but a newcomer may take the mutex in the moment when
/// it is free. A waiter that loses to a newcomer keeps its place. In *fair mode*, chosen by [#fair()], that does not
/// happen: the mutex is handed from its owner straight to whoever has waited longest, and even [#tryLock()] answers
/// false as long as anybody waits. That takes a switch of threads for every contended `unlock`, hundreds of times as
/// long as an increment under the mutex; choose it where nobody may be overtaken, not for speed.
///
/// **Memory consistency effects**: actions before the last `unlock` happen before actions after the next successful
/// `lock` or `tryLock`.
///
/// **Cost**: uncontended, one compare-and-set to lock and one volatile write to unlock; to lock it again, a volatile
/// read and a plain write.
public final class ReentrantMutex extends OwnedLock implements Lock {

    // The ownership is that of OwnedLock; on top of it there is one plain number:
    //
    //     free  --take-->  owned, nested 0  --lock()-->  owned, nested 1  --lock()--> ...
    //           <-free---                  <-unlock()--                  <-unlock()--
    //
    // It counts how often the owner has locked it *again*, so taking and freeing an unnested lock never write it, and
    // it is zero whenever the lock changes hands.

    /// Read and written by the owner; others read it for [#statistics()] only, and may see an old value. Not private,
    /// for the test of the largest value.
    int nested;

    /// Creates a free mutex without a name.
    public ReentrantMutex() {
        super(null, false);
    }

    private ReentrantMutex(@Nullable String name, boolean fair) {
        super(name, fair);
    }

    /// Creates a free mutex that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the mutex
    public static ReentrantMutex named(String name) {
        ReentrantMutex mutex = new ReentrantMutex(name, false);
        Inspector.watch(mutex);
        return mutex;
    }

    /// Creates a free mutex in fair mode, without a name.
    ///
    /// @return the mutex
    public static ReentrantMutex fair() {
        return new ReentrantMutex(null, true);
    }

    /// Creates a free mutex in fair mode that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the mutex
    public static ReentrantMutex fair(String name) {
        ReentrantMutex mutex = new ReentrantMutex(name, true);
        Inspector.watch(mutex);
        return mutex;
    }

    /// Takes the mutex, waiting for it as long as it takes. Neither an interrupt nor a cancelled scope ends the wait;
    /// the interrupt status is kept, for the next wait that heeds it.
    ///
    /// @throws dev.thrum.core.DeadlockException if the wait could never end: the caller holds something that the owner,
    ///     directly or through others, waits for
    /// @throws AbandonedException if the owner has ended, or ends during the wait, without unlocking it
    /// @throws ArithmeticException if the caller holds it [Integer#MAX_VALUE] times already
    @Override
    public void lock() {
        if (!tryLock()) {
            takeStubbornly();
        }
    }

    /// Takes the mutex, waiting for it as long as it takes.
    ///
    /// @throws dev.thrum.core.DeadlockException as [#lock()]
    /// @throws AbandonedException as [#lock()]
    /// @throws ArithmeticException as [#lock()]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    @Override
    public void lockInterruptibly() throws InterruptedException {
        refuseIfInterrupted(this);
        if (!tryLock()) {
            takeContended(Scheduler.NEVER);
        }
    }

    /// Takes the mutex if it is free or the caller's own. Never waits.
    ///
    /// @return true if the caller holds the mutex now, once more than before; false if somebody else does
    /// @throws ArithmeticException as [#lock()]
    @Override
    public boolean tryLock() {
        if (isOwnedByCaller()) {
            nest();
            return true;
        }
        return takeIfFree();
    }

    private void nest() {
        if (nested == Integer.MAX_VALUE - 1) {
            throw new ArithmeticException("The caller holds " + name()
                    + " as often as can be counted already; unlock it as often as you lock it");
        }
        nested++;
    }

    /// Takes the mutex, waiting no longer than a time.
    ///
    /// @param time how long to wait at most; zero or less does not wait
    /// @param unit the unit of `time`
    /// @return true if the caller holds the mutex now, once more than before; false if the time is over
    /// @throws AbandonedException if it has to wait, and the owner has ended, or ends, without unlocking it
    /// @throws ArithmeticException as [#lock()]
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return tryLock(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
    }

    /// Takes the mutex, waiting no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the caller holds the mutex now, once more than before; false if the time is over
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

    /// Gives back one hold; the last one frees the mutex and wakes a waiter, if there is one. Never blocks.
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

    /// Runs a body while holding the mutex.
    ///
    /// Should a [Condition] in the body have failed to get the mutex back, its exception is what leaves this method,
    /// where an `unlock` in a `finally` block of one's own would replace it.
    ///
    /// @param body what to run
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws IllegalMonitorStateException if the body has returned but does not hold the mutex any more
    /// @throws InterruptedException as [#lockInterruptibly()], and if the body throws it
    public <T extends @Nullable Object, X extends Exception> T locked(Body<T, X> body) throws X, InterruptedException {
        lockInterruptibly();
        T value;
        try {
            value = body.call();
        } catch (Throwable e) {
            if (isOwnedByCaller()) {
                unlock();
            }
            throw e;
        }
        unlock();
        return value;
    }

    /// Creates a condition of this mutex without a name.
    ///
    /// @return the condition
    @Override
    public Condition newCondition() {
        return new Condition(this, null);
    }

    /// Creates a condition of this mutex that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the condition
    public Condition newCondition(String name) {
        Condition condition = new Condition(this, name);
        Inspector.watch(condition);
        return condition;
    }

    /// How often the caller holds the mutex.
    ///
    /// @return how many calls of [#unlock()] it would take to free it; zero if the caller is not the owner
    public int holdCount() {
        return isOwnedByCaller() ? nested + 1 : 0;
    }

    /// Whether the caller holds the mutex.
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

    /// Frees the mutex, however often the caller, who must be the owner, holds it.
    ///
    /// @return what [#restore] needs
    int releaseAll() {
        int depth = nested;
        nested = 0;
        free();
        return depth;
    }

    /// Takes the mutex as often as it was held, whatever interrupts or cancels.
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
