// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A body on an engine: the root, or one that a body below it delegates to.
///
/// Source: PEP 380, whose rules for `yield from` are followed to the letter where the delegate could be told apart from
/// its delegator at all.
///
/// @param <Y> what the body yields
/// @param <R> what it returns
abstract sealed class Frame<Y extends @Nullable Object, R extends @Nullable Object> permits StackedFrame, MachineFrame {

    final String name;
    private final Engine engine;

    /// The body that delegates to this one; none for the root.
    final @Nullable Frame<?, ?> below;

    /// How many bodies are below.
    final int height;

    /// The exit during which this body began, to which it does not owe its own; 0 for none.
    private final int bornInExit;

    /// Whether this delegate has yielded instead of exiting.
    private boolean hasIgnoredExit;

    /// What it delegates to at present. Read by anybody who finds the root suspended.
    volatile @Nullable Object delegate;

    Frame(String name, Engine engine) {
        this.name = name;
        this.engine = engine;
        this.below = engine.top;
        this.height = below == null ? 0 : below.height + 1;
        this.bornInExit = engine.exitNumber();
    }

    final @Nullable Object delegate() {
        return delegate;
    }

    /// Runs the body.
    abstract R call() throws Exception;

    /// Where in the body the present yield stands; equal to no other.
    abstract Object site();

    static UnsupportedOperationException cannotBeSentTo(String name, Iterator<?> items) {
        return new UnsupportedOperationException(name + " was sent a value while it delegates to an "
                + items.getClass().getName() + ", which can only be asked for the next item");
    }

    // ------------------------------------------------------------------------------------------------------------ exit

    /// What is wrong with the way in which this body has returned to its delegator, if anything.
    final @Nullable Throwable objection() {
        if (hasIgnoredExit) {
            return Yields.ignoredExit(name);
        }
        return owesExit() ? engine.exitSignal() : null; // it has caught its own; now it is the delegator's turn
    }

    /// What a failure of this body is for those outside.
    final Throwable ending(Throwable failure) {
        if (hasIgnoredExit) {
            IllegalStateException ignored = Yields.ignoredExit(name);
            if (!(failure instanceof ExitSignal)) {
                ignored.addSuppressed(failure);
            }
            return ignored;
        }
        if (owesExit() && !(failure instanceof ExitSignal)) {
            engine.replaceExit(failure);
        }
        return failure instanceof StopIterationException end ? Yields.escapedEnd(name, end) : failure;
    }

    /// Whether it was interrupted by the present exit, rather than begun in the course of it.
    private boolean owesExit() {
        int exit = engine.exitNumber();
        return exit != 0 && exit != bornInExit;
    }

    /// Called where this frame, the innermost, is about to yield during an exit. A delegate that does so the first time
    /// is told once more to exit, and its delegator is told that it did not. For a root, or a delegate that insists, the
    /// call returns: then everything is suspended, and the closer is told.
    final void yieldsWhileExiting() {
        for (Frame<?, ?> frame = this; frame.below != null; frame = frame.below) {
            if (frame.owesExit()) {
                if (!frame.hasIgnoredExit) {
                    frame.hasIgnoredExit = true;
                    throw new ExitSignal();
                }
                return;
            }
        }
    }
}
