// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One iteration over a generator: pushed if it is traversed as a whole, pulled if step by step.
final class GeneratorSpliterator<T extends @Nullable Object> implements Spliterator<T> {

    private final GeneratorIterator<T> items;

    GeneratorSpliterator(GeneratorIterator<T> items) {
        this.items = items;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        if (!items.hasNext()) {
            return false;
        }
        action.accept(items.next());
        return true;
    }

    @Override
    public void forEachRemaining(Consumer<? super T> action) {
        items.forEachRemaining(action);
    }

    @Override
    public @Nullable Spliterator<T> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED;
    }
}
