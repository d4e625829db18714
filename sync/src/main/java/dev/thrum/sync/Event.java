// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A flag that strands wait for: Python's `threading.Event` and `asyncio.Event` in one.
///
/// Setting it frees all who wait at that moment, even if it is cleared right afterwards. Platform threads, virtual
/// threads and event-loop tasks may share it.
///
/// **Memory consistency effects**: actions before `set` happen before actions after an `await` that it ended, or that
/// found the event set.
///
/// **Cost**: `isSet` and an `await` of a set event are one volatile read; a `set` for which nobody waits is a volatile
/// write and a read.
public final class Event implements Resource {

    private final @Nullable String name;
    private final WaitQueue waiters = new WaitQueue(this);
    private volatile boolean set;

    /// Creates an event that is not set and has no name.
    public Event() {
        name = null;
    }

    private Event(String name) {
        this.name = name;
        Inspector.watch(this);
    }

    /// Creates an event that is not set and is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @return the event
    public static Event named(String name) {
        return new Event(name);
    }

    /// Sets the event and frees all who wait. No effect if it is set already. Never blocks.
    public void set() {
        set = true;
        if (!waiters.isEmpty()) {
            waiters.grantAll();
        }
    }

    /// Clears the event: whoever waits from now on waits for the next [#set()]. Never blocks.
    public void clear() {
        set = false;
    }

    /// Whether the event is set at this moment.
    ///
    /// @return true between [#set()] and [#clear()]
    public boolean isSet() {
        return set;
    }

    /// Waits until the event is set, as long as it takes.
    ///
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public void await() throws InterruptedException {
        if (!isSetUnlessInterrupted()) {
            awaitSet(Scheduler.NEVER);
        }
    }

    /// Waits until the event is set, no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the event was set in the meantime, false if the time is over
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public boolean await(Duration timeout) throws InterruptedException {
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return isSetUnlessInterrupted() || (!timeout.isZero() && awaitSet(deadline));
    }

    private boolean isSetUnlessInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before waiting for " + name());
        }
        return set;
    }

    private boolean awaitSet(long deadline) throws InterruptedException {
        Waiter waiter = waiters.enqueue();
        if (set) {
            waiters.withdraw(waiter); // granted or not, the event has been set
            return true;
        }
        return waiters.await(waiter, deadline);
    }

    /// A clause of a [Select] that waits until the event is set, be it for a moment.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onSet(
            Body<? extends R, ? extends X> handler) {
        return WaitClause.of(new Sources.OfEvent(this), handler);
    }

    /// As [#onSet(Body)], with a handler without a value. What could be either is a body.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <X> what the handler throws
    /// @return the clause, whose value is `null`
    public <X extends Exception> Clause<@Nullable Void, X> onSet(Action<? extends X> handler) {
        return this.<@Nullable Void, X>onSet(Clause.unvalued(handler));
    }

    WaitQueue waiters() {
        return waiters;
    }

    @Override
    public String name() {
        return name == null ? Resource.super.name() : "Event \"" + name + "\"";
    }

    @Override
    public String statistics() {
        return (set ? "set, " : "clear, ") + waiters.size() + " waiting";
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
