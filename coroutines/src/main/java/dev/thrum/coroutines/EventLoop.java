// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Baton;
import dev.thrum.core.Body;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.ref.Cleaner;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Runs tasks one at a time, each until it waits: `asyncio` in direct style, on virtual threads.
///
/// ```java
/// List<Integer> lengths = EventLoop.run(() -> {
///     List<Task<Integer>> downloads = sites.stream().map(site -> EventLoop.spawn(() -> download(site))).toList();
///     return EventLoop.gather(downloads);
/// });
/// ```
///
/// There is no `async` and no `await` keyword: a task is any [Callable], and it gives way to the others wherever it
/// waits in this library, be it in [Task#await()], [Strand#sleep] or on a lock or queue of `dev.thrum.sync`. Between
/// two waits nothing else runs in the loop, so plain fields shared by its tasks need no lock. Time-outs are
/// [CancelScope#timeout].
///
/// A call that blocks in the JDK would stop all tasks; [#blocking] and [#await] let go of the loop for the duration.
///
/// **Errors.** [Task#await()] and [#gather] throw what a task has thrown. A failure that nobody retrieves is logged
/// once.
///
/// **Time** is real, or that of a [VirtualClock], for tests; see [Builder#clock].
///
/// Source: `asyncio.run`, `create_task`, `gather`; PEP 3156.
public final class EventLoop {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final AtomicInteger LOOPS = new AtomicInteger();
    private static final int CLOSED = Integer.MIN_VALUE;

    private final String name;
    private final Baton baton;

    /// The scope above all tasks; cancelled when the main task has ended.
    private final CancelScope root;

    /// Tasks that have not ended; CLOSED once none can be added.
    private final AtomicInteger live = new AtomicInteger();

    private final AtomicInteger names = new AtomicInteger();
    private final WaitQueue ended;
    private final Set<UnretrievedFailure> unretrieved = ConcurrentHashMap.newKeySet();

    private EventLoop(String name, Baton baton) {
        this.name = name;
        this.baton = baton;
        this.root = new CancelScope(name);
        this.ended = new WaitQueue(new Resource() {
            @Override
            public String name() {
                return "the end of " + EventLoop.this.name;
            }
        });
    }

    /// Runs a main task in a new loop and waits until it and all tasks it has spawned have ended. Tasks that are left
    /// over when the main task ends are cancelled.
    ///
    /// Called inside a task, it runs the body in the loop of that task, which goes on meanwhile.
    ///
    /// Blocks the calling thread. If it is interrupted, the main task is cancelled.
    ///
    /// @param main the body of the main task
    /// @param <T> what it returns
    /// @param <X> what it throws
    /// @return what the main task has returned
    /// @throws X what the main task has thrown, the same instance
    /// @throws InterruptedException if interrupted and the main task gave way, or if the main task throws it
    public static <T extends @Nullable Object, X extends Exception> T run(Body<T, X> main)
            throws X, InterruptedException {
        return builder().run(main);
    }

    /// Begins to describe a loop.
    ///
    /// @return a builder with the defaults: real time, first come, first served
    public static Builder builder() {
        return new Builder();
    }

    /// How a loop is to be.
    public static final class Builder {
        private String name = "event loop " + LOOPS.incrementAndGet();
        private @Nullable VirtualClock clock;
        private IntUnaryOperator order = Baton.FIRST_COME;

        private Builder() {}

        /// Names the loop.
        ///
        /// @param name the name shown in messages and dumps
        /// @return this
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /// Has the loop run in virtual time: when no task is ready, the clock jumps to the next deadline; if there is
        /// none, [#run] throws a [DeadlockException] that names all tasks that wait.
        ///
        /// @param clock the clock to go by
        /// @return this
        public Builder clock(VirtualClock clock) {
            this.clock = clock;
            return this;
        }

        /// Has something else than the order of arrival decide which ready task runs next. Only with a [#clock].
        ///
        /// @param order given the number of ready tasks, picks an index below it
        /// @return this
        public Builder order(IntUnaryOperator order) {
            this.order = order;
            return this;
        }

        /// As [EventLoop#run]. Inside a task, the loop of that task is used as it is.
        ///
        /// @param main the body of the main task
        /// @param <T> what it returns
        /// @param <X> what it throws
        /// @return what the main task has returned
        /// @throws X what the main task has thrown, the same instance
        /// @throws DeadlockException if, in virtual time, all tasks wait and no deadline is left
        /// @throws InterruptedException if interrupted and the main task gave way, or if the main task throws it
        public <T extends @Nullable Object, X extends Exception> T run(Body<T, X> main) throws X, InterruptedException {
            if (Scheduler.current() instanceof Baton outer) {
                return new EventLoop(name, outer).runNested(main);
            }
            VirtualClock virtual = clock;
            Baton baton = virtual == null ? Baton.inRealTime(name) : Baton.inVirtualTime(name, virtual, order);
            return new EventLoop(name, baton).runAll(main);
        }
    }

    private <T extends @Nullable Object, X extends Exception> T runAll(Body<T, X> main) throws X, InterruptedException {
        Task<T> task = submitMain(main);
        boolean interrupted = false;
        DeadlockException deadlock = null;
        do {
            try {
                baton.drive();
            } catch (InterruptedException e) {
                interrupted = true;
                task.cancel("the thread that runs " + name + " was interrupted");
            } catch (DeadlockException e) {
                if (deadlock != null) {
                    break; // cancelled, and still all of them wait: they refuse to be cancelled
                }
                deadlock = e;
                root.cancel("all tasks are blocked for ever");
            }
        } while (!live.compareAndSet(0, CLOSED));
        Throwable escaped = task.escaped();
        reportUnretrieved();
        if (deadlock != null) {
            throw deadlock;
        }
        if (interrupted && task.isCancelled()) {
            throw new InterruptedException("Interrupted while running " + name);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return resultOfMain(task, escaped);
    }

    private <T extends @Nullable Object, X extends Exception> T runNested(Body<T, X> main)
            throws X, InterruptedException {
        Task<T> task = submitMain(main);
        Waiter waiter = ended.enqueue();
        if (live.get() != 0) {
            try {
                ended.await(waiter, Scheduler.NEVER);
            } catch (InterruptedException e) {
                root.cancel("the task that runs " + name + " was cancelled or interrupted");
                awaitEnd();
                throw e;
            }
        } else {
            ended.withdraw(waiter);
        }
        live.set(CLOSED);
        Throwable escaped = task.escaped();
        reportUnretrieved();
        return resultOfMain(task, escaped);
    }

    private void awaitEnd() {
        Waiter waiter = ended.enqueue();
        if (live.get() == 0) {
            ended.withdraw(waiter);
        } else {
            ended.awaitUninterruptibly(waiter);
        }
    }

    private <T extends @Nullable Object, X extends Exception> Task<T> submitMain(Body<T, X> main) {
        Task<T> task = newTask("main", main::call);
        task.whenDone(_ -> root.cancel("the main task has ended"));
        start(task);
        return task;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the main body throws X or something unchecked
    private static <T extends @Nullable Object, X extends Exception> T resultOfMain(
            Task<T> task, @Nullable Throwable escaped) throws X {
        if (escaped instanceof Error error) {
            throw error;
        }
        if (escaped != null) {
            throw (X) escaped;
        }
        try {
            return task.result();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    // ------------------------------------------------------------------------------------------------- inside the loop

    /// Starts a task in the loop of the caller. The body runs when the caller waits next, or later.
    ///
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop; see [#submit] for other threads
    public static <T extends @Nullable Object> Task<T> spawn(Callable<T> body) {
        EventLoop loop = current();
        return loop.submit("task " + loop.names.incrementAndGet(), body);
    }

    /// Starts a task with a name in the loop of the caller.
    ///
    /// @param name the name shown in messages and dumps
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop; see [#submit] for other threads
    public static <T extends @Nullable Object> Task<T> spawn(String name, Callable<T> body) {
        return current().submit(name, body);
    }

    /// Starts a task in this loop, from any thread.
    ///
    /// @param name the name shown in messages and dumps
    /// @param body what the task does
    /// @param <T> what it returns
    /// @return the task
    /// @throws RejectedExecutionException if this loop has ended
    public <T extends @Nullable Object> Task<T> submit(String name, Callable<T> body) {
        Task<T> task = newTask(name, body);
        start(task);
        return task;
    }

    private <T extends @Nullable Object> Task<T> newTask(String name, Callable<T> body) {
        return new Task<>(this, name, body, root);
    }

    private void start(Task<?> task) {
        int present;
        do {
            present = live.get();
            if (present == CLOSED) {
                throw new RejectedExecutionException(name + " has ended; it takes no " + task.name());
            }
        } while (!live.compareAndSet(present, present + 1));
        baton.fork(task.label(), new Job(task));
    }

    /// What the strand of a task runs, and how the strand's task is found.
    private record Job(Task<?> task) implements Runnable {
        @Override
        public void run() {
            task.run();
            EventLoop loop = task.loop();
            if (loop.live.decrementAndGet() == 0) {
                loop.ended.grantAll();
            }
        }
    }

    /// Waits until all tasks have succeeded, or one has not. Siblings of a task that fails go on; the exception speaks
    /// for them as well, so if they fail later and nobody awaits them, that is not reported (`asyncio.gather`).
    ///
    /// @param tasks the tasks to wait for; may be empty, and may contain a task twice
    /// @param <T> what they return
    /// @return their results, in the order of `tasks`
    /// @throws ExecutionException if a task has failed: the first to do so, with the failures of those that have failed
    ///     as well by then as suppressed
    /// @throws java.util.concurrent.CancellationException if a task was cancelled
    /// @throws CancelledException if a scope around the call is or becomes cancelled; all the tasks are cancelled then
    /// @throws InterruptedException if interrupted; the tasks go on
    public static <T extends @Nullable Object> List<T> gather(Collection<? extends Task<? extends T>> tasks)
            throws InterruptedException, ExecutionException {
        return new Gathering<T>(tasks).await();
    }

    /// Runs a call that blocks, while the other tasks of the loop go on; outside of a loop, simply runs it. The
    /// cancellation of a scope around the call, or its deadline, interrupts the thread.
    ///
    /// @param body what to run, on the thread of the calling task; other tasks run meanwhile, so what they share with
    ///     the body needs a lock
    /// @param <T> what it returns
    /// @param <X> what it throws
    /// @return what the body has returned
    /// @throws X what the body has thrown
    /// @throws CancelledException if the body has thrown and a scope around the call is cancelled
    /// @throws InterruptedException if interrupted
    public static <T extends @Nullable Object, X extends Exception> T blocking(Body<T, X> body)
            throws X, InterruptedException {
        return Scheduler.current() instanceof Baton baton ? baton.outside(body) : body.call();
    }

    /// Waits for the result of an asynchronous call, such as `HttpClient.sendAsync`. If the wait is cancelled, so is
    /// the stage.
    ///
    /// @param stage what to wait for
    /// @param <T> its result
    /// @return the result
    /// @throws ExecutionException if the stage has failed
    /// @throws java.util.concurrent.CancellationException if the stage was cancelled
    /// @throws CancelledException if a scope around the call is or becomes cancelled
    /// @throws InterruptedException if interrupted
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (!future.isDone()) {
            WaitQueue queue = new WaitQueue(new Resource() {
                @Override
                public String name() {
                    return "the completion of " + future;
                }
            });
            Waiter waiter = queue.enqueue();
            CompletableFuture<T> _ = future.whenComplete((_, _) -> queue.grantAll());
            try {
                queue.await(waiter, Scheduler.NEVER);
            } catch (CancelledException e) {
                future.cancel(true);
                throw e;
            }
        }
        return future.get();
    }

    /// The task that calls.
    ///
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop
    public static Task<?> currentTask() {
        if (Strand.current().job() instanceof Job(Task<?> task)) {
            return task;
        }
        throw new IllegalStateException(
                Strand.current() + " is not in an event loop; start one with EventLoop.run(..)");
    }

    /// The loop of the task that calls.
    ///
    /// @return the loop
    /// @throws IllegalStateException if the caller is no task of a loop
    public static EventLoop current() {
        return currentTask().loop();
    }

    // ------------------------------------------------------------------------------------------- unretrieved failures

    UnretrievedFailure expectRetrieval(Task<?> task, Throwable failure) {
        UnretrievedFailure report = new UnretrievedFailure(task.name(), failure, unretrieved::remove);
        unretrieved.add(report);
        CLEANER.register(task, report);
        return report;
    }

    private void reportUnretrieved() {
        unretrieved.forEach(UnretrievedFailure::run);
    }

    @Override
    public String toString() {
        return name;
    }
}
