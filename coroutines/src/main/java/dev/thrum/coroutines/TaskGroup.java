// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tasks that belong together: whoever opens a group leaves it only when all its tasks have ended.
///
/// ```java
/// int total = new TaskGroup().call(group -> {
///     Task<Integer> here = group.spawn(() -> count("here"));
///     Task<Integer> there = group.spawn(() -> count("there"));
///     return here.await() + there.await();
/// });
/// ```
///
/// **Failures.** If the body or a task fails, all others are cancelled, the group waits for them, and throws one
/// [TaskGroupException] with every failure. A task that was merely cancelled is no failure; the others go on.
///
/// **Cancellation.** A cancellation or a time-out around the group reaches the body and all tasks, and is thrown when
/// they have ended, unless some of them have failed: then their failures are thrown, and the cancellation, which is a
/// state, is told again by the next wait outside.
///
/// **Deadlocks.** Who leaves a group waits for each of its tasks, so a task that waits for whoever leaves it, or for a
/// lock held around the group, would wait for ever: one of the two gets a [DeadlockException], which is a failure like
/// others. It is no use that a sibling would cancel the group one day. Tasks that refuse to be cancelled even then are
/// left behind, for they end after the group.
///
/// **Who may do what.** A group is entered once, in a task of an [EventLoop]. Its tasks may start siblings for as long
/// as one of them runs; once the group is cancelled or has failed, nobody can.
///
/// **Memory consistency effects**: what the tasks did happens before the group's return.
///
/// Source: Trio's nurseries; `asyncio.TaskGroup`; JDK `StructuredTaskScope`, from which it differs in that it is a
/// lambda: the body's own failure is seen, and there is no `join` to forget.
public final class TaskGroup {

    // The life of a group, in `pending`: how many of its parts, which are the body and the tasks, have not ended.
    //
    //     NEW --call(), run()--> 1 --spawn()--> n + 1 --a part ends--> n ... --the last part ends--> 0
    //
    // It never leaves 0: no part is left that could start another.
    private static final int NEW = -1;

    /// The code of a group, with a result.
    ///
    /// @param <T> what it returns
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {

        /// Runs the code.
        ///
        /// @param group to start tasks in
        /// @return the group's result
        /// @throws Exception what goes wrong, which cancels the group's tasks
        T call(TaskGroup group) throws Exception;
    }

    /// The code of a group, without a result.
    @FunctionalInterface
    public interface Action {

        /// Runs the code.
        ///
        /// @param group to start tasks in
        /// @throws Exception what goes wrong, which cancels the group's tasks
        void run(TaskGroup group) throws Exception;
    }

    private final String name;
    private final CancelScope scope;
    private final AtomicInteger pending = new AtomicInteger(NEW);
    private final WaitQueue ended;

    private final Consumer<Task<?>> taskEnded = this::taskEnded;

    /// Guarded by itself.
    private final List<Throwable> failures = new ArrayList<>();

    /// Written before `pending` leaves NEW.
    private @Nullable EventLoop loop;

    /// Whether tasks were left behind that can only end after the group, so that nobody looks at what becomes of them.
    private volatile boolean hasLeftTasks;

    /// Creates a group, to be entered by [#run] or [#call].
    public TaskGroup() {
        this("task group", false);
    }

    private TaskGroup(String name, boolean isRace) {
        this.name = name;
        this.scope = new CancelScope(name);
        this.ended = new WaitQueue(new GroupEnd(name, scope, pending, isRace));
    }

    /// Creates a group with a name, to be entered by [#run] or [#call].
    ///
    /// @param name the name shown in messages
    /// @return the group
    public static TaskGroup named(String name) {
        return new TaskGroup("task group \"" + name + "\"", false);
    }

    /// A group whose first task that succeeds cancels the others.
    static TaskGroup ofRace() {
        return new TaskGroup("race", true);
    }

    /// Runs an action in this group, on the calling task, and waits for all tasks of the group. Returns normally if the
    /// group was cancelled by [#cancel].
    ///
    /// @param action what to run
    /// @throws TaskGroupException if the action or a task of the group has failed
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted; the tasks were cancelled then
    /// @throws IllegalStateException if the caller is no task of a loop, or the group was entered before
    public void run(Action action) throws TaskGroupException, InterruptedException {
        try {
            call(group -> {
                action.run(group);
                return group;
            });
        } catch (CancelledException e) {
            if (e.scope() != scope) {
                throw e;
            }
        }
    }

    /// Runs a body in this group, on the calling task, and waits for all tasks of the group.
    ///
    /// @param body what to run
    /// @param <T> what it returns
    /// @return the body's value
    /// @throws TaskGroupException if the body or a task of the group has failed
    /// @throws CancelledException if the body was ended by [#cancel], or a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted; the tasks were cancelled then
    /// @throws IllegalStateException if the caller is no task of a loop, or the group was entered before
    public <T extends @Nullable Object> T call(Body<T> body) throws TaskGroupException, InterruptedException {
        EventLoop present = EventLoop.current();
        if (pending.get() != NEW) {
            throw new IllegalStateException(name + " was entered before; a group is used once");
        }
        loop = present;
        pending.set(1);
        try {
            return scope.call(() -> new Supervision<>(body).result());
        } catch (DeadlineExceededException e) {
            throw new AssertionError("A group's own scope has no deadline", e);
        }
    }

    /// One run of the body, and the wait for the tasks.
    private final class Supervision<T extends @Nullable Object> {
        private @Nullable T value;

        /// Whether the body has returned, so that there is a value, which may be `null`.
        private boolean hasReturned;

        /// What has ended the body or the wait, unless it was the group's own cancellation.
        private @Nullable InterruptedException ending;

        Supervision(Body<T> body) {
            try {
                value = body.call(TaskGroup.this);
                hasReturned = true;
            } catch (InterruptedException e) {
                endBy(e);
            } catch (Throwable e) {
                fail(e);
            }
            partEnded();
            awaitParts();
        }

        private void endBy(InterruptedException e) {
            if (!(e instanceof CancelledException cancelled) || cancelled.scope() != scope) {
                ending = ending == null ? e : ending;
                scope.cancel("its body was " + (e instanceof CancelledException ? "cancelled" : "interrupted"));
            }
        }

        private void awaitParts() {
            try {
                Waits.until(() -> pending.get() == 0, ended);
            } catch (InterruptedException e) {
                endBy(e);
                awaitPartsStubbornly();
            } catch (DeadlockException e) {
                fail(e);
                awaitPartsStubbornly();
            }
        }

        /// Waits for the tasks, which were cancelled. Some may refuse to end before the group has been left, such as
        /// one that waits for a lock held around the group, whatever cancels it: they are left behind.
        private void awaitPartsStubbornly() {
            try {
                Waits.stubbornlyUntil(() -> pending.get() == 0, ended);
            } catch (DeadlockException e) {
                hasLeftTasks = true;
                fail(e);
            }
        }

        @SuppressWarnings("NullAway") // where the body has returned, its value is there
        T result() throws TaskGroupException, InterruptedException {
            synchronized (failures) {
                if (!failures.isEmpty()) {
                    throw failure(new TaskGroupException(name, failures));
                }
            }
            if (ending != null) {
                throw ending;
            }
            if (!hasReturned) {
                CancelScope.checkpoint(); // which throws: only the group's own cancellation ends a body like this
                throw new AssertionError(name + " has neither a value nor a failure");
            }
            return value;
        }

        private TaskGroupException failure(TaskGroupException failure) {
            InterruptedException alongside = ending;
            if (alongside != null) {
                failure.addSuppressed(alongside);
                if (!(alongside instanceof CancelledException)) {
                    Thread.currentThread().interrupt();
                }
            }
            return failure;
        }
    }

    /// Starts a task in this group. Its body runs when the caller waits next, or later. Never blocks.
    ///
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws RejectedExecutionException if this group was not entered, has been left, was cancelled or has failed
    /// @throws IllegalStateException if the caller is no task of a loop
    public <T extends @Nullable Object> Task<T> spawn(Callable<T> body) {
        return spawn(EventLoop.current().nextName(), body);
    }

    /// Starts a task with a name in this group. Otherwise as [#spawn(Callable)].
    ///
    /// @param taskName the name shown in messages and dumps
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws RejectedExecutionException if this group was not entered, has been left, was cancelled or has failed
    /// @throws IllegalStateException if the caller is no task of a loop
    public <T extends @Nullable Object> Task<T> spawn(String taskName, Callable<T> body) {
        EventLoop.current();
        EventLoop mine = addPart(taskName);
        try {
            Task<T> task = mine.newTask(taskName, body, scope, taskEnded);
            mine.start(task);
            return task;
        } catch (RuntimeException e) {
            partEnded();
            throw e;
        }
    }

    /// As [#spawn(Callable)], for a task without a result.
    ///
    /// @param body what the task does
    /// @return the task
    /// @throws RejectedExecutionException if this group was not entered, has been left, was cancelled or has failed
    /// @throws IllegalStateException if the caller is no task of a loop
    public Task<@Nullable Void> spawn(dev.thrum.core.Action<?> body) {
        return spawn(EventLoop.current().nextName(), body);
    }

    /// As [#spawn(String, Callable)], for a task without a result.
    ///
    /// @param taskName the name shown in messages and dumps
    /// @param body what the task does
    /// @return the task
    /// @throws RejectedExecutionException if this group was not entered, has been left, was cancelled or has failed
    /// @throws IllegalStateException if the caller is no task of a loop
    public Task<@Nullable Void> spawn(String taskName, dev.thrum.core.Action<?> body) {
        return spawn(taskName, Unvalued.of(body));
    }

    private EventLoop addPart(String taskName) {
        int present;
        do {
            present = pending.get();
            EventLoop mine = loop;
            if (present <= 0 || mine == null) {
                throw new RejectedExecutionException(name + (present == NEW ? " was not entered" : " has been left")
                        + "; it takes no task \"" + taskName + "\"");
            }
            if (scope.isCancelled()) {
                throw new RejectedExecutionException(name + " is shutting down, as it was cancelled or a part of it has "
                        + "failed; it takes no task \"" + taskName + "\"");
            }
            if (pending.compareAndSet(present, present + 1)) {
                return mine;
            }
        } while (true);
    }

    /// Cancels the body and all tasks. Does not wait for them; [#run] does, and returns normally then. Any thread may
    /// call it.
    ///
    /// @param reason why, in words for whoever reads the exception
    /// @return false if the group was cancelled before, has failed or has been left
    public boolean cancel(String reason) {
        return scope.cancel(reason);
    }

    private void taskEnded(Task<?> task) {
        Throwable failure = hasLeftTasks ? null : task.failure();
        if (failure != null) {
            fail(failure);
        }
        partEnded();
    }

    private void partEnded() {
        if (pending.decrementAndGet() == 0) {
            ended.grantAll();
        }
    }

    private void fail(Throwable failure) {
        synchronized (failures) {
            if (!isKnown(failure)) {
                failures.add(failure);
            }
        }
        scope.cancel("a part of it has failed: " + failure);
    }

    /// Whether a failure is there already: a body that awaits a task which has failed, fails of the same.
    private boolean isKnown(Throwable failure) {
        Throwable cause = failure instanceof ExecutionException ? failure.getCause() : null;
        return failures.stream().anyMatch(known -> known == failure || known == cause);
    }

    @Override
    public String toString() {
        return name;
    }
}
