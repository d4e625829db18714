// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows several tasks until they have ended; one strand waits for what it wants to see of that.
///
/// It leaves nothing behind on the tasks that have not ended when it is closed: somebody may wait again and again for
/// the first of several, one of which runs for ever.
final class Following<T extends @Nullable Object> implements EndOfTasks, AutoCloseable {

    private final List<Task<? extends T>> tasks;
    private final boolean isEachNeeded;
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

    /// All tasks before this one have ended. Anybody writes it.
    private int firstMissing;

    /// Begins to follow tasks.
    ///
    /// @param tasks each will be followed once
    /// @param purpose of the waits, as the end of their name
    /// @param isEachNeeded whether each task must end, or succeed, for the waits to come to something; otherwise the
    ///     first will do
    Following(Collection<? extends Task<? extends T>> tasks, String purpose, boolean isEachNeeded) {
        this.tasks = List.copyOf(new LinkedHashSet<>(tasks));
        this.purpose = purpose;
        this.isEachNeeded = isEachNeeded;
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
        return Waits.until(until, queue, deadline);
    }

    /// Cancels those that have not ended, and waits for all, whatever happens.
    void cancelAndAwaitAll(String reason) {
        tasks.forEach(task -> task.cancel(reason));
        goal = this::isOver;
        Waits.stubbornlyUntil(goal, queue);
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
    List<Task<? extends T>> tasks() {
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

    // ------------------------------------------------------------------------------------------- for the wait graph

    /// The tasks that have not ended, if each is needed. If not, the first of them: then the others need not be
    /// looked at as long as that one can go on.
    @Override
    public List<Task<? extends T>> needed() {
        List<Task<? extends T>> missing = missing();
        return isEachNeeded ? missing : missing.subList(0, Math.min(1, missing.size()));
    }

    /// The tasks that have not ended, if the first will do; none if the first of them has not begun, as it is certain
    /// to.
    @Override
    public List<Task<? extends T>> alternatives() {
        List<Task<? extends T>> missing = isEachNeeded ? List.of() : missing();
        return missing.isEmpty() || missing.getFirst().owner() == null
                ? List.of()
                : missing.stream().filter(task -> !task.isDone()).toList();
    }

    /// The tasks from the first one on that has not ended. In most cases a step or none, for it begins where the last
    /// one was found.
    private List<Task<? extends T>> missing() {
        int first = firstMissing;
        while (first < tasks.size() && tasks.get(first).isDone()) {
            first++;
        }
        firstMissing = first;
        return tasks.subList(first, tasks.size());
    }
}
