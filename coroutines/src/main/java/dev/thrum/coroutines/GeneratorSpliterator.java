// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One iteration over a generator that is pushed if it is traversed as a whole, and pulled from the first single step
/// on.
final class GeneratorSpliterator<T extends @Nullable Object> implements Spliterator<T> {

    private final Generator<T> generator;
    private @Nullable GeneratorIterator<T> pull;
    private boolean pushed;

    GeneratorSpliterator(Generator<T> generator) {
        this.generator = generator;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        if (pushed) {
            return false;
        }
        if (pull == null) {
            pull = generator.iterator();
        }
        if (!pull.hasNext()) {
            return false;
        }
        action.accept(pull.next());
        return true;
    }

    @Override
    public void forEachRemaining(Consumer<? super T> action) {
        if (pull != null) {
            pull.forEachRemaining(action);
        } else if (!pushed) {
            pushed = true;
            generator.forEach(action);
        }
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

    void close() {
        if (pull != null) {
            pull.close();
        }
    }
}
