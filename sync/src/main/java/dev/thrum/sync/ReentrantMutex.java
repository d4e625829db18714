// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// A lock that its owner may take again: Python's `threading.RLock`, and a [Lock] of `java.util.concurrent` to the
/// letter.
///
/// ```java
/// int balance = mutex.locked(() -> account.withdraw(10));     // may lock the same mutex again
/// mutex.locked(account::close);
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
/// false as long as anybody waits. Every contended `unlock` then hands over from one thread to another, which takes 10
/// to 200 times as long as where newcomers may go first, longest among many platform threads. Choose it where nobody
/// may be overtaken, not for speed.
///
/// **Memory consistency effects**: actions before the last `unlock` happen before actions after the next successful
/// `lock` or `tryLock`.
///
/// **Cost**: uncontended, one compare-and-set to lock and one volatile write to unlock; to lock it again, a volatile
/// read and a plain write. To wait costs the same as with a [Mutex].
public final class ReentrantMutex extends NestingLock {

    // Everything is in NestingLock and OwnedLock.

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
