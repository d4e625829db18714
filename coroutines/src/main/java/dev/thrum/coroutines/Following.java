// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows several tasks until they have ended; one strand waits for what it wants to see of that.
///
/// It leaves nothing behind on the tasks that have not ended when it is closed: somebody may wait again and again for
/// the first of several, one of which runs for ever.
final class Following<T extends @Nullable Object> implements Resource, AutoCloseable {

    private final Set<Task<? extends T>> tasks;
    private final String purpose;
    private final Consumer<Task<?>> listener = this::ended;
    private final WaitQueue queue = new WaitQueue(this);
    private final AtomicInteger missing;

    /// Those that have ended and were not taken, in the order in which they ended.
    private final Queue<Task<?>> ended = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Task<?> firstCancelledOrFailed;
    private volatile @Nullable Task<?> firstFailed;

    /// What the strand waits for. Written by it before its last look, and read by a task after it has changed what is
    /// looked at; so one of the two sees the other.
    private volatile BooleanSupplier goal = () -> false;

    Following(Collection<? extends Task<? extends T>> tasks, String purpose) {
        this.tasks = new LinkedHashSet<>(tasks);
        this.purpose = purpose;
        this.missing = new AtomicInteger(this.tasks.size());
        this.tasks.forEach(task -> task.whenDone(listener));
    }

    private void ended(Task<?> task) {
        Outcome<?> outcome = task.peek();
        synchronized (this) {
            if (!(outcome instanceof Outcome.Success) && firstCancelledOrFailed == null) {
                firstCancelledOrFailed = task;
            }
            if (outcome instanceof Outcome.Failure && firstFailed == null) {
                firstFailed = task;
            }
        }
        ended.add(task);
        missing.decrementAndGet();
        if (goal.getAsBoolean()) {
            queue.grantAll();
        }
    }

    /// Waits until all have ended.
    void awaitAll() throws InterruptedException {
        await(this::isOver, Scheduler.NEVER);
    }

    /// Waits until something about these tasks is true, which can only become so when one of them ends.
    ///
    /// @return false if the deadline came first
    boolean await(BooleanSupplier until, long deadline) throws InterruptedException {
        goal = until;
        while (!until.getAsBoolean()) {
            Waiter waiter = queue.enqueue();
            if (until.getAsBoolean()) {
                queue.withdraw(waiter);
            } else if (!queue.await(waiter, deadline)) {
                return until.getAsBoolean();
            }
        }
        return true;
    }

    /// Cancels those that have not ended, and waits for all, whatever happens.
    void cancelAndAwaitAll(String reason) {
        tasks.forEach(task -> task.cancel(reason));
        goal = this::isOver;
        while (!isOver()) {
            Waiter waiter = queue.enqueue();
            if (isOver()) {
                queue.withdraw(waiter);
            } else {
                queue.awaitUninterruptibly(waiter);
            }
        }
    }

    boolean isOver() {
        return missing.get() == 0;
    }

    boolean hasEnded() {
        return !ended.isEmpty();
    }

    /// Takes the one of those that have ended that did so first; there must be one.
    Task<?> takeEnded() {
        return ended.remove();
    }

    /// The first task that has not succeeded.
    @Nullable Task<?> firstCancelledOrFailed() {
        return firstCancelledOrFailed;
    }

    /// The first task that has thrown.
    @Nullable Task<?> firstFailed() {
        return firstFailed;
    }

    /// The tasks, each once, in their order.
    Set<Task<? extends T>> tasks() {
        return tasks;
    }

    @Override
    public void close() {
        if (!isOver()) {
            tasks.forEach(task -> task.forget(listener));
        }
    }

    @Override
    public String name() {
        return missing + " of " + tasks.size() + " tasks to " + purpose;
    }
}
