// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A lock that one thread holds at a time and that is not reentrant: Python's `threading.Lock` with an owner.
///
/// ```java
/// mutex.lock();
/// try {
///     counter += 1;
/// } finally {
///     mutex.unlock();
/// }
/// // or
/// int now = mutex.locked(() -> counter += 1);
/// // or
/// mutex.locked(() -> {
///     counter += 1;
///     history.add(counter);
/// });
/// ```
///
/// It may be shared by platform threads, virtual threads and event-loop tasks; a task that waits for it lets its loop
/// go on. The owner is the thread that locked it, and only the owner may unlock it.
///
/// **Deadlock.** Locking it twice, or two of them in opposite orders, ends in a
/// [DeadlockException][dev.thrum.core.DeadlockException] that names everyone involved, in the strand that would have
/// closed the cycle.
///
/// **Abandoned.** If the owner ends without unlocking it, whoever waits gets an [AbandonedException], within a quarter
/// of a second, and so does everybody who comes to wait later, until somebody takes it over with [#reclaim()].
///
/// **Fairness.** Waiters are served in the order of their arrival, but a newcomer may take the mutex in the moment when
/// it is free. A waiter that loses to a newcomer keeps its place. In *fair mode*, chosen by [#fair()], that does not
/// happen: the mutex is handed from its owner straight to whoever has waited longest, and even [#tryLock()] answers
/// false as long as anybody waits. Every contended `unlock` then hands over from one thread to another, which takes 10
/// to 200 times as long as where newcomers may go first, longest among many platform threads. Choose it where nobody
/// may be overtaken, not for speed.
///
/// **Order.** [LockOrder], when switched on, tells of mutexes that are taken in opposite orders even if nobody gets
/// stuck.
///
/// **Memory consistency effects**: actions before `unlock` happen before actions after the next successful `lock` or
/// `tryLock`.
///
/// **Cost**: uncontended, one compare-and-set to lock and one volatile write to unlock. A thread that has to wait looks
/// out for its turn before it parks, as long as that has paid of late ([LookOut][dev.thrum.core.LookOut]). The first
/// wait of the JVM for a lock starts a daemon thread that looks after abandoned ones.
public final class Mutex extends OwnedLock {

    // How it is taken, waited for and freed is told in OwnedLock. There is nothing to add: not to be reentrant means
    // that the owner, too, finds it taken, waits, and is told of a cycle of one.

    /// Creates a free mutex without a name.
    public Mutex() {
        super(null, false);
    }

    private Mutex(@Nullable String name, boolean fair) {
        super(name, fair);
    }

    /// Creates a free mutex that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the mutex
    public static Mutex named(String name) {
        Mutex mutex = new Mutex(name, false);
        Inspector.watch(mutex);
        return mutex;
    }

    /// Creates a free mutex in fair mode, without a name.
    ///
    /// @return the mutex
    public static Mutex fair() {
        return new Mutex(null, true);
    }

    /// Creates a free mutex in fair mode that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the mutex
    public static Mutex fair(String name) {
        Mutex mutex = new Mutex(name, true);
        Inspector.watch(mutex);
        return mutex;
    }

    /// Takes the mutex, waiting for it as long as it takes.
    ///
    /// @throws dev.thrum.core.DeadlockException if the wait could never end: the caller holds the mutex already, or
    ///     holds something that its owner, directly or through others, waits for
    /// @throws AbandonedException if the owner has ended, or ends during the wait, without unlocking it
    /// @throws LockOrderException if [LockOrder] is to throw, and locks are taken in reversed order
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public void lock() throws InterruptedException {
        refuseIfInterrupted(this);
        if (LockOrder.isOn()) {
            LockOrder.before(this);
        }
        if (!takeIfFree()) {
            takeContended(Scheduler.NEVER);
        }
    }

    /// Takes the mutex if it is free. Never waits.
    ///
    /// @return true if the caller holds the mutex now; false if somebody does, be it the caller
    @Override
    public boolean tryLock() {
        return takeIfFree();
    }

    /// Takes the mutex, waiting no longer than a time. A deadlock that the end of this time will resolve is logged as a
    /// warning and not thrown.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the caller holds the mutex now
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws AbandonedException if it has to wait, and the owner has ended, or ends, without unlocking it
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public boolean tryLock(Duration timeout) throws InterruptedException {
        refuseIfInterrupted(this);
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return takeIfFree() || (!timeout.isZero() && takeContended(deadline));
    }

    /// Frees the mutex and wakes a waiter, if there is one. Never blocks.
    ///
    /// @throws IllegalMonitorStateException if the caller is not the owner; the message names who is
    public void unlock() {
        if (!isOwnedByCaller()) {
            throw notTheOwner("unlock it");
        }
        free();
    }

    /// Runs a body while holding the mutex.
    ///
    /// @param body what to run
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws InterruptedException as [#lock()], and if the body throws it
    public <T extends @Nullable Object, X extends Exception> T locked(Body<T, X> body) throws X, InterruptedException {
        lock();
        try {
            return body.call();
        } finally {
            unlock();
        }
    }

    /// Runs an action while holding the mutex: [#locked(Body)] without a value. What could be either is a body.
    ///
    /// @param action what to run
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws InterruptedException as [#lock()], and if the action throws it
    public <X extends Exception> void locked(Action<X> action) throws X, InterruptedException {
        lock();
        try {
            action.run();
        } finally {
            unlock();
        }
    }

    /// A clause of a [Select] that takes the mutex. As after a [#lock()], the handler owns it, and is to unlock it in a
    /// `finally` block, or to see to it that somebody does who runs later in the same thread. As one of several things
    /// that are tried, it adds no order to [LockOrder].
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onLock(
            Body<? extends R, ? extends X> handler) {
        return WaitClause.of(new Sources.OfLock(this), handler);
    }

    /// As [#onLock(Body)], with a handler without a value. What could be either is a body.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <X> what the handler throws
    /// @return the clause, whose value is `null`
    public <X extends Exception> Clause<@Nullable Void, X> onLock(Action<? extends X> handler) {
        return this.<@Nullable Void, X>onLock(Clause.unvalued(handler));
    }
}
