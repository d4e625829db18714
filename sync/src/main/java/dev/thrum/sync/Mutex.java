// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
/// ```
///
/// It may be shared by platform threads, virtual threads and event-loop tasks; a task that waits for it lets its loop
/// go on. The owner is the thread that locked it, and only the owner may unlock it.
///
/// **Deadlock.** Locking it twice, or two of them in opposite orders, ends in a
/// [DeadlockException][dev.thrum.core.DeadlockException] that names everyone involved, in the strand that would have
/// closed the cycle.
///
/// **Fairness.** Waiters are served in the order of their arrival, but a newcomer may take the mutex in the moment when
/// it is free. A waiter that loses to a newcomer keeps its place.
///
/// **Memory consistency effects**: actions before `unlock` happen before actions after the next successful `lock` or
/// `tryLock`.
///
/// **Cost**: uncontended, one compare-and-set to lock and one volatile write to unlock.
public final class Mutex implements Resource {

    // owner                                            heirAwake
    //
    //           lock(): CAS null -> me                 false --unlock(): CAS--> true, and a grant to the first waiter
    //   null <------------------------> thread           ^                       |
    //           unlock(): volatile write                 +-----------------------+ the heir has the mutex, or is
    //                                                                              the first in the queue again
    //
    // A grant is leave to try again, not ownership: handing a mutex over to a thread that has yet to be woken would
    // stop everybody for the time of the wake-up. One such heir is awake at a time; while it is, unlock() need not wake
    // another.
    //
    // No wake-up is lost: whenever the mutex is free and somebody waits, an heir is awake or an unlock() is on its way
    // to wake one. An heir that has lost to a newcomer puts itself back *before* it clears heirAwake, and looks at the
    // owner again afterwards; unlock() clears the owner before it reads heirAwake. So an unlock() that relied on the
    // heir is seen by it.

    private static final VarHandle OWNER;
    private static final VarHandle HEIR_AWAKE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OWNER = lookup.findVarHandle(Mutex.class, "owner", Thread.class);
            HEIR_AWAKE = lookup.findVarHandle(Mutex.class, "heirAwake", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable String name;
    private final WaitQueue waiters = new WaitQueue(this);

    private volatile @Nullable Thread owner;

    @SuppressWarnings("UnusedVariable") // read through HEIR_AWAKE
    private volatile boolean heirAwake;

    /// Written by the owner only; `null` while the mutex is free.
    private volatile @Nullable Acquisition acquisition;

    /// How many more uncontended acquisitions to record; touched by the owner only.
    private int toRecord = Acquisition.RECORDED;

    /// Creates a free mutex without a name.
    public Mutex() {
        name = null;
    }

    private Mutex(String name) {
        this.name = name;
        Inspector.watch(this);
    }

    /// Creates a free mutex that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the mutex
    public static Mutex named(String name) {
        return new Mutex(name);
    }

    /// Takes the mutex, waiting for it as long as it takes.
    ///
    /// @throws dev.thrum.core.DeadlockException if the wait could never end: the caller holds the mutex already, or
    ///     holds something that its owner, directly or through others, waits for
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public void lock() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before locking " + name());
        }
        if (!tryLock()) {
            lockContended(Scheduler.NEVER);
        }
    }

    /// Takes the mutex if it is free. Never waits.
    ///
    /// @return true if the caller holds the mutex now; false if somebody does, be it the caller
    public boolean tryLock() {
        if (OWNER.compareAndSet(this, null, Thread.currentThread())) {
            if (toRecord > 0) {
                toRecord--;
                acquisition = Acquisition.here();
            }
            return true;
        }
        return false;
    }

    /// Takes the mutex, waiting no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the caller holds the mutex now
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public boolean tryLock(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before locking " + name());
        }
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return tryLock() || (!timeout.isZero() && lockContended(deadline));
    }

    private boolean lockContended(long deadline) throws InterruptedException {
        Waiter waiter = waiters.enqueue();
        while (true) {
            if (tryTake()) {
                if (!waiters.withdraw(waiter)) {
                    heirAwake = false; // became the heir in this moment; the next unlock() will choose another
                }
                return true;
            }
            if (!waiters.await(waiter, deadline)) {
                return false;
            }
            if (tryTake()) {
                heirAwake = false;
                return true;
            }
            waiter = waiters.enqueueFirst();
            heirAwake = false;
        }
    }

    private boolean tryTake() {
        if (owner == null && OWNER.compareAndSet(this, null, Thread.currentThread())) {
            acquisition = Acquisition.here();
            return true;
        }
        return false;
    }

    /// Frees the mutex and wakes a waiter, if there is one. Never blocks.
    ///
    /// @throws IllegalMonitorStateException if the caller is not the owner; the message names who is
    public void unlock() {
        Thread present = owner;
        if (present != Thread.currentThread()) {
            throw new IllegalMonitorStateException(name() + " is not held by thread \""
                    + Strand.nameOf(Thread.currentThread()) + "\" but " + (present == null ? "free" : "by \"" + Strand.nameOf(present) + "\""));
        }
        if (acquisition != null) {
            acquisition = null;
        }
        owner = null;
        if (!waiters.isEmpty()) {
            wakeHeir();
        }
    }

    private void wakeHeir() {
        while (!waiters.isEmpty() && owner == null && HEIR_AWAKE.compareAndSet(this, false, true)) {
            if (waiters.grantFirst()) {
                return;
            }
            heirAwake = false; // all had given up; but somebody may have come, and relied on the flag
        }
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

    /// Whether somebody holds the mutex at this moment.
    ///
    /// @return true if it is not free
    public boolean isLocked() {
        return owner != null;
    }

    @Override
    public String name() {
        return name == null ? Resource.super.name() : "Mutex \"" + name + "\"";
    }

    @Override
    public @Nullable Thread owner() {
        return owner;
    }

    @Override
    public @Nullable Acquisition acquisition() {
        return acquisition;
    }

    @Override
    public String statistics() {
        return (isLocked() ? "locked, " : "free, ") + waiters.size() + " waiting";
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
