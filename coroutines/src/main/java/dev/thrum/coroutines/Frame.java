// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A body on the stack of an engine: the root, or one that a body below it delegates to.
///
/// Source: PEP 380, whose rules for `yield from` are followed to the letter where the delegate could be told apart from
/// its delegator at all.
///
/// @param <Y> what the body yields
/// @param <R> what it returns
abstract class Frame<Y extends @Nullable Object, R extends @Nullable Object> {

    /// How many bodies share a stack. Each takes some seven Java frames, and a stack that a virtual thread can be parked
    /// with holds no more than 3,000 interpreted ones.
    private static final int FRAMES_PER_STACK = 64;

    final String name;
    private final Engine engine;

    /// The body that delegates to this one; none for the root.
    private final @Nullable Frame<?, ?> below;

    /// How many bodies are below.
    private final int height;

    /// The exit during which this body began, to which it does not owe its own; 0 for none.
    private final int bornInExit;

    /// Whether this delegate has yielded instead of exiting.
    private boolean hasIgnoredExit;

    /// What it delegates to at present. Read by anybody who finds the root suspended.
    private volatile @Nullable Object delegate;

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

    /// The body itself.
    abstract R call() throws Exception;

    /// Gives an item to the consumer and waits to be resumed.
    final @Nullable Object give(Y item) {
        return engine.exchange(this, item);
    }

    // ------------------------------------------------------------------------------------------------------ delegation

    final void delegateTo(Iterable<? extends Y> items) {
        if (!(items instanceof Generator<? extends Y> generator)) {
            loopOver(items.iterator());
        } else if (generator.isOneShot()) {
            delegateTo(generator.iterator());
        } else {
            engine.check(this);
            delegate = generator;
            try {
                ride(generator.frameOn(engine));
            } finally {
                delegate = null;
            }
        }
    }

    final void delegateTo(Iterator<? extends Y> items) {
        if (items instanceof BodyIterator<? extends Y> iterator) {
            delegateTo(iterator, iterator.run());
        } else {
            loopOver(items);
        }
    }

    /// Delegates to a stream, which is closed in any case.
    final void delegateTo(Stream<? extends Y> items) {
        try (items) {
            loopOver(items.iterator());
        }
    }

    /// Delegates to a run: on this stack if it has not begun, otherwise item by item.
    final <V extends @Nullable Object> V delegateTo(Object handle, BodyRun<?, V> run) {
        engine.check(this);
        run.claim();
        delegate = handle;
        run.host(engine);
        boolean isNew = run.isNew();
        try {
            return isNew ? ride(run.begin(engine)) : forward(run);
        } finally {
            if (isNew) {
                run.end();
            }
            run.host(null);
            delegate = null;
            run.release(handle);
        }
    }

    /// Runs a body on top of this one.
    private <V extends @Nullable Object> V ride(Frame<?, V> inner) {
        V value;
        engine.top = inner;
        try {
            value = inner.height % FRAMES_PER_STACK == 0 ? engine.callOnNewStack(inner) : inner.call();
        } catch (Throwable failure) {
            throw Sneaky.rethrow(inner.ending(failure));
        } finally {
            engine.top = this;
        }
        if (inner.hasIgnoredExit) {
            throw Yields.ignoredExit(inner.name);
        }
        if (inner.owesExit()) { // it has caught its own, and returned; now it is the delegator's turn
            throw engine.exitSignal();
        }
        return value;
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

    /// Delegates to a run that has an engine of its own.
    private <V extends @Nullable Object> V forward(BodyRun<?, V> run) {
        boolean yielded = run.hasItem() || run.resume(null);
        while (yielded) {
            Object sent;
            try {
                sent = engine.exchange(this, run.take());
            } catch (ExitSignal exit) {
                run.exit();
                throw exit;
            } catch (Throwable raised) { // it is for the delegate
                yielded = run.raise(raised);
                continue;
            }
            yielded = run.resume(sent);
        }
        return run.returned();
    }

    /// Delegates to something that cannot be sent to.
    private void loopOver(Iterator<? extends Y> items) {
        engine.check(this);
        delegate = items;
        try {
            while (items.hasNext()) {
                if (give(items.next()) != null) {
                    throw new UnsupportedOperationException(name + " was sent a value while it delegates to an "
                            + items.getClass().getName() + ", which can only be asked for the next item");
                }
            }
        } catch (Throwable failure) { // thrown again
            if (items instanceof AutoCloseable closeable) {
                Sneaky.closeAfter(failure, closeable);
            }
            throw Sneaky.rethrow(failure);
        } finally {
            delegate = null;
        }
    }

    // ------------------------------------------------------------------------------------------------------------ exit

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
