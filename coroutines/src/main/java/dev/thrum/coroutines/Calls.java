// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Action;
import dev.thrum.core.Baton;
import dev.thrum.core.Body;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The part of an [EventLoop] that has something called for a task: later or at a signal, in a task of its own, or
/// elsewhere, while the task waits.
abstract sealed class Calls extends Spawning permits EventLoop {

    abstract Baton baton();

    // --------------------------------------------------------------------------------------------------- callbacks

    /// Has something called in the loop of the caller when it waits next, after all that is ready.
    ///
    /// @param action what to call, in a task of its own, so it may wait
    /// @return a handle to cancel it
    /// @throws IllegalStateException if the caller is no task of a loop; see [#callSoonThreadSafe]
    public static Callback callSoon(Action<?> action) {
        return EventLoop.current().callSoonThreadSafe(action);
    }

    /// Has something called in the loop of the caller after a time. Those of one time are called in the order in which
    /// they were asked for.
    ///
    /// @param delay how long from now; zero or less: soon
    /// @param action what to call, in a task of its own, so it may wait
    /// @return a handle to cancel it
    /// @throws IllegalStateException if the caller is no task of a loop; see [#callLaterThreadSafe]
    public static Callback callLater(Duration delay, Action<?> action) {
        return EventLoop.current().callLaterThreadSafe(delay, action);
    }

    /// Has something called in the loop of the caller at a time. Otherwise as [#callLater].
    ///
    /// @param time when, on the clock of the loop, as [#time()] reads it
    /// @param action what to call, in a task of its own, so it may wait
    /// @return a handle to cancel it
    /// @throws IllegalStateException if the caller is no task of a loop; see [#callAtThreadSafe]
    public static Callback callAt(Duration time, Action<?> action) {
        return EventLoop.current().callAtThreadSafe(time, action);
    }

    /// As [#callSoon], from any thread.
    ///
    /// @param action what to call
    /// @return a handle to cancel it
    /// @throws RejectedExecutionException if this loop has ended
    public Callback callSoonThreadSafe(Action<?> action) {
        return callback(action, baton().nanoTime()).start();
    }

    /// As [#callLater], from any thread. Dropped without a word if this loop has ended.
    ///
    /// @param delay how long from now; zero or less: soon
    /// @param action what to call
    /// @return a handle to cancel it
    public Callback callLaterThreadSafe(Duration delay, Action<?> action) {
        return callback(action, baton().deadlineAfter(delay.isNegative() ? Duration.ZERO : delay)).startWhenDue();
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
        return new Callback(this, action, context(), when);
    }

    /// The time on the calling task's clock, for [#callAt] and [CancelScope#timeoutAt].
    ///
    /// @return how long ago the loop was started; virtual on a virtual clock
    public static Duration time() {
        return Strand.time();
    }

    // --------------------------------------------------------------------------------------------------- signals

    /// Has something called in the loop of the caller whenever the operating system sends a signal to this process,
    /// until the answer is closed, or the loop ends. Other handlers of the signal, the JVM's own included, do not get
    /// it meanwhile; so an action for `INT` takes the place of what [EventLoop.Builder#sigint] says. On a virtual
    /// clock a signal is nothing to wait for: if all tasks wait and no deadline is left, that is a deadlock. A JVM
    /// that was told to ignore `INT`, `TERM` or `HUP` when it was started, as by `nohup`, gets none of them.
    ///
    /// @param signal such as `TERM`, `HUP` or `WINCH`, with or without `SIG`
    /// @param action what to call for each signal, in a task of its own, so it may wait
    /// @return a handle to take the action away
    /// @throws IllegalArgumentException if there is no such signal, or the JVM or the operating system keeps it for
    ///     itself, as they do `KILL`, `STOP`, `QUIT`, `SEGV` and `USR1`
    /// @throws UnsupportedOperationException if this JVM offers no signals
    /// @throws IllegalStateException if the caller is no task of a loop
    public static SignalHandle onSignal(String signal, Action<?> action) {
        EventLoop loop = EventLoop.current();
        SignalHandle handle = new SignalHandle(loop, signal, Objects.requireNonNull(action, "action"));
        loop.signalHandles().add(handle);
        return handle;
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

    /// As [#blocking(Body)], for a call without a value.
    ///
    /// @param action what to run, on the thread of the calling task; other tasks run meanwhile, so what they share with
    ///     the action needs a lock
    /// @param <X> what it throws
    /// @throws X what the action has thrown
    /// @throws CancelledException if the action has thrown and a scope around the call is cancelled
    /// @throws InterruptedException if interrupted
    public static <X extends Exception> void blocking(Action<X> action) throws X, InterruptedException {
        Calls.<@Nullable Void, X>blocking(Body.of(action));
    }

    /// Runs a call that blocks on a thread of an executor, while the other tasks of the loop go on; the caller waits
    /// for it. Outside of a loop, the calling thread waits.
    ///
    /// A cancellation of a scope around the call, or its deadline, reaches the waits of this library in the body, and
    /// interrupts the thread for all others; the caller waits until the body has ended. A body that has not begun by
    /// then never does. What the loop [keeps][EventLoop.Builder#keep] is bound for the body as well.
    ///
    /// An executor that runs the body on the caller's thread, as some do when they are full, will do, too: the loop
    /// goes on meanwhile, as with [#blocking(Body)].
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
        Task<?> caller = LoopTasks.of(Strand.current());
        Context context = caller == null ? Context.capture() : caller.loop().context();
        return blocking(() -> Elsewhere.<T, X>call(executor, context, body));
    }

    /// As [#blocking(Executor, Body)], for a call without a value.
    ///
    /// @param executor whose thread runs the action
    /// @param action what to run; what other tasks share with it needs a lock
    /// @param <X> what it throws
    /// @throws X what the action has thrown, the same instance
    /// @throws CancelledException if the action has thrown or not begun, and a scope around the call is cancelled
    /// @throws InterruptedException if interrupted, and the action has thrown it or not begun
    /// @throws RejectedExecutionException if the executor refuses
    public static <X extends Exception> void blocking(Executor executor, Action<X> action)
            throws X, InterruptedException {
        Calls.<@Nullable Void, X>blocking(executor, Body.of(action));
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

    /// As [#toThread(Body)], for a call without a value.
    ///
    /// @param action what to run; what other tasks share with it needs a lock
    /// @param <X> what it throws
    /// @throws X what the action has thrown, the same instance
    /// @throws CancelledException if the action has thrown, and a scope around the call is cancelled
    /// @throws InterruptedException if interrupted, and the action has thrown it
    public static <X extends Exception> void toThread(Action<X> action) throws X, InterruptedException {
        Calls.<@Nullable Void, X>toThread(Body.of(action));
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
}
