// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An iterator that resumes a body for each item.
final class BodyIterator<T extends @Nullable Object> extends GeneratorIterator<T> {

    private final BodyRun<T, Void> run;
    private final GeneratorBody<T> body;

    BodyIterator(Recipe.OfGenerator<T> recipe) {
        this.run = new BodyRun<>(recipe.name(), recipe);
        this.body = recipe.body();
    }

    BodyRun<T, Void> run() {
        return run;
    }

    @Override
    public boolean hasNext() {
        run.claim();
        try {
            return fetch();
        } finally {
            run.release(this);
        }
    }

    @Override
    public T next() {
        run.claim();
        try {
            if (!fetch()) {
                throw new StopIterationException(run.name + " has no more items", null);
            }
            return run.take();
        } finally {
            run.release(this);
        }
    }

    @Override
    public void forEachRemaining(Consumer<? super T> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        run.claim();
        try {
            if (run.isNew()) {
                run.end(); // from now on it belongs to the push
                Push.run(run.name, body, consumer);
            } else {
                pullAll(consumer);
            }
        } finally {
            run.release(this);
        }
    }

    private void pullAll(Consumer<? super T> consumer) {
        while (fetch()) {
            T item = run.take();
            try {
                consumer.accept(item);
            } catch (Throwable failure) { // thrown again
                Sneaky.closeAfter(failure, run::exit);
                throw Sneaky.rethrow(failure);
            }
        }
    }

    @Override
    public void close() {
        run.claim();
        try {
            run.exit();
        } finally {
            run.release(this);
        }
    }

    @Override
    public BodyState state() {
        return run.state();
    }

    private boolean fetch() {
        if (run.hasItem()) {
            return true;
        }
        run.watch(this);
        return run.resume(null);
    }

    @Override
    public String toString() {
        return run.name + " (" + run.state() + ")";
    }
}
