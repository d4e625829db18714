// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelledException;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One wait for several tasks: ends with the last success or the first that is none.
final class Gathering<T extends @Nullable Object> implements Resource {

    private final List<Task<? extends T>> tasks;
    private final AtomicInteger missing;
    private final AtomicReference<@Nullable Task<?>> culprit = new AtomicReference<>();
    private final WaitQueue queue = new WaitQueue(this);

    Gathering(Collection<? extends Task<? extends T>> tasks) {
        this.tasks = List.copyOf(tasks);
        this.missing = new AtomicInteger(this.tasks.size());
    }

    List<T> await() throws InterruptedException, ExecutionException {
        Waiter waiter = queue.enqueue();
        tasks.forEach(task -> task.whenDone(this::ended));
        if (isOver()) {
            queue.withdraw(waiter);
        } else {
            try {
                queue.await(waiter, Scheduler.NEVER);
            } catch (CancelledException e) {
                tasks.forEach(task -> task.cancel("the wait for it was cancelled: " + e.reason()));
                throw e;
            }
        }
        Task<?> unsuccessful = culprit.get();
        if (unsuccessful != null) {
            fail(unsuccessful);
        }
        List<T> results = new ArrayList<>(tasks.size());
        for (Task<? extends T> task : tasks) {
            results.add(task.result());
        }
        return results;
    }

    /// Throws what the first task has failed with, and with it what others have failed with by now. It speaks for all
    /// of them, also for those that fail later.
    private void fail(Task<?> first) throws ExecutionException {
        try {
            first.result();
        } catch (ExecutionException e) {
            for (Task<?> task : tasks) {
                Throwable failure = task == first ? null : task.failure();
                if (failure != null && failure != e.getCause()) {
                    e.addSuppressed(failure);
                }
                task.answeredFor();
            }
            throw e;
        }
    }

    private void ended(Task<?> task) {
        if (!task.isSuccess()) {
            culprit.compareAndSet(null, task);
        }
        missing.decrementAndGet();
        if (isOver()) {
            queue.grantAll();
        }
    }

    private boolean isOver() {
        return missing.get() == 0 || culprit.get() != null;
    }

    @Override
    public String name() {
        return missing + " of " + tasks.size() + " gathered tasks";
    }
}
