// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The body of a generator that is pulled.
final class GeneratorFrame<T extends @Nullable Object> extends StackedFrame<T, Void> implements Yielder<T> {

    private final GeneratorBody<T> body;

    GeneratorFrame(String name, StackEngine engine, GeneratorBody<T> body) {
        super(name, engine);
        this.body = body;
    }

    @Override
    @SuppressWarnings("NullAway") // there is no other Void
    Void call() throws Exception {
        body.run(this);
        return null;
    }

    @Override
    public void yield(T item) {
        give(item);
    }

    @Override
    public void yieldFrom(Iterable<? extends T> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Iterator<? extends T> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Stream<? extends T> items) {
        delegateTo(items);
    }
}
