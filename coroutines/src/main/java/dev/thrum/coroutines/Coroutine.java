// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Code that is entered many times, each time where it was left: it hands something out, is sent something back, and
/// returns a value at its end.
///
/// ```java
/// Coroutine<Double, Double, Void> averager = Coroutine.of(self -> {
///     double total = 0;
///     double average = 0;
///     for (int count = 1; ; count++) {
///         total += self.yield(average);
///         average = total / count;
///     }
/// });
/// averager.start();       // 0.0, and now it waits at its yield
/// averager.send(10.0);    // 10.0
/// averager.send(15.0);    // 12.5
/// averager.close();
/// ```
///
/// **Protocol.** A coroutine is one run of its body. It begins with [#start], [#next] or [#resume]; then [#send], `next`,
/// `resume` and [#throwIn] each run it on to its next yield, whose item they return, or to its end. The end is a
/// [StopIterationException] that carries what the body has returned, or, from `resume`, a [Step]. A coroutine that is
/// not run to its end should be closed; one that is lost is [cleaned up][GeneratorIterator] like an iterator.
///
/// The caller of any of them waits while the body runs, as if it had called the body itself: whatever the body waits
/// for, the caller waits for, with its cancel scopes and its interrupt status. An interrupt is still there when the call
/// returns. The body has a virtual thread of its own, with thread locals of its own (inheritable ones are copied when it
/// begins), and sees no [ScopedValue] binding of its consumer, nor the consumer one of the body's; not so if it is
/// [#compiled].
///
/// **Exceptions** of the body come out of the call that ran it as the same instance, checked ones included, with a stack
/// trace that leads from the body's frames on to the caller's. The coroutine has ended then.
///
/// **Threads.** Any thread may call, in turn. While one call is at work, or another body
/// [delegates][Exchange#yieldFrom] to this one, calls by others throw [IllegalStateException] and change nothing.
///
/// **Memory consistency effects**: what the caller did before a call happens before what the body does in it, and that
/// happens before the call's return.
///
/// Source: PEP 342, PEP 380, PEP 479.
///
/// @param <Y> what the body yields
/// @param <S> what it is sent
/// @param <R> what it returns
public final class Coroutine<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
        implements AutoCloseable {

    private final BodyRun<Y, R> run;

    private Coroutine(String name, CoroutineBody<Y, S, R> body, EngineKind kind) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        Machines.notice(body);
        run = new BodyRun<>(name, new Recipe.OfCoroutine<>(name, body, kind));
    }

    /// Creates a coroutine. Runs nothing.
    ///
    /// @param body its code
    /// @param <Y> what the body yields
    /// @param <S> what it is sent
    /// @param <R> what it returns
    /// @return the coroutine
    public static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
            Coroutine<Y, S, R> of(CoroutineBody<Y, S, R> body) {
        return of(Names.of("coroutine", body), body);
    }

    /// Creates a coroutine with a name. Runs nothing.
    ///
    /// @param name the name shown in messages and, for the body's thread, in dumps
    /// @param body its code
    /// @param <Y> what the body yields
    /// @param <S> what it is sent
    /// @param <R> what it returns
    /// @return the coroutine
    public static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
            Coroutine<Y, S, R> of(String name, CoroutineBody<Y, S, R> body) {
        return new Coroutine<>(name, body, EngineKind.chosen());
    }

    /// Creates a coroutine whose body is a state machine: to resume it is a method call. Runs nothing. The body is
    /// compiled when this is called for it the first time, which takes some milliseconds.
    ///
    /// It runs on the thread of whoever resumes it, and so do the methods it calls. See
    /// [Generator#compiled(GeneratorBody)] for what the author has to know to be harmless then, and for which bodies can
    /// be compiled.
    ///
    /// @param body its code
    /// @param <Y> what the body yields
    /// @param <S> what it is sent
    /// @param <R> what it returns
    /// @return the coroutine
    /// @throws IllegalArgumentException if the body cannot be compiled, with the reason
    public static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
            Coroutine<Y, S, R> compiled(CoroutineBody<Y, S, R> body) {
        return compiled(Names.of("coroutine", body), body);
    }

    /// Creates a coroutine whose body is a [state machine][#compiled(CoroutineBody)], with a name. Runs nothing.
    ///
    /// @param name the name shown in messages
    /// @param body its code
    /// @param <Y> what the body yields
    /// @param <S> what it is sent
    /// @param <R> what it returns
    /// @return the coroutine
    /// @throws IllegalArgumentException if the body cannot be compiled, with the reason
    public static <Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
            Coroutine<Y, S, R> compiled(String name, CoroutineBody<Y, S, R> body) {
        return new Coroutine<>(name, body, Machines.require(name, body));
    }

    BodyRun<Y, R> run() {
        return run;
    }

    /// Runs the body to its first yield, so that something can be sent to it.
    ///
    /// @return the first item
    /// @throws StopIterationException if the body returns without yielding
    /// @throws IllegalStateException if the body has begun before
    public Y start() {
        run.claim();
        try {
            if (!run.isNew()) {
                throw new IllegalStateException(run.name + " was started before; ask it for its next item");
            }
            return resumed(null);
        } finally {
            run.release(this);
        }
    }

    /// Runs the body on to its next yield, as [`send(null)`][#send] does.
    ///
    /// Source: `generator.__next__()`.
    ///
    /// @return the next item
    /// @throws StopIterationException if the body returns instead, or has ended
    /// @throws IllegalStateException if the body is at work already
    public Y next() {
        run.claim();
        try {
            return resumed(null);
        } finally {
            run.release(this);
        }
    }

    /// Lets the yield at which the body stands return a value, and runs the body on to its next yield.
    ///
    /// Source: `generator.send(value)`, PEP 342.
    ///
    /// @param value what the yield returns; an exception is a value like any other
    /// @return the next item
    /// @throws StopIterationException if the body returns instead, or has ended
    /// @throws IllegalStateException if the body is at work already; if it has not begun and the value is not `null`,
    ///     since there is no yield yet to return it: then it still has not begun
    public Y send(S value) {
        run.claim();
        try {
            checkMaySend(value);
            return resumed(value);
        } finally {
            run.release(this);
        }
    }

    /// Does what [#send] does, for callers who take the end as a result like any other.
    ///
    /// @param value what the yield returns; `null` for a body that has not begun
    /// @return the next item, or what the body has returned
    /// @throws IllegalStateException as `send` does
    public Step<Y, R> resume(S value) {
        run.claim();
        try {
            checkMaySend(value);
            run.watch(this);
            return run.resume(value) ? new Step.Yielded<>(run.take()) : new Step.Returned<>(run.returned());
        } finally {
            run.release(this);
        }
    }

    /// Raises an exception at the yield at which the body stands, and runs the body on from there.
    ///
    /// If the body has not begun, it never will: the coroutine is closed, and the exception comes out of this call, as
    /// it does if the body has ended.
    ///
    /// If the body catches the exception and yields while it may still be handling it, then what is thrown in there gets
    /// the first exception as suppressed. (What counts is that nothing else was sent meanwhile and that it is not the
    /// same yield again, as it is in a loop.)
    ///
    /// Source: `generator.throw(exception)`, PEP 342.
    ///
    /// @param exception the exception, checked or not
    /// @return the next item, if the body has caught the exception and yields
    /// @throws StopIterationException if the body has caught it and returns
    /// @throws IllegalStateException if the body is at work already
    public Y throwIn(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        run.claim();
        try {
            return result(run.raise(exception));
        } finally {
            run.release(this);
        }
    }

    /// Ends the coroutine. If the body stands at a yield, [ExitSignal] is raised there, and all its `finally` blocks have
    /// run when the call returns; if it has not begun, it never will. Does nothing the second time.
    ///
    /// What goes wrong in the clean-up comes out of this call, with the signal attached as suppressed.
    ///
    /// Source: `generator.close()`, PEP 342.
    ///
    /// @throws IllegalStateException if the body is at work already, or if it yields instead of ending; in the latter
    ///     case it stays suspended there, and may be closed again
    @Override
    public void close() {
        closeForResult();
    }

    /// Does what [#close] does, and tells what the body has returned instead of letting the signal pass.
    ///
    /// Source: `generator.close()` since CPython 3.13.
    ///
    /// @return what the body has returned in this call, otherwise `null`
    public @Nullable R closeForResult() {
        run.claim();
        try {
            run.exit();
            return run.returned();
        } finally {
            run.release(this);
        }
    }

    /// How far the body has come. Never blocks. While another body delegates to this one, it is SUSPENDED when that one
    /// is, and RUNNING otherwise.
    ///
    /// Source: `inspect.getgeneratorstate`.
    ///
    /// @return the state at some moment during the call
    public BodyState state() {
        return run.state();
    }

    /// What the body [delegates][Exchange#yieldFrom] to. Never blocks.
    ///
    /// Source: `generator.gi_yieldfrom`.
    ///
    /// @return the coroutine, generator or iterator in which the body is suspended, otherwise `null`
    public @Nullable Object currentDelegate() {
        return run.currentDelegate();
    }

    private void checkMaySend(S value) {
        if (value != null && run.isNew()) {
            throw new IllegalStateException(run.name + " has not started, so there is no yield yet that could return \""
                    + value + "\"; start it first");
        }
    }

    private Y resumed(@Nullable Object value) {
        run.watch(this);
        return result(run.resume(value));
    }

    private Y result(boolean hasYielded) {
        if (hasYielded) {
            return run.take();
        }
        throw new StopIterationException(run.name + " has ended", run.returned());
    }

    @Override
    public String toString() {
        return run.name + " (" + run.state() + ")";
    }
}
