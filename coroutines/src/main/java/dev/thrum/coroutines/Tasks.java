// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Waits for several tasks, or for one in another way than [Task#await()].
///
/// | | siblings of one that fails | if the wait is cancelled | throws |
/// |---|---|---|---|
/// | [#gather] | go on | cancels all and waits for them | the first failure |
/// | [#gatherOrCancel] | are cancelled and waited for | cancels all and waits for them | all failures |
/// | [#gatherOutcomes] | go on | cancels all and waits for them | no failure |
/// | [#wait] | go on | leaves them alone | no failure |
/// | [#asCompleted] | go on | leaves them alone | no failure |
/// | [#race] | go on; a success cancels them | cancels all and waits for them | all failures, if all fail |
/// | [#shield] | | leaves the task alone | the task's failure |
///
/// Where tasks and the code that waits for them begin and end together, a [TaskGroup] says so.
///
/// **Threads.** The methods may be called from any thread, except [#race], which starts tasks in the loop of its
/// caller. A task that calls them lets the loop go on; another thread is blocked. A collection may hold a task twice.
///
/// **Errors.** Cancellations of a scope around the call are thrown as [CancelledException], as by every wait; a plain
/// interrupt leaves the tasks alone. A failure that these methods have thrown, or given as an [Outcome], counts as
/// retrieved.
///
/// **Deadlocks.** A task that waits for whoever waits for it here is reported as by [Task#await()]: one of the two gets
/// a [dev.thrum.core.DeadlockException]; if that is the caller, the tasks go on. Where the first task would do, only
/// when none of them can go on.
///
/// Source: `asyncio.gather`, `wait`, `as_completed`, `shield`, `wait_for`.
public final class Tasks {

    private Tasks() {}

    /// Waits until all tasks have succeeded, or one has not. Siblings of a task that fails go on; the exception speaks
    /// for them as well, so if they fail later and nobody awaits them, that is not reported (`asyncio.gather`).
    ///
    /// @param tasks the tasks to wait for; none of them end the wait at once
    /// @param <T> what they return
    /// @return their results, in the order of `tasks`
    /// @throws ExecutionException if a task has failed: the first to do so, with the failures of those that have failed
    ///     as well by then as suppressed
    /// @throws CancellationException if a task was cancelled
    /// @throws CancelledException if a scope around the call is or becomes cancelled; all the tasks are cancelled then,
    ///     and have ended
    /// @throws InterruptedException if interrupted; the tasks go on
    public static <T extends @Nullable Object> List<T> gather(Collection<? extends Task<? extends T>> tasks)
            throws InterruptedException, ExecutionException {
        List<Task<? extends T>> all = listOf(tasks);
        try (Following<T> following = new Following<>(all, "gather", true)) {
            awaitOrCancelAll(following, () -> following.isOver() || following.firstCancelledOrFailed() != null);
            Task<?> unsuccessful = following.firstCancelledOrFailed();
            if (unsuccessful != null) {
                throw failureOf(unsuccessful, following.tasks());
            }
        }
        return resultsOf(all);
    }

    /// Waits until all tasks have succeeded; if one does not, cancels the others and waits for them.
    ///
    /// @param tasks the tasks to wait for; none of them end the wait at once
    /// @param <T> what they return
    /// @return their results, in the order of `tasks`
    /// @throws TaskGroupException if tasks have failed, with all their failures
    /// @throws CancellationException if a task was cancelled, and none has failed
    /// @throws CancelledException if a scope around the call is or becomes cancelled; all the tasks are cancelled then,
    ///     and have ended
    /// @throws InterruptedException if interrupted; the tasks go on
    public static <T extends @Nullable Object> List<T> gatherOrCancel(Collection<? extends Task<? extends T>> tasks)
            throws InterruptedException, TaskGroupException {
        List<Task<? extends T>> all = listOf(tasks);
        try (Following<T> following = new Following<>(all, "gather", true)) {
            awaitOrCancelAll(following, () -> following.isOver() || following.firstCancelledOrFailed() != null);
            Task<?> unsuccessful = following.firstCancelledOrFailed();
            if (unsuccessful != null) {
                following.cancelAndAwaitAll("a sibling, " + unsuccessful.name() + ", has not succeeded");
                List<Throwable> failures = failuresInOrder(following);
                if (!failures.isEmpty()) {
                    throw new TaskGroupException("gather", failures);
                }
                throw unsuccessful.cancellation();
            }
        }
        try {
            return resultsOf(all);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits until all tasks have ended, in whatever way (`asyncio.gather(return_exceptions=True)`).
    ///
    /// @param tasks the tasks to wait for; none of them end the wait at once
    /// @param <T> what they return
    /// @return how each has ended, in the order of `tasks`
    /// @throws CancelledException if a scope around the call is or becomes cancelled; all the tasks are cancelled then,
    ///     and have ended
    /// @throws InterruptedException if interrupted; the tasks go on
    public static <T extends @Nullable Object> List<Outcome<? extends T>> gatherOutcomes(
            Collection<? extends Task<? extends T>> tasks) throws InterruptedException {
        List<Task<? extends T>> all = listOf(tasks);
        try (Following<T> following = new Following<>(all, "gather", true)) {
            awaitOrCancelAll(following, following::isOver);
        }
        List<Outcome<? extends T>> outcomes = new ArrayList<>(all.size());
        for (Task<? extends T> task : all) {
            outcomes.add(Objects.requireNonNull(task.outcome()));
        }
        return outcomes;
    }

    private static void awaitOrCancelAll(Following<?> following, BooleanSupplier goal) throws InterruptedException {
        try {
            following.await(goal, Scheduler.NEVER);
            if (following.firstCancelledOrFailed() != null) {
                CancelScope.checkpoint(); // what was cancelled together with this wait is not what ends it
            }
        } catch (CancelledException e) {
            following.cancelAndAwaitAll("the wait for it was cancelled: " + e.reason());
            failuresInOrder(following).forEach(e::addSuppressed);
            throw e;
        }
    }

    /// What the first task has failed with, and with it what others have failed with by now. It speaks for all of them,
    /// also for those that fail later.
    private static ExecutionException failureOf(Task<?> first, List<? extends Task<?>> tasks) {
        if (first.failure() == null) {
            throw first.cancellation();
        }
        ExecutionException exception = first.executionException();
        for (Task<?> task : tasks) {
            Throwable failure = task == first ? null : task.failure();
            if (failure != null && failure != exception.getCause()) {
                exception.addSuppressed(failure);
            }
            task.answeredFor();
        }
        return exception;
    }

    private static List<Throwable> failuresInOrder(Following<?> following) {
        List<Throwable> failures = new ArrayList<>();
        while (following.hasEnded()) {
            Throwable failure = following.takeEnded().failure();
            if (failure != null) {
                failures.add(failure);
            }
        }
        return failures;
    }

    private static <T extends @Nullable Object> List<T> resultsOf(List<Task<? extends T>> tasks)
            throws ExecutionException {
        List<T> results = new ArrayList<>(tasks.size());
        for (Task<? extends T> task : tasks) {
            results.add(task.result());
        }
        return results;
    }

    /// What a [#wait] waits for.
    public enum Until {
        /// One task has ended, in whatever way.
        FIRST_COMPLETED,

        /// One task has failed, or all have ended. One that was cancelled has not failed.
        FIRST_EXCEPTION,

        /// All tasks have ended.
        ALL_COMPLETED
    }

    /// Which tasks had ended when a [#wait] was over.
    ///
    /// @param done those that had, in the order in which they were given
    /// @param pending those that had not, in that order
    /// @param <T> what they return
    public record Waited<T extends @Nullable Object>(Set<Task<? extends T>> done, Set<Task<? extends T>> pending) {}

    /// Waits until some of the tasks have ended. Cancels none of them, whatever happens, and throws none of their
    /// failures (`asyncio.wait`).
    ///
    /// @param tasks the tasks to wait for, at least one
    /// @param until what to wait for
    /// @param <T> what they return
    /// @return which have ended, and which have not
    /// @throws IllegalArgumentException if there are no tasks, the first of which would never end
    /// @throws CancelledException if a scope around the call is or becomes cancelled; the tasks go on
    /// @throws InterruptedException if interrupted; the tasks go on
    public static <T extends @Nullable Object> Waited<T> wait(
            Collection<? extends Task<? extends T>> tasks, Until until) throws InterruptedException {
        return wait(tasks, until, Scheduler.NEVER);
    }

    /// Waits until some of the tasks have ended, or the time is over; then `done` may be empty. Otherwise as
    /// [#wait(Collection, Until)].
    ///
    /// @param tasks the tasks to wait for, at least one
    /// @param until what to wait for
    /// @param timeout how long at most; must not be negative
    /// @param <T> what they return
    /// @return which have ended, and which have not
    /// @throws IllegalArgumentException if there are no tasks, or the time-out is negative
    /// @throws CancelledException if a scope around the call is or becomes cancelled; the tasks go on
    /// @throws InterruptedException if interrupted; the tasks go on
    public static <T extends @Nullable Object> Waited<T> wait(
            Collection<? extends Task<? extends T>> tasks, Until until, Duration timeout) throws InterruptedException {
        return wait(tasks, until, Scheduler.current().deadlineAfter(timeout));
    }

    private static <T extends @Nullable Object> Waited<T> wait(
            Collection<? extends Task<? extends T>> tasks, Until until, long deadline) throws InterruptedException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("There are no tasks to wait for");
        }
        try (Following<T> following = new Following<>(listOf(tasks), "wait for", until == Until.ALL_COMPLETED)) {
            following.await(switch (until) {
                case FIRST_COMPLETED -> following::hasEnded;
                case FIRST_EXCEPTION -> () -> following.isOver() || following.firstFailed() != null;
                case ALL_COMPLETED -> following::isOver;
            }, deadline);
            Set<Task<? extends T>> done = new LinkedHashSet<>();
            Set<Task<? extends T>> pending = new LinkedHashSet<>();
            for (Task<? extends T> task : following.tasks()) {
                (task.isDone() ? done : pending).add(task);
            }
            return new Waited<>(Collections.unmodifiableSet(done), Collections.unmodifiableSet(pending));
        }
    }

    /// The tasks in the order in which they end, each as soon as it has; what has ended before comes first. Whoever
    /// pulls waits, and is cancelled, as in [#wait]: exceptions of the wait come out of the iteration undeclared. A
    /// time-out belongs around it: [CancelScope#timeout].
    ///
    /// ```java
    /// for (Task<Page> task : Tasks.asCompleted(downloads)) {
    ///     show(task.result());
    /// }
    /// ```
    ///
    /// @param tasks the tasks; each comes once
    /// @param <T> what they return
    /// @return a generator of tasks that have ended; it may be iterated again
    public static <T extends @Nullable Object> Generator<Task<? extends T>> asCompleted(
            Collection<? extends Task<? extends T>> tasks) {
        List<Task<? extends T>> all = listOf(tasks);
        return Generator.of(out -> {
            try (Following<T> following = new Following<>(all, "see the end of", false)) {
                for (int left = following.tasks().size(); left > 0; left--) {
                    following.await(following::hasEnded, Scheduler.NEVER);
                    @SuppressWarnings("unchecked") // only those that were given end
                    Task<? extends T> ended = (Task<? extends T>) following.takeEnded();
                    out.yield(ended);
                }
            }
        });
    }

    /// Runs several bodies as tasks and gives the result of the first that succeeds; the others are cancelled, and have
    /// ended when this returns. What they fail with does not matter then.
    ///
    /// @param bodies what to run, at least one
    /// @param <T> what they return
    /// @return what the winner has returned
    /// @throws TaskGroupException if all have failed, with all failures
    /// @throws CancelledException if a scope around the call is or becomes cancelled before there is a winner
    /// @throws InterruptedException if interrupted; all are cancelled then, and have ended
    /// @throws IllegalArgumentException if there are no bodies
    /// @throws IllegalStateException if the caller is no task of a loop
    public static <T extends @Nullable Object> T race(Collection<? extends Callable<? extends T>> bodies)
            throws TaskGroupException, InterruptedException {
        if (bodies.isEmpty()) {
            throw new IllegalArgumentException("A race needs somebody to run it");
        }
        return new Race<T>(bodies).run();
    }

    /// Waits for a task without being responsible for it: if the wait is cancelled, the task goes on. Should it fail
    /// then, that is reported unless somebody else retrieves it (`asyncio.shield`).
    ///
    /// To protect code rather than a task from cancellation, use [CancelScope#shielded].
    ///
    /// @param task what to wait for
    /// @param <T> what it returns
    /// @return what it has returned
    /// @throws ExecutionException if the task has failed, with its exception as the cause
    /// @throws CancellationException if the task was cancelled
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted
    public static <T extends @Nullable Object> T shield(Task<T> task) throws InterruptedException, ExecutionException {
        return task.awaitShielded();
    }

    /// Waits for a task, but not for ever: when the time is over the task is cancelled and waited for. If it returns a
    /// value all the same, this is the result (`asyncio.wait_for`). The same as [Task#await()] in
    /// [CancelScope#timeout].
    ///
    /// @param task what to wait for
    /// @param timeout how long; zero or less only looks whether it has ended
    /// @param <T> what it returns
    /// @return what it has returned
    /// @throws DeadlineExceededException if the time was over, and the task was cancelled because of that
    /// @throws ExecutionException if the task has failed, with its exception as the cause
    /// @throws CancellationException if the task was cancelled by somebody else
    /// @throws CancelledException if a scope around the call is or becomes cancelled; the task is cancelled then
    /// @throws InterruptedException if interrupted; the task goes on
    public static <T extends @Nullable Object> T waitFor(Task<T> task, Duration timeout)
            throws InterruptedException, ExecutionException, DeadlineExceededException {
        return CancelScope.timeout(timeout, task::await);
    }

    /// A snapshot of the tasks; complains of what is none.
    private static <T extends @Nullable Object> List<Task<? extends T>> listOf(
            Collection<? extends Task<? extends T>> tasks) {
        List<Task<? extends T>> list = new ArrayList<>(tasks.size());
        for (Task<? extends T> task : tasks) {
            list.add(Objects.requireNonNull(task, () -> "Element " + list.size() + " is null rather than a task; "
                    + "EventLoop.spawn(() -> ...) makes one of a body"));
        }
        return list;
    }
}
