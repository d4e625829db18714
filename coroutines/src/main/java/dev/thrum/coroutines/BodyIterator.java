// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// An iterator that resumes a body for each item.
final class BodyIterator<T extends @Nullable Object> extends GeneratorIterator<T> {

    private static final Cleaner CLEANER = Cleaner.create();

    private final Engine<T, @Nullable Void, @Nullable Void> engine;

    // Guarded by the engine's claim.
    private boolean hasItem;
    private Cleaner.@Nullable Cleanable registration;

    BodyIterator(Engine<T, @Nullable Void, @Nullable Void> engine) {
        this.engine = engine;
    }

    @Override
    public boolean hasNext() {
        engine.claim();
        try {
            return fetch();
        } finally {
            finish();
        }
    }

    @Override
    public T next() {
        engine.claim();
        try {
            if (!fetch()) {
                throw new NoSuchElementException(engine.name + " has no more items");
            }
            hasItem = false;
            return engine.take();
        } finally {
            finish();
        }
    }

    @Override
    public void close() {
        engine.claim();
        try {
            hasItem = false;
            engine.exit();
        } finally {
            finish();
        }
    }

    @Override
    public BodyState state() {
        return engine.state();
    }

    private boolean fetch() {
        if (!hasItem) {
            if (registration == null && !engine.hasEnded()) {
                registration = CLEANER.register(this, engine::abandon);
            }
            hasItem = engine.resume(null);
        }
        return hasItem;
    }

    /// Ends every call. The cleaner must not be told before that this object is gone: while the body runs it could not
    /// end it, and it is told only once.
    private void finish() {
        try {
            if (registration != null && engine.hasEnded()) {
                registration.clean();
                registration = null;
            }
            engine.release();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String toString() {
        return engine.name + " (" + engine.state() + ")";
    }
}
