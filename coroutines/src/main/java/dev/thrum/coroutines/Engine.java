// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a body runs while its consumer waits, and what both have to say to each other.
///
/// An engine runs one body, the *root*, and whatever that body delegates to: those are [frames][Frame] above it, and what
/// the innermost yields goes straight to the consumer. That is why delegation costs nothing per item.
///
/// The consumer passes control by [#transfer()]; the fields are touched only by the side that has it, and the transfer
/// orders the two.
abstract sealed class Engine extends Cargo permits StackEngine, MachineEngine {

    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

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
    private @Nullable Object raisedAt;

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

    /// Notes an item that is about to be given to the consumer. Throws if this body is on its way out.
    final void offer(Frame<?, ?> frame, @Nullable Object item) {
        if (exit != null) {
            frame.yieldsWhileExiting();
        }
        if (handled != null && frame.site().equals(raisedAt)) {
            handled = null; // a loop has come round
        }
        cargo = item;
        signal = YIELDED;
    }

    /// What the consumer has sent to a body that is resumed; what it has raised is thrown.
    final @Nullable Object received(Frame<?, ?> frame) {
        Object received = unload();
        if (signal != SENT && received instanceof Throwable exception) {
            if (signal == RAISED && exit == null) {
                handled = exception;
                raisedAt = frame.site();
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

    /// Lets the body run, from its beginning or from the yield at which it stands, until it yields or ends.
    abstract void transfer();

    /// Lets the body run on from where it stands, with nobody to wait for it any more. Never blocks.
    abstract void letGo();

    /// Completes the stack trace of an exception that the body has thrown by the place where the consumer pulled.
    abstract Throwable withPullSite(Throwable failure);

    /// Tells what has become of an abandoned body that has ended.
    final void reportAbandoned() {
        Object result = unload();
        Throwable failure = signal == THREW && result instanceof Throwable ending ? ExitSignal.failureIn(ending) : null;
        if (failure != null) {
            reportAbandoned(failure);
        }
    }

    /// Tells what has gone wrong in the clean-up of an abandoned body.
    final void reportAbandoned(Throwable failure) {
        LOG.warn("{} was abandoned, and its clean-up failed", root.name, failure);
    }

    /// Tells that an abandoned body does not end.
    final void reportStubborn() {
        LOG.warn("{} was abandoned, and its body yielded when it was told to exit; it stays suspended for good", root.name);
    }
}
