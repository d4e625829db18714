// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The part of an [EventLoop] that starts tasks.
abstract sealed class Spawning permits Calls {

    private final AtomicInteger names = new AtomicInteger();

    /// The scope above all tasks.
    abstract CancelScope root();

    abstract LoopTasks tasksAlive();

    /// What a task or a call takes along of the context of whoever asks for it.
    abstract Context context();

    /// Starts a task in the loop of the caller. The body runs when the caller waits next, or later.
    ///
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop; see [#submit] for other threads
    public static <T extends @Nullable Object> Task<T> spawn(Callable<T> body) {
        EventLoop loop = EventLoop.current();
        return loop.submit(loop.nextName(), body);
    }

    /// Starts a task with a name in the loop of the caller.
    ///
    /// @param name the name shown in messages and dumps
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop; see [#submit] for other threads
    public static <T extends @Nullable Object> Task<T> spawn(String name, Callable<T> body) {
        return EventLoop.current().submit(name, body);
    }

    /// As [#spawn(Callable)], for a task without a result.
    ///
    /// @param body what the task does
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop; see [#submit] for other threads
    public static Task<@Nullable Void> spawn(Action<?> body) {
        EventLoop loop = EventLoop.current();
        return loop.submit(loop.nextName(), body);
    }

    /// As [#spawn(String, Callable)], for a task without a result.
    ///
    /// @param name the name shown in messages and dumps
    /// @param body what the task does
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop; see [#submit] for other threads
    public static Task<@Nullable Void> spawn(String name, Action<?> body) {
        return EventLoop.current().submit(name, body);
    }

    /// Starts a task in this loop, from any thread.
    ///
    /// @param name the name shown in messages and dumps
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws RejectedExecutionException if this loop has ended
    public <T extends @Nullable Object> Task<T> submit(String name, Callable<T> body) {
        Task<T> task = newTask(name, body, root());
        start(task);
        return task;
    }

    /// As [#submit(String, Callable)], for a task without a result.
    ///
    /// @param name the name shown in messages and dumps
    /// @param body what the task does
    /// @return the task
    /// @throws RejectedExecutionException if this loop has ended
    public Task<@Nullable Void> submit(String name, Action<?> body) {
        return submit(name, Unvalued.of(body));
    }

    <T extends @Nullable Object> Task<T> newTask(String taskName, Callable<T> body, CancelScope above) {
        return newTask(taskName, body, above, null);
    }

    /// @param parent told about the task's end, if somebody is to be
    <T extends @Nullable Object> Task<T> newTask(
            String taskName, Callable<T> body, CancelScope above, @Nullable Consumer<Task<?>> parent) {
        Objects.requireNonNull(body, () -> "The body of task \"" + taskName + "\" is null. What is wanted is the code "
                + "to run, as in spawn(() -> fetch(url)); what fetch(url) has returned is its result");
        CreationSites.note(body);
        return new Task<>(itself(), taskName, context().bind(body), above, CancelScope.current(), parent);
    }

    String nextName() {
        return "task " + names.incrementAndGet();
    }

    void start(Task<?> task) {
        tasksAlive().start(task);
    }

    // ------------------------------------------------------------------------------------------- for the library

    /// There is no other subclass.
    private EventLoop itself() {
        return (EventLoop) this;
    }

    /// Starts the task in which a callback is called. Nobody's, so it belongs under no other task.
    void startCallback(Callable<?> step) {
        Task<?> task = new Task<>(itself(), "callback " + names.incrementAndGet(), step, root(), null, null);
        task.needsNoAwaiter();
        start(task);
    }

    /// Runs clean-up that is nobody's any more, in a task that the end of the main task does not cancel.
    ///
    /// @return false if this loop has ended
    boolean takesCleanUp(String of, Callable<?> body) {
        Task<?> task = new Task<>(itself(), "clean-up of " + of, body, null, null, null);
        task.needsNoAwaiter();
        try {
            start(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
