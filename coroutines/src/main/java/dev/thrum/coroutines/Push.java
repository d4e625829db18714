// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Internal iteration: one run of a generator's body on the consumer's own thread, where to yield is to call the
/// consumer. Nothing is ever suspended.
final class Push<T extends @Nullable Object> implements Yielder<T> {

    private final String name;
    private final Consumer<? super T> consumer;
    private final @Nullable CancelScope scopeOutside = CancelScope.current();

    /// The thread that may yield; none after the end.
    private @Nullable Thread thread = Thread.currentThread();

    /// What the consumer has thrown. The body does not get to see it: as in a pull, it is told to exit.
    private @Nullable Throwable failure;

    private Push(String name, Consumer<? super T> consumer) {
        this.name = name;
        this.consumer = consumer;
    }

    static <T extends @Nullable Object> void run(String name, GeneratorBody<T> body, Consumer<? super T> consumer) {
        Push<T> push = new Push<>(name, consumer);
        Throwable ending = null;
        try {
            body.run(push);
        } catch (Throwable thrown) { // whatever it is, it is thrown below
            ending = thrown;
        }
        push.thread = null;
        push.finish(ending);
    }

    /// The consumer's failure comes before what went wrong in the clean-up after it.
    private void finish(@Nullable Throwable ending) {
        Throwable first = failure;
        if (first == null) {
            if (ending != null) {
                throw Sneaky.rethrow(ending);
            }
            return;
        }
        Throwable second = ExitSignal.failureIn(ending);
        if (second != null && second != first) {
            first.addSuppressed(second);
        }
        throw Sneaky.rethrow(first);
    }

    @Override
    public void yield(T item) {
        Engine.checkMayYield(name, thread, scopeOutside);
        if (failure != null) {
            throw new ExitSignal();
        }
        try {
            consumer.accept(item);
        } catch (Throwable thrown) { // thrown again by finish()
            failure = thrown;
            throw new ExitSignal();
        }
    }
}
