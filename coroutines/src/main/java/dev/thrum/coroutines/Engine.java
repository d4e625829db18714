// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One run of a body that takes turns with its consumer: what a generator or a coroutine does, however its body is run.
///
/// The consumer [claims][#claim] the engine, [resumes][#resume] the body any number of times, and [releases][#release]
/// it. While it is claimed, by the consumer or because the body runs, everybody else is told "already executing".
/// Control then goes to and fro by [#transfer()], and the fields below are touched only by the side that has it; what
/// orders the two sides is the transfer itself.
///
/// @param <Y> what the body yields
/// @param <S> what it is sent
/// @param <R> what it returns
abstract class Engine<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {

    /// What an engine runs.
    @FunctionalInterface
    interface Body<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object> {
        R run(Engine<Y, S, R> engine) throws Exception;
    }

    private enum Outcome { YIELDED, RETURNED, THREW }

    final String name;
    private final Body<Y, S, R> body;

    //               claim(): compareAndSet                    release(): setRelease
    //    CREATED  ---------------------------> RUNNING -----------------------------> `resting`
    //    SUSPENDED
    //    CLOSED
    //
    // where `resting` moves CREATED -> SUSPENDED -> ... -> SUSPENDED -> CLOSED under the claim.
    private final AtomicReference<BodyState> state = new AtomicReference<>(BodyState.CREATED);

    // Guarded by the claim.
    private BodyState resting = BodyState.CREATED;

    // What the consumer gives: a value, or an exception to be raised where the body stands.
    private @Nullable Object sent;
    private @Nullable Throwable raised;

    // What the body gives: an item, its value, or the exception that ended it.
    private Outcome outcome = Outcome.RETURNED;
    private @Nullable Object result;

    Engine(String name, Body<Y, S, R> body) {
        this.name = name;
        this.body = body;
    }

    // -------------------------------------------------------------------------------------------- the consumer's side

    final BodyState state() {
        return state.getAcquire();
    }

    /// Takes the engine for the calling thread; it stays RUNNING until [#release()].
    final void claim() {
        BodyState found = state.getAcquire();
        if (found == BodyState.RUNNING || !state.compareAndSet(found, BodyState.RUNNING)) {
            throw new IllegalStateException(name + " is already executing: it was asked for more by its own body, or "
                    + "by two threads at once");
        }
    }

    final void release() {
        state.setRelease(resting);
    }

    /// Whether the body will never run again. The engine must be claimed.
    final boolean hasEnded() {
        return resting == BodyState.CLOSED;
    }

    /// Runs the body to its next yield or to its end. The engine must be claimed.
    ///
    /// @param value what the yield at which the body stands returns
    /// @return true if the body has yielded; false if it has returned, now or earlier
    final boolean resume(S value) {
        if (resting == BodyState.CLOSED) {
            return false;
        }
        sent = value;
        return go();
    }

    /// Raises an exception where the body stands, and runs the body on from there. A body that has not started never
    /// runs. The engine must be claimed.
    ///
    /// @return true if the body has caught the exception and yielded; false if it has caught it and returned
    final boolean raise(Throwable exception) {
        if (resting != BodyState.SUSPENDED) {
            resting = BodyState.CLOSED;
            throw Sneaky.rethrow(exception);
        }
        raised = exception;
        return go();
    }

    /// Ends the body through its `finally` blocks. The engine must be claimed.
    final void exit() {
        if (resting != BodyState.SUSPENDED) {
            resting = BodyState.CLOSED;
            return;
        }
        result = null; // an item that nobody will ask for
        try {
            if (raise(new ExitSignal())) {
                result = null;
                throw new IllegalStateException(name + " ignored exit: its body yielded while it was being closed");
            }
        } catch (ExitSignal exit) {
            Throwable failure = ExitSignal.failureIn(exit);
            if (failure != null) {
                throw Sneaky.rethrow(failure);
            }
        }
    }

    /// Ends a body whose consumer has disappeared, on the body's own time. Never blocks; called by the cleaner.
    final void abandon() {
        if (state.compareAndSet(BodyState.SUSPENDED, BodyState.RUNNING)) {
            result = null;
            raised = new ExitSignal();
            letGo();
        }
    }

    private boolean go() {
        transfer();
        if (outcome == Outcome.YIELDED) {
            resting = BodyState.SUSPENDED;
            return true;
        }
        resting = BodyState.CLOSED;
        Throwable failure = failure();
        if (failure != null) {
            result = null;
            throw Sneaky.rethrow(withPullSite(failure));
        }
        return false;
    }

    /// What the body has yielded; it is handed out once.
    @SuppressWarnings({"unchecked", "NullAway"}) // called where the body has yielded; null only where Y may be
    final Y take() {
        Object item = result;
        result = null;
        return (Y) item;
    }

    // ------------------------------------------------------------------------------------------------ the body's side

    /// Runs the body from beginning to end, and leaves the outcome for the consumer.
    final void runBody() {
        try {
            result = body.run(this);
            outcome = Outcome.RETURNED;
        } catch (Throwable failure) { // whatever it is, it belongs to the consumer
            result = failure;
            outcome = Outcome.THREW;
        }
    }

    /// What has ended the body, if it was an exception.
    final @Nullable Throwable failure() {
        return outcome == Outcome.THREW ? (Throwable) result : null;
    }

    /// Throws unless it is the body that calls, outside of any cancel scope of its own.
    static void checkMayYield(String name, @Nullable Thread body, @Nullable CancelScope scopeOutside) {
        if (Thread.currentThread() != body) {
            throw new IllegalStateException(name + " was given an item by " + Thread.currentThread()
                    + ", but only its body may yield, while it runs and on its own thread");
        }
        CancelScope inside = CancelScope.current();
        if (inside != scopeOutside) {
            throw new IllegalStateException(name + " yielded inside " + inside + ", which its body has entered and which "
                    + "would cancel its consumer (PEP 789). Leave the scope before the yield");
        }
    }

    /// Gives an item to the consumer and waits to be resumed.
    ///
    /// @return what the consumer has sent
    final S give(Y item) {
        checkMayYield();
        result = item;
        outcome = Outcome.YIELDED;
        suspend();
        Throwable exception = raised;
        if (exception != null) {
            raised = null;
            throw Sneaky.rethrow(exception);
        }
        return receive();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // written by resume(S) only; null only where S may be
    private S receive() {
        Object value = sent;
        sent = null;
        return (S) value;
    }

    // ------------------------------------------------------------------------------------------- how control is passed

    /// Lets the body run, from its beginning or from where it stands in [#suspend()], until it yields or ends.
    abstract void transfer();

    /// Called by the body: lets the consumer return from [#transfer()], and returns when it transfers again.
    abstract void suspend();

    /// Throws unless the caller may yield.
    abstract void checkMayYield();

    /// Completes the stack trace of an exception that the body has thrown by the place where the consumer pulled.
    abstract Throwable withPullSite(Throwable failure);

    /// Lets the body run on from where it stands, with nobody to wait for it any more. Never blocks.
    abstract void letGo();
}
