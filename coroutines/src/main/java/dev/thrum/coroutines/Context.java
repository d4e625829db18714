// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Body;
import java.lang.ScopedValue.Carrier;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What some [ScopedValue]s were bound to when this was captured, to be bound again elsewhere.
///
/// The JVM does not tell what is bound, so the values to take along have to be named; [EventLoop.Builder#keep] does it
/// for all tasks of a loop.
///
/// Source: `contextvars.copy_context`.
public final class Context {

    private static final Context EMPTY = new Context(null);

    private final @Nullable Carrier carrier;

    private Context(@Nullable Carrier carrier) {
        this.carrier = carrier;
    }

    /// Captures what is bound for the caller.
    ///
    /// @param values what to capture; one that is not bound is left out
    /// @return their bindings
    public static Context capture(ScopedValue<?>... values) {
        Carrier carrier = null;
        for (ScopedValue<?> value : values) {
            carrier = value.isBound() ? add(carrier, value) : carrier;
        }
        return carrier == null ? EMPTY : new Context(carrier);
    }

    private static <T> Carrier add(@Nullable Carrier carrier, ScopedValue<T> value) {
        return carrier == null ? ScopedValue.where(value, value.get()) : carrier.where(value, value.get());
    }

    /// Runs a body on the calling thread with these bindings on top of its own.
    ///
    /// @param body what to run
    /// @param <T> what it returns
    /// @param <X> what it throws
    /// @return what it has returned
    /// @throws X what it has thrown
    /// @throws InterruptedException if it throws it
    public <T extends @Nullable Object, X extends Exception> T call(Body<T, X> body) throws X, InterruptedException {
        if (carrier == null) {
            return body.call();
        }
        try {
            return carrier.<T, Exception>call(body::call);
        } catch (Exception e) { // X, or InterruptedException
            throw Sneaky.rethrow(e);
        }
    }

    /// Ties a body to these bindings.
    <T extends @Nullable Object> Callable<T> bind(Callable<T> body) {
        return carrier == null ? body : new Bound<>(this, body);
    }

    /// A body with its bindings.
    record Bound<T extends @Nullable Object>(Context context, Callable<T> body) implements Callable<T> {
        @Override
        public T call() throws Exception {
            return context.<T, Exception>call(body::call);
        }
    }
}
