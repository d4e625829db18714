// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The body of a coroutine.
final class CoroutineFrame<Y extends @Nullable Object, S extends @Nullable Object, R extends @Nullable Object>
        extends StackedFrame<Y, R> implements Exchange<Y, S> {

    private final CoroutineBody<Y, S, R> body;

    CoroutineFrame(String name, StackEngine engine, CoroutineBody<Y, S, R> body) {
        super(name, engine);
        this.body = body;
    }

    @Override
    R call() throws Exception {
        return body.run(this);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what comes in was given to send(S); null is what next() sends
    public S yield(Y item) {
        return (S) give(item);
    }

    @Override
    public <V extends @Nullable Object> V yieldFrom(Coroutine<? extends Y, ? super S, V> delegate) {
        return delegateTo(delegate, delegate.run());
    }

    @Override
    public void yieldFrom(Iterable<? extends Y> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Iterator<? extends Y> items) {
        delegateTo(items);
    }

    @Override
    public void yieldFrom(Stream<? extends Y> items) {
        delegateTo(items);
    }
}
