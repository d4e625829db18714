// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
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
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Runs tasks one at a time, each until it waits: `asyncio` in direct style, on virtual threads.
///
/// ```java
/// List<Integer> lengths = EventLoop.run(() -> {
///     List<Task<Integer>> downloads = sites.stream().map(site -> EventLoop.spawn(() -> download(site))).toList();
///     return Tasks.gather(downloads);
/// });
/// ```
///
/// There is no `async` and no `await` keyword: a task is any [Callable], and it gives way to the others wherever it
/// waits in this library, be it in [Task#await()], [Strand#sleep] or on a lock or queue of `dev.thrum.sync`. Between
/// two waits nothing else runs in the loop, so plain fields shared by its tasks need no lock. Time-outs are
/// [CancelScope#timeout]; [TaskGroup] and [Tasks] wait for several tasks.
///
/// A call that blocks in the JDK would stop all tasks; [#blocking], [#toThread] and [#await] let go of the loop for the
/// duration.
///
/// **Errors.** [Task#await()] and [Tasks#gather] throw what a task has thrown. A failure that nobody retrieves is logged
/// once, and so is a task that nobody has awaited and that the end of the main task cuts short.
///
/// **Time** is real, or that of a [VirtualClock], for tests; see [Builder#clock].
///
/// Source: `asyncio.run`, `create_task`, `gather`; PEP 3156.
public final class EventLoop {

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
    private final Reports reports;

    /// What tasks take along of the context of whoever starts them.
    private final ScopedValue<?>[] kept;

    private EventLoop(String name, Baton baton, ScopedValue<?>[] kept) {
        this.name = name;
        this.baton = baton;
        this.kept = kept;
        this.reports = new Reports(name);
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
    /// Blocks the calling thread. If it is interrupted, the main task is cancelled. So it is when the user interrupts the
    /// program (SIGINT, control C) and this is called in the JVM's main thread; a second time, this method throws at once
    /// and leaves the tasks as they are. See [Builder#sigint].
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
        private ScopedValue<?>[] kept = {};
        private boolean handlesSigint = Sigint.isForCaller();

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

        /// Has every task take along what some scoped values were bound to for whoever started it: a virtual thread
        /// would not. The same goes for callbacks and [EventLoop#toThread].
        ///
        /// @param values what to take along
        /// @return this
        public Builder keep(ScopedValue<?>... values) {
            this.kept = values.clone();
            return this;
        }

        /// Says whether an interrupt by the user (SIGINT, control C) is for the main task, rather than ending the JVM,
        /// while the loop runs: the first cancels the main task, a second one makes [#run] throw. By default, if this
        /// builder is made by the JVM's main thread. A program's own handler of the signal always goes first.
        ///
        /// @param isHandled whether to handle it
        /// @return this
        public Builder sigint(boolean isHandled) {
            this.handlesSigint = isHandled;
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
                return new MainRun<>(new EventLoop(name, outer, kept), main).nested();
            }
            VirtualClock virtual = clock;
            Baton baton = virtual == null ? Baton.inRealTime(name) : Baton.inVirtualTime(name, virtual, order);
            return new MainRun<>(new EventLoop(name, baton, kept), main).driven(handlesSigint);
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
        Task<T> task = newTask(name, body, root);
        start(task);
        return task;
    }

    <T extends @Nullable Object> Task<T> newTask(String taskName, Callable<T> body, CancelScope above) {
        return newTask(taskName, body, above, null);
    }

    /// @param parent told about the task's end, if somebody is to be
    <T extends @Nullable Object> Task<T> newTask(
            String taskName, Callable<T> body, CancelScope above, @Nullable Consumer<Task<?>> parent) {
        Objects.requireNonNull(body, () -> "The body of task \"" + taskName + "\" is null. What is wanted is the code to "
                + "run, as in spawn(() -> fetch(url)); what fetch(url) has returned is its result");
        CreationSites.note(body);
        return new Task<>(this, taskName, kept.length == 0 ? body : Context.capture(kept).bind(body), above, parent);
    }

    String nextName() {
        return "task " + names.incrementAndGet();
    }

    void start(Task<?> task) {
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

    // --------------------------------------------------------------------------------------------------- callbacks

    /// Has something called in the loop of the caller when it waits next, after all that is ready.
    ///
    /// @param action what to call, in a task of its own, so it may wait
    /// @return a handle to cancel it
    /// @throws IllegalStateException if the caller is no task of a loop; see [#callSoonThreadSafe]
    public static Callback callSoon(Action<?> action) {
        return current().callSoonThreadSafe(action);
    }

    /// Has something called in the loop of the caller after a time. Those of one time are called in the order in which
    /// they were asked for.
    ///
    /// @param delay how long from now; zero or less: soon
    /// @param action what to call, in a task of its own, so it may wait
    /// @return a handle to cancel it
    /// @throws IllegalStateException if the caller is no task of a loop; see [#callLaterThreadSafe]
    public static Callback callLater(Duration delay, Action<?> action) {
        return current().callLaterThreadSafe(delay, action);
    }

    /// Has something called in the loop of the caller at a time. Otherwise as [#callLater].
    ///
    /// @param time when, on the clock of the loop, as [#time()] reads it
    /// @param action what to call, in a task of its own, so it may wait
    /// @return a handle to cancel it
    /// @throws IllegalStateException if the caller is no task of a loop; see [#callAtThreadSafe]
    public static Callback callAt(Duration time, Action<?> action) {
        return current().callAtThreadSafe(time, action);
    }

    /// As [#callSoon], from any thread.
    ///
    /// @param action what to call
    /// @return a handle to cancel it
    /// @throws RejectedExecutionException if this loop has ended
    public Callback callSoonThreadSafe(Action<?> action) {
        return callback(action, baton.nanoTime()).start();
    }

    /// As [#callLater], from any thread. Dropped without a word if this loop has ended.
    ///
    /// @param delay how long from now; zero or less: soon
    /// @param action what to call
    /// @return a handle to cancel it
    public Callback callLaterThreadSafe(Duration delay, Action<?> action) {
        return callback(action, baton.deadlineAfter(delay.isNegative() ? Duration.ZERO : delay)).startWhenDue();
    }

    /// As [#callAt], from any thread. Dropped without a word if this loop has ended.
    ///
    /// @param time when, on the clock of this loop
    /// @param action what to call
    /// @return a handle to cancel it
    public Callback callAtThreadSafe(Duration time, Action<?> action) {
        return callback(action, time.isNegative() ? 0 : time.toNanos()).startWhenDue();
    }

    private Callback callback(Action<?> action, long when) {
        Objects.requireNonNull(action, "action");
        Callable<?> body = () -> {
            action.run();
            return action;
        };
        return new Callback(this, Context.capture(kept).bind(body), when);
    }

    void startCallback(Callable<?> step) {
        Task<?> task = new Task<>(this, "callback " + names.incrementAndGet(), step, root, null);
        task.needsNoAwaiter();
        start(task);
    }

    /// The time on the calling task's clock, for [#callAt] and [CancelScope#timeoutAt].
    ///
    /// @return how long ago the loop was started; virtual on a virtual clock
    public static Duration time() {
        return Strand.time();
    }

    // --------------------------------------------------------------------------------------------------- other threads

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

    /// Runs a call that blocks on a thread of an executor, while the other tasks of the loop go on; the caller waits for
    /// it. Outside of a loop, the calling thread waits.
    ///
    /// A cancellation of a scope around the call, or its deadline, reaches the waits of this library in the body, and
    /// interrupts the thread for all others; the caller waits until the body has ended. A body that has not begun by then
    /// never does. What the loop [keeps][Builder#keep] is bound for the body as well.
    ///
    /// @param executor whose thread runs the body
    /// @param body what to run; what other tasks share with it needs a lock
    /// @param <T> what it returns
    /// @param <X> what it throws
    /// @return what the body has returned, even if it was interrupted
    /// @throws X what the body has thrown, the same instance
    /// @throws CancelledException if the body has thrown or not begun, and a scope around the call is cancelled
    /// @throws InterruptedException if interrupted, and the body has thrown it or not begun
    /// @throws RejectedExecutionException if the executor refuses
    public static <T extends @Nullable Object, X extends Exception> T blocking(Executor executor, Body<T, X> body)
            throws X, InterruptedException {
        Context context = Strand.current().job() instanceof Job(Task<?> task)
                ? Context.capture(task.loop().kept) : Context.capture();
        return blocking(() -> Elsewhere.<T, X>call(executor, context, body));
    }

    /// Runs a call on a platform thread, while the other tasks of the loop go on: for what computes long, or blocks in
    /// native code, and would keep one of the few carriers of virtual threads to itself. Otherwise as
    /// [#blocking(Executor, Body)]. The threads are daemons, made as needed and kept for a minute.
    ///
    /// @param body what to run; what other tasks share with it needs a lock
    /// @param <T> what it returns
    /// @param <X> what it throws
    /// @return what the body has returned
    /// @throws X what the body has thrown, the same instance
    /// @throws CancelledException if the body has thrown, and a scope around the call is cancelled
    /// @throws InterruptedException if interrupted, and the body has thrown it
    public static <T extends @Nullable Object, X extends Exception> T toThread(Body<T, X> body)
            throws X, InterruptedException {
        return blocking(Elsewhere.THREADS, body);
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
                Strand.current() + " is not in an event loop; start one with EventLoop.run(..), or hand over to a running "
                        + "one with loop.submit(..) or loop.callSoonThreadSafe(..)");
    }

    /// The loop of the task that calls.
    ///
    /// @return the loop
    /// @throws IllegalStateException if the caller is no task of a loop
    public static EventLoop current() {
        return currentTask().loop();
    }

    // ------------------------------------------------------------------------------------------- for the library

    Baton baton() {
        return baton;
    }

    CancelScope root() {
        return root;
    }

    boolean isRoot(CancelScope scope) {
        return scope == root;
    }

    Reports reports() {
        return reports;
    }

    WaitQueue ended() {
        return ended;
    }

    boolean isIdle() {
        return live.get() == 0;
    }

    /// Lets no further task begin, unless one is there.
    boolean closeIfIdle() {
        return live.compareAndSet(0, CLOSED);
    }

    @Override
    public String toString() {
        return name;
    }
}
