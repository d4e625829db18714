// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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

    private static final VarHandle FOLLOWERS;

    static {
        try {
            FOLLOWERS = MethodHandles.lookup().findVarHandle(Task.class, "followers", Followers.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EventLoop loop;
    private final String name;
    private final Callable<T> body;
    private final CancelScope scope;

    /// In which scope it was started, for those who want to know by whom. Not the task that did so, whose result would
    /// be kept for as long as this task lives.
    private final @Nullable CancelScope startedIn;

    /// Told about the end last, if there is one: a group, which needs no other place among its tasks' followers.
    private final @Nullable Consumer<Task<?>> parent;

    // null --compareAndSet by the first of them, or by nobody--> followers
    private volatile @Nullable Followers followers;

    // null --the task's own strand, once--> an outcome
    private volatile @Nullable Outcome<T> outcome;

    private volatile @Nullable Thread thread;

    /// The report to be made if nobody looks at this task's failure; set before `outcome`.
    private @Nullable UnretrievedFailure unretrieved;

    /// Whether a failure that is yet to come needs no report.
    private volatile boolean isAnsweredFor;

    /// Whether anybody has asked how this task has ended, or waits for it.
    private volatile boolean isWanted;

    Task(EventLoop loop, String name, Callable<T> body, @Nullable CancelScope above, @Nullable CancelScope startedIn,
            @Nullable Consumer<Task<?>> parent) {
        this.loop = loop;
        this.name = name;
        this.body = body;
        this.scope = new CancelScope(name, above);
        this.startedIn = startedIn;
        this.parent = parent;
        this.isWanted = parent != null;
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
            reportIfUnwanted(e);
        } catch (Throwable e) {
            end = new Outcome.Failure<>(e);
            unretrieved = isAnsweredFor ? null : loop.reports().expectRetrieval(this, e);
        }
        finish(end);
    }

    /// A task that the end of the main task has cut short should have been awaited by somebody, or cancelled.
    private void reportIfUnwanted(CancelledException end) {
        if (!isWanted && !scope.isCancelled() && loop.isRoot(end.scope())) {
            loop.reports().cutShort(name(), body);
        }
    }

    private void finish(Outcome<T> end) {
        outcome = end;
        thread = null;
        Followers present = followers;
        if (present != null) {
            present.tell();
        }
        if (parent != null) {
            parent.accept(this);
        }
    }

    private Followers followers() {
        Followers present = followers;
        if (present == null) {
            Followers made = new Followers(this);
            Followers found = (Followers) FOLLOWERS.compareAndExchange(this, null, made);
            present = found == null ? made : found;
        }
        return present;
    }

    /// Has a listener told when this task ends, on the task's strand; at once if it has ended.
    void whenDone(Consumer<Task<?>> listener) {
        isWanted = true;
        if (outcome != null || !followers().add(listener)) {
            listener.accept(this);
        }
    }

    /// Takes back [#whenDone].
    void forget(Consumer<Task<?>> listener) {
        Followers present = followers;
        if (present != null) {
            present.remove(listener);
        }
    }

    /// How many are to be told about the end, besides those who await it.
    int listeners() {
        Followers present = followers;
        return present == null ? 0 : present.listeners();
    }

    /// Says that nobody needs to wait for this task.
    void needsNoAwaiter() {
        isWanted = true;
    }

    /// Waits until this task has ended and gives its result. If the wait is cancelled, so is this task, and the wait
    /// goes on until it has ended: nothing runs on behind the back of who is cancelled. A value that the task returns
    /// all the same is not lost; the cancellation is told again by the caller's next wait.
    ///
    /// @return what the body has returned
    /// @throws ExecutionException if the body failed, with its exception as the cause
    /// @throws CancellationException if this task was cancelled
    /// @throws dev.thrum.core.DeadlockException if the caller is this task, or is awaited by it, directly or through
    ///     others
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted; this task goes on
    public T await() throws InterruptedException, ExecutionException {
        try {
            awaitEnd();
        } catch (CancelledException e) {
            cancel("its awaiter was cancelled: " + e.reason());
            followers().awaitStubbornly();
            if (outcome instanceof Outcome.Cancelled) {
                throw e;
            }
        }
        return result();
    }

    /// As [#await()], but a cancellation of the wait does not reach this task.
    T awaitShielded() throws InterruptedException, ExecutionException {
        awaitEnd();
        return result();
    }

    private void awaitEnd() throws InterruptedException {
        isWanted = true;
        if (outcome == null && followers().await() && outcome instanceof Outcome.Cancelled) {
            CancelScope.checkpoint(); // if what has cancelled it has cancelled the caller as well, that counts
        }
    }

    /// The result of a task that has ended. Never waits.
    ///
    /// @return what the body has returned
    /// @throws ExecutionException if the body failed, with its exception as the cause
    /// @throws CancellationException if this task was cancelled
    /// @throws IllegalStateException if this task has not ended
    public T result() throws ExecutionException {
        isWanted = true;
        return switch (outcome) {
            case Outcome.Success<T>(T value) -> value;
            case Outcome.Failure<T> _ -> throw executionException();
            case Outcome.Cancelled<T> _ -> throw cancellation();
            case null -> throw new IllegalStateException(this + " has not ended");
        };
    }

    /// How this task has ended. A failure counts as retrieved then. Never waits.
    ///
    /// @return the outcome, or `null` if it has not ended
    public @Nullable Outcome<T> outcome() {
        isWanted = true;
        retrieved();
        return outcome;
    }

    /// The outcome, without having looked at it.
    @Nullable Outcome<T> peek() {
        return outcome;
    }

    /// What whoever awaits this task, which has failed, is told.
    ExecutionException executionException() {
        Throwable cause = Objects.requireNonNull(failure());
        return new ExecutionException(name() + " failed: " + cause, cause);
    }

    /// What whoever awaits this task, which was cancelled, is told.
    CancellationException cancellation() {
        if (!(outcome instanceof Outcome.Cancelled<T>(CancelledException cause))) {
            throw new AssertionError(this + " was not cancelled");
        }
        CancellationException exception =
                new CancellationException(name() + " was cancelled: " + cause.getMessage());
        exception.initCause(cause);
        return exception;
    }

    /// A future that ends as this task does, for code that wants one. Whoever has it answers for this task's failure.
    /// What depends on it runs on the task's thread, in the loop, unless it is given an executor.
    ///
    /// @return a new future; cancelling it cancels this task, completing it otherwise does not
    public CompletableFuture<T> toCompletableFuture() {
        isAnsweredFor = true;
        return TaskFuture.of(this);
    }

    /// Asks this task to end: every wait of its body raises [CancelledException] from now on; a body that has not begun
    /// never runs. Does not wait for the end. A body may clean up, and may even return a value: then the task has
    /// succeeded. Each call is a request that [#uncancel()] can take back. Never blocks.
    ///
    /// @param reason why, in words for whoever reads the exception
    /// @return false if this task has ended, or was cancelled before: then the first reason stands
    public boolean cancel(String reason) {
        return outcome == null && scope.cancel(reason);
    }

    /// Takes back one request to cancel this task: for its own code, when that has decided to go on. When as many were
    /// taken back as were made, its waits go through again.
    ///
    /// ```java
    /// try {
    ///     answer = questions.take();
    /// } catch (CancelledException e) {
    ///     EventLoop.currentTask().uncancel();         // to be asked to stop is an answer, too
    /// }
    /// ```
    ///
    /// @return how many requests still stand
    /// @throws IllegalStateException if the caller is not this task
    public int uncancel() {
        return scope.uncancel();
    }

    /// How many requests to cancel this task stand.
    ///
    /// @return the number of [#cancel] less that of [#uncancel()]
    public int cancelling() {
        return scope.cancelling();
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
        isWanted = true;
        if (outcome instanceof Outcome.Failure<T>(Throwable cause)) {
            retrieved();
            return cause;
        }
        return null;
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

    CancelScope scope() {
        return scope;
    }

    @Nullable CancelScope startedIn() {
        return startedIn;
    }

    /// How many strands await the end of this task itself.
    int awaiters() {
        Followers present = followers;
        return present == null ? 0 : present.awaiters();
    }

    boolean isBeingCancelled() {
        return outcome == null && scope.isCancelled();
    }

    /// In the tree of its loop.
    @Override
    public boolean isShownElsewhere() {
        return outcome == null;
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
                "state", statistics(), "awaited by", Integer.toString(awaiters()));
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }
}
