// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Who is to be told of the end of a task: those who wait for it, and listeners. Made when the first of them comes, for
/// most of very many tasks end before anybody asks. Thread-safe.
final class Followers {

    // A task writes its outcome first and looks for followers afterwards; a follower is put where the task will find it
    // first and looks for an outcome afterwards. So one of the two sees the other.

    private final Task<?> task;
    private final WaitQueue awaiters;

    /// Guarded by itself.
    private final List<Consumer<Task<?>>> listeners = new ArrayList<>(1);

    Followers(Task<?> task) {
        this.task = task;
        this.awaiters = new WaitQueue(task);
    }

    /// Waits for the end; cancellations and interrupts end the wait.
    ///
    /// @return false if the task had ended
    boolean await() throws InterruptedException {
        Waiter waiter = awaiters.enqueue();
        if (task.isDone()) {
            awaiters.withdraw(waiter);
            return false;
        }
        return awaiters.await(waiter, Scheduler.NEVER);
    }

    /// Waits for the end, whatever happens.
    void awaitStubbornly() {
        Waiter waiter = awaiters.enqueue();
        if (task.isDone()) {
            awaiters.withdraw(waiter);
        } else {
            awaiters.awaitUninterruptibly(waiter);
        }
    }

    /// Has a listener told of the end.
    ///
    /// @return false if the task has ended, and the listener will not be told
    boolean add(Consumer<Task<?>> listener) {
        synchronized (listeners) {
            return !task.isDone() && listeners.add(listener);
        }
    }

    /// Takes back [#add].
    void remove(Consumer<Task<?>> listener) {
        synchronized (listeners) {
            listeners.remove(listener);
        }
    }

    /// Tells all of them that the task has ended, on the calling thread.
    void tell() {
        List<Consumer<Task<?>>> told;
        synchronized (listeners) {
            told = List.copyOf(listeners);
            listeners.clear();
        }
        awaiters.grantAll();
        told.forEach(listener -> listener.accept(task));
    }

    /// How many wait.
    int awaiters() {
        return awaiters.size();
    }

    /// How many listeners are still to be told.
    int listeners() {
        synchronized (listeners) {
            return listeners.size();
        }
    }
}
