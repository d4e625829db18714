// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A body that runs in an [EventLoop], interleaved with the loop's other tasks: `asyncio.Task` in direct style.
///
/// A task is started by [EventLoop#spawn] and ends when its body does. Only one task of a loop runs at a time, and it
/// gives way only where it waits.
///
/// **Threads.** All methods may be called from any thread; [#await()] blocks a plain thread, and lets the loop go on if
/// it is called by one of its tasks.
///
/// **Memory consistency effects**: what the body did happens before the return of an [#await()] of its task.
///
/// @param <T> what the body returns
public final class Task<T extends @Nullable Object> implements Resource {

    /// How a task has ended.
    private sealed interface Outcome<T extends @Nullable Object> {
        record Success<T extends @Nullable Object>(T value) implements Outcome<T> {}

        record Failure<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

        record Cancelled<T extends @Nullable Object>(CancelledException cause) implements Outcome<T> {}
    }

    private final EventLoop loop;
    private final String name;
    private final Callable<T> body;
    private final CancelScope scope;
    private final WaitQueue awaiters = new WaitQueue(this);

    // null --the task's own strand, once--> an outcome
    private volatile @Nullable Outcome<T> outcome;

    private volatile @Nullable Thread thread;

    /// The report to be made if nobody looks at this task's failure; set before `outcome`.
    private @Nullable UnretrievedFailure unretrieved;

    /// Whether a failure that is yet to come needs no report.
    private volatile boolean isAnsweredFor;

    /// Whom to tell about the end; `null` while there is nobody. Guarded by the monitor of `awaiters`, as is the change
    /// of `outcome`, so that a listener is either told by the end or finds it.
    private @Nullable List<Consumer<Task<?>>> listeners;

    Task(EventLoop loop, String name, Callable<T> body, CancelScope parent) {
        this.loop = loop;
        this.name = name;
        this.body = body;
        this.scope = new CancelScope(name, parent);
    }

    /// Runs the body; called on the task's strand.
    void run() {
        thread = Thread.currentThread();
        Outcome<T> end;
        try {
            end = new Outcome.Success<>(scope.call(() -> {
                CancelScope.checkpoint();
                return body.call();
            }));
        } catch (CancelledException e) {
            end = new Outcome.Cancelled<>(e);
        } catch (Throwable e) {
            end = new Outcome.Failure<>(e);
            unretrieved = isAnsweredFor ? null : loop.expectRetrieval(this, e);
        }
        finish(end);
    }

    private void finish(Outcome<T> end) {
        List<Consumer<Task<?>>> told;
        synchronized (awaiters) {
            outcome = end;
            told = listeners == null ? List.of() : listeners;
            listeners = null;
        }
        thread = null;
        awaiters.grantAll();
        told.forEach(listener -> listener.accept(this));
    }

    /// Has a listener told when this task ends, on the task's strand; at once if it has ended.
    void whenDone(Consumer<Task<?>> listener) {
        synchronized (awaiters) {
            if (outcome == null) {
                if (listeners == null) {
                    listeners = new ArrayList<>(1);
                }
                listeners.add(listener);
                return;
            }
        }
        listener.accept(this);
    }

    /// Waits until this task has ended and gives its result. If the wait is cancelled, so is this task.
    ///
    /// @return what the body has returned
    /// @throws ExecutionException if the body failed, with its exception as the cause
    /// @throws CancellationException if this task was cancelled
    /// @throws dev.thrum.core.DeadlockException if the caller is this task, or is awaited by it, directly or through
    ///     others
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted; this task goes on
    public T await() throws InterruptedException, ExecutionException {
        if (outcome == null) {
            Waiter waiter = awaiters.enqueue();
            try {
                if (outcome != null) {
                    awaiters.withdraw(waiter);
                } else {
                    awaiters.await(waiter, Scheduler.NEVER);
                }
            } catch (CancelledException e) {
                cancel("its awaiter was cancelled: " + e.reason());
                throw e;
            }
        }
        return result();
    }

    /// The result of a task that has ended. Never waits.
    ///
    /// @return what the body has returned
    /// @throws ExecutionException if the body failed, with its exception as the cause
    /// @throws CancellationException if this task was cancelled
    /// @throws IllegalStateException if this task has not ended
    public T result() throws ExecutionException {
        return switch (outcome) {
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T>(Throwable cause) -> {
                retrieved();
                throw new ExecutionException(name() + " failed: " + cause, cause);
            }
            case Outcome.Cancelled<T>(CancelledException cause) -> {
                CancellationException exception =
                        new CancellationException(name() + " was cancelled: " + cause.getMessage());
                exception.initCause(cause);
                throw exception;
            }
            case null -> throw new IllegalStateException(this + " has not ended");
        };
    }

    /// Asks this task to end: every wait of its body raises [CancelledException] from now on; a body that has not begun
    /// never runs. Does not wait for the end. A body may clean up, and may even return a value: then the task has
    /// succeeded.
    ///
    /// @param reason why, in words for whoever reads the exception
    /// @return false if this task has ended or was cancelled before
    public boolean cancel(String reason) {
        return outcome == null && scope.cancel(reason);
    }

    /// Whether this task has ended, in whatever way.
    ///
    /// @return true if [#result()] does not throw [IllegalStateException]
    public boolean isDone() {
        return outcome != null;
    }

    /// Whether this task has ended by being cancelled.
    ///
    /// @return true if a cancellation has gone through the whole body
    public boolean isCancelled() {
        return outcome instanceof Outcome.Cancelled;
    }

    /// What made this task fail.
    ///
    /// @return the body's exception; `null` if it has succeeded, was cancelled or has not ended
    public @Nullable Throwable failure() {
        if (outcome instanceof Outcome.Failure<T>(Throwable cause)) {
            retrieved();
            return cause;
        }
        return null;
    }

    boolean isSuccess() {
        return outcome instanceof Outcome.Success;
    }

    /// Says that somebody has reported a failure on behalf of this task, whatever becomes of it.
    void answeredFor() {
        isAnsweredFor = true;
        retrieved();
    }

    private void retrieved() {
        UnretrievedFailure report = unretrieved;
        if (report != null) {
            report.retrieved();
        }
    }

    String label() {
        return name;
    }

    EventLoop loop() {
        return loop;
    }

    /// The failure or cancellation of this task as the exception that ended its body; for whoever *ran* the body rather
    /// than awaiting a task.
    @Nullable Throwable escaped() {
        return outcome instanceof Outcome.Cancelled<T>(CancelledException cause) ? cause : failure();
    }

    @Override
    public String name() {
        return "task \"" + name + "\"";
    }

    /// The thread whose progress everybody waits for who awaits this task.
    @Override
    public @Nullable Thread owner() {
        return thread;
    }

    @Override
    public String statistics() {
        return switch (outcome) {
            case null -> scope.isCancelled() ? "being cancelled" : thread == null ? "not begun" : "running";
            case Outcome.Success<T> _ -> "succeeded";
            case Outcome.Failure<T> _ -> "failed";
            case Outcome.Cancelled<T> _ -> "cancelled";
        };
    }

    @Override
    public Inspector.Node inspect() {
        return Inspector.Node.of("task", name(),
                "state", statistics(), "awaited by", Integer.toString(awaiters.size()));
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
