// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import dev.thrum.core.Baton;
import dev.thrum.core.Body;
import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Scheduler;
import dev.thrum.core.SlowStep;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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
/// **Memory.** A task that sleeps keeps some 1.5 KB of heap, more than half of it its stack; a deeper stack keeps more. A
/// million of them sleep at once in 1.5 GB of heap: allow them 2 GB. A callback that is not due yet is a tenth of that.
///
/// **Seeing.** A task that keeps the loop to itself for long is reported while it does ([Builder#slowStep]), and the
/// [Inspector] shows all tasks as a tree, each under the group or the task that has started
/// it, with what it waits for.
///
/// Source: `asyncio.run`, `create_task`, `gather`; PEP 3156.
public final class EventLoop extends Calls {

    private static final AtomicInteger LOOPS = new AtomicInteger();

    private final String name;
    private final Baton baton;

    /// The scope above all tasks; cancelled when the main task has ended.
    private final CancelScope root;

    private final LoopTasks tasksAlive;
    private final Reports reports;

    private final Set<SignalHandle> signalHandles = ConcurrentHashMap.newKeySet();

    /// What tasks take along of the context of whoever starts them.
    private final ScopedValue<?>[] kept;

    private EventLoop(String name, Baton baton, ScopedValue<?>[] kept) {
        this.name = name;
        this.baton = baton;
        this.kept = kept;
        this.reports = new Reports(name);
        this.root = new CancelScope(name);
        this.tasksAlive = new LoopTasks(this, baton);
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

    /// As [#run(Body)], for a main task without a result.
    ///
    /// @param main the body of the main task
    /// @param <X> what it throws
    /// @throws X what the main task has thrown, the same instance
    /// @throws InterruptedException if interrupted and the main task gave way, or if the main task throws it
    public static <X extends Exception> void run(Action<X> main) throws X, InterruptedException {
        builder().run(main);
    }

    /// Begins to describe a loop.
    ///
    /// @return a builder with the defaults: real time, first come, first served
    public static Builder builder() {
        return new Builder();
    }

    /// How a loop is to be.
    public static final class Builder {

        /// How long a task may keep its loop to itself, unless something else is said.
        public static final Duration SLOW_STEP = Duration.ofMillis(500);

        private String name = "event loop " + LOOPS.incrementAndGet();
        private @Nullable VirtualClock clock;
        private IntUnaryOperator order = Baton.FIRST_COME;
        private ScopedValue<?>[] kept = {};
        private boolean handlesSigint = Sigint.isForCaller();
        private @Nullable Duration slowStep = SLOW_STEP;
        private @Nullable Consumer<? super SlowStep> slowStepListener;

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

        /// Has something else than the order of arrival decide which ready task runs next, and whatever else a task leaves
        /// to chance ([dev.thrum.core.Scheduler#pick]). Only with a [#clock].
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

        /// Says how long a task may keep the loop to itself, in real time, before the watchdog reports it, while it
        /// still does. By default [#SLOW_STEP], reported by a warning of the logger `dev.thrum.slow`.
        ///
        /// @param threshold how long a task may run between two waits
        /// @return this
        public Builder slowStep(Duration threshold) {
            this.slowStep = threshold;
            return this;
        }

        /// As [#slowStep(Duration)], but somebody is told instead of the log.
        ///
        /// @param threshold how long a task may run between two waits
        /// @param listener is told once for each slow step, on the watchdog's thread, which serves all loops: must not
        ///     block
        /// @return this
        public Builder slowStep(Duration threshold, Consumer<? super SlowStep> listener) {
            this.slowStep = threshold;
            this.slowStepListener = listener;
            return this;
        }

        /// Has nobody watch how long tasks keep the loop to themselves.
        ///
        /// @return this
        public Builder ignoreSlowSteps() {
            this.slowStep = null;
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
            watchSteps(baton);
            EventLoop loop = new EventLoop(name, baton, kept);
            baton.shownBy(figures -> TaskTree.of(loop, figures));
            try {
                return new MainRun<>(loop, main).driven(handlesSigint);
            } finally {
                if (baton.strands().isEmpty()) {
                    Inspector.unwatch(baton);
                }
            }
        }

        private void watchSteps(Baton baton) {
            if (slowStep != null && slowStepListener != null) {
                baton.watchSteps(slowStep, slowStepListener);
            } else if (slowStep != null) {
                baton.watchSteps(slowStep);
            }
        }

        /// As [#run(Body)], for a main task without a result.
        ///
        /// @param main the body of the main task
        /// @param <X> what it throws
        /// @throws X what the main task has thrown, the same instance
        /// @throws DeadlockException if, in virtual time, all tasks wait and no deadline is left
        /// @throws InterruptedException if interrupted and the main task gave way, or if the main task throws it
        public <X extends Exception> void run(Action<X> main) throws X, InterruptedException {
            this.<@Nullable Void, X>run(Body.of(main));
        }
    }

    // ------------------------------------------------------------------------------------------------- inside the loop

    /// The task that calls.
    ///
    /// @return the task
    /// @throws IllegalStateException if the caller is no task of a loop
    public static Task<?> currentTask() {
        Task<?> task = LoopTasks.of(Strand.current());
        if (task != null) {
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

    /// What this loop is doing. For a loop that runs inside a task of another one, the steps are those of both.
    ///
    /// @return the figures of this moment
    public LoopStatistics statistics() {
        return new LoopStatistics(tasksAlive.count(), baton.slowSteps(), baton.latestSlowStep());
    }

    /// The tasks of this loop that have not ended, those of its callbacks included. Any thread may call it. Never blocks.
    ///
    /// Source: `asyncio.all_tasks`.
    ///
    /// @return the tasks, in the order in which they were started
    public List<Task<?>> tasks() {
        return tasksAlive.list();
    }

    // ------------------------------------------------------------------------------------------- for the library

    /// The loop of the task that calls, if it is one.
    static @Nullable EventLoop currentOrNone() {
        Task<?> task = LoopTasks.of(Strand.current());
        return task == null ? null : task.loop();
    }

    @Override
    Baton baton() {
        return baton;
    }

    @Override
    Context context() {
        return Context.capture(kept);
    }

    @Override
    CancelScope root() {
        return root;
    }

    boolean isRoot(CancelScope scope) {
        return scope == root;
    }

    Reports reports() {
        return reports;
    }

    @Override
    LoopTasks tasksAlive() {
        return tasksAlive;
    }

    Set<SignalHandle> signalHandles() {
        return signalHandles;
    }

    @Override
    public String toString() {
        return name;
    }
}
