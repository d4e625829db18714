// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A body that runs as it is written, on a stack.
///
/// @param <Y> what the body yields
/// @param <R> what it returns
abstract sealed class StackedFrame<Y extends @Nullable Object, R extends @Nullable Object> extends Frame<Y, R>
        permits GeneratorFrame, CoroutineFrame {

    /// How many bodies share a stack. Each takes some seven Java frames, and a stack that a virtual thread can be parked
    /// with holds no more than 3,000 interpreted ones.
    private static final int FRAMES_PER_STACK = 64;

    private final StackEngine engine;

    StackedFrame(String name, StackEngine engine) {
        super(name, engine);
        this.engine = engine;
    }

    /// Gives an item to the consumer and waits to be resumed.
    final @Nullable Object give(Y item) {
        return engine.exchange(this, item);
    }

    @Override
    final Object site() {
        return Yields.site();
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
                ride(generator.recipe().on(engine));
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
    private <V extends @Nullable Object> V ride(StackedFrame<?, V> inner) {
        V value;
        engine.top = inner;
        try {
            value = inner.height % FRAMES_PER_STACK == 0 ? engine.callOnNewStack(inner) : inner.call();
        } catch (Throwable failure) {
            throw Sneaky.rethrow(inner.ending(failure));
        } finally {
            engine.top = this;
        }
        Throwable objection = inner.objection();
        if (objection != null) {
            throw Sneaky.rethrow(objection);
        }
        return value;
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
                    throw cannotBeSentTo(name, items);
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
}
