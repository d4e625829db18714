// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where a body runs while its consumer waits, and what both have to say to each other.
///
/// An engine runs one body, the *root*, and whatever that body delegates to: those run on the same stack, as [frames][Frame]
/// above it, and what the innermost yields goes straight to the consumer. That is why delegation costs nothing per item.
///
/// Control goes to and fro by [#transfer()] and [#suspend()]; the fields are touched only by the side that has it, and
/// the transfer orders the two.
abstract class Engine extends Cargo {

    // These fields lie behind those that travel, on the same cache line or the next. While items go to and fro none of
    // them is written, so they come over together with the turn, and they keep the neighbours on the heap away from it.
    // What is written at each item belongs elsewhere.

    final BodyRun<?, ?> root;

    /// The innermost body, which alone may yield.
    @Nullable Frame<?, ?> top;

    // How often the root was told to exit; by what, while it is on its way out: from the signal until it yields or ends;
    // and whether something else has been thrown instead since.
    private int exits;
    private @Nullable ExitSignal exit;
    private boolean isExitReplaced;

    // What the consumer has raised where the body stood last, as long as the body may be handling it, and where that was.
    private @Nullable Throwable handled;
    private StackWalker.@Nullable StackFrame raisedAt;

    Engine(BodyRun<?, ?> root) {
        this.root = root;
    }

    // -------------------------------------------------------------------------------------------- the consumer's side

    /// Runs the body from its beginning, or from the yield at which it stands, to its next yield or to its end.
    final void send(@Nullable Object value) {
        cargo = value;
        signal = SENT;
        forget();
        transfer();
    }

    /// Likewise, but the yield throws. What the body is still handling becomes the context of what is raised now.
    final void raise(Throwable exception) {
        if (handled != null && !(exception instanceof ExitSignal)) {
            giveContext(exception, handled);
        }
        load(exception);
        transfer();
        exit = null;
    }

    private static void giveContext(Throwable exception, Throwable context) {
        boolean isRelated = exception == context
                || Arrays.asList(exception.getSuppressed()).contains(context)
                || Arrays.asList(context.getSuppressed()).contains(exception);
        if (!isRelated) {
            exception.addSuppressed(context);
        }
    }

    /// Ends the body with nobody to wait for it. Never blocks.
    final void abandon() {
        load(new ExitSignal());
        letGo();
    }

    private void load(Throwable exception) {
        cargo = exception;
        signal = RAISED;
        forget();
        if (exception instanceof ExitSignal signalled) {
            exits++;
            exit = signalled;
            isExitReplaced = false;
        }
    }

    /// Writes only if there is something to forget: the body reads what lies beside it.
    private void forget() {
        if (handled != null) {
            handled = null;
        }
    }

    // ------------------------------------------------------------------------------------------------ the body's side

    /// Runs the root from beginning to end, and loads what has come of it.
    final void runRoot() {
        Frame<?, ?> body = root.begin(this);
        top = body;
        try {
            cargo = body.call();
            signal = RETURNED;
        } catch (Throwable failure) { // whatever it is, it belongs to the consumer
            cargo = body.ending(failure);
            signal = THREW;
        }
        top = null;
    }

    /// Throws unless it is the innermost body that calls, outside of any cancel scope of its own.
    final void check(Frame<?, ?> frame) {
        if (Thread.currentThread() != thread() || top != frame) {
            throw Yields.outsideTheBody(frame.name);
        }
        if (isInScopeOfItsOwn()) {
            throw Yields.insideAScope(frame.name, CancelScope.current());
        }
    }

    /// Gives an item to the consumer and waits to be resumed.
    ///
    /// @return what the consumer has sent
    final @Nullable Object exchange(Frame<?, ?> frame, @Nullable Object item) {
        check(frame);
        if (exit != null) {
            frame.yieldsWhileExiting();
        }
        if (handled != null && Yields.isSameSite(raisedAt, Yields.site())) {
            handled = null; // a loop has come round
        }
        cargo = item;
        signal = YIELDED;
        suspend();
        Object received = unload();
        if (signal == RAISED && received instanceof Throwable exception) {
            if (exit == null) {
                handled = exception;
                raisedAt = Yields.site();
            }
            throw Sneaky.rethrow(exception);
        }
        return received;
    }

    /// The number of the present exit, or 0 if the root was not told to exit since it was resumed last.
    final int exitNumber() {
        return exit == null ? 0 : exits;
    }

    /// The signal of the present exit.
    final ExitSignal exitSignal() {
        return exit == null ? new ExitSignal() : exit;
    }

    /// Notes that a body on its way out throws something else, which gets the signal as its context.
    final void replaceExit(Throwable failure) {
        if (exit != null && !isExitReplaced) {
            isExitReplaced = true;
            if (Arrays.stream(failure.getSuppressed()).noneMatch(ExitSignal.class::isInstance)) {
                failure.addSuppressed(exit);
            }
        }
    }

    // ------------------------------------------------------------------------------------------- how control is passed

    /// Lets the body run, from its beginning or from where it stands in [#suspend()], until it yields or ends.
    abstract void transfer();

    /// Called by the body: lets the consumer return from [#transfer()], and returns when it transfers again.
    abstract void suspend();

    /// Lets the body run on from where it stands, with nobody to wait for it any more. Never blocks.
    abstract void letGo();

    /// Called by the body: runs another body on top of it, on a stack of its own.
    abstract <V extends @Nullable Object> V callOnNewStack(Frame<?, V> inner) throws Exception;

    /// The thread of the innermost body.
    abstract Thread thread();

    /// Whether the body, which calls, is in another scope than the consumer was when it resumed the body.
    abstract boolean isInScopeOfItsOwn();

    /// Completes the stack trace of an exception that the body has thrown by the place where the consumer pulled.
    abstract Throwable withPullSite(Throwable failure);
}
