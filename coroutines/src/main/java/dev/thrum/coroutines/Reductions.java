// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/// What makes a result of the items of a [Generator]. All of it runs the generator by push, on the calling thread.
///
/// @param <T> the items
abstract sealed class Reductions<T extends @Nullable Object> implements Iterable<T> permits Operators {

    // To leave a push half-way, the consumer throws a signal made for this one use. The push before it ends its body
    // through the `finally` blocks and throws the signal again, by which it is recognised; whatever else arrives
    // belongs to the user. See whileTrue().

    @Override
    public abstract void forEach(Consumer<? super T> consumer);

    abstract boolean isOneShot();

    /// Runs this generator by push and collects its items.
    ///
    /// @return an unmodifiable list, with `null` where `null` was yielded
    public List<T> toList() {
        List<T> items = new ArrayList<>();
        forEach(items::add);
        return Collections.unmodifiableList(items);
    }

    /// Runs this generator by push and folds its items into one value.
    ///
    /// @param identity the result if there are no items
    /// @param function makes a new value of the one so far and the next item
    /// @param <R> the value
    /// @return the last value
    public <R extends @Nullable Object> R reduce(R identity, BiFunction<? super R, ? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        Holder<R> sum = new Holder<>(identity);
        forEach(item -> sum.value = function.apply(sum.value, item));
        return sum.value;
    }

    /// Runs this generator by push and gives its items to a collector.
    ///
    /// @param collector for example one of [java.util.stream.Collectors]
    /// @param <A> where it collects
    /// @param <R> its result
    /// @return the result
    public <A extends @Nullable Object, R extends @Nullable Object> R collect(Collector<? super T, A, R> collector) {
        A container = collector.supplier().get();
        var accumulator = collector.accumulator();
        forEach(item -> accumulator.accept(container, item));
        return collector.finisher().apply(container);
    }

    /// Runs this generator by push and counts its items.
    ///
    /// @return how many there are
    public long count() {
        Counter items = new Counter(0);
        forEach(_ -> items.value++);
        return items.value;
    }

    /// Runs this generator by push to its first item and ends it there.
    ///
    /// @return the item; empty if there is none
    /// @throws NullPointerException if the item is `null`
    public Optional<T> findFirst() {
        Holder<@Nullable Optional<T>> first = new Holder<>(null);
        whileTrue(item -> {
            first.value = Optional.of(item);
            return false;
        });
        return first.value == null ? Optional.empty() : first.value;
    }

    /// Runs this generator by push to the first item that passes a test, and ends it there.
    ///
    /// @param test called once an item
    /// @return true if an item passes
    public boolean anyMatch(Predicate<? super T> test) {
        return !noneMatch(test);
    }

    /// Runs this generator by push to the first item that fails a test, and ends it there.
    ///
    /// @param test called once an item
    /// @return true if none fails
    public boolean allMatch(Predicate<? super T> test) {
        Objects.requireNonNull(test, "test");
        return whileTrue(test);
    }

    /// Runs this generator by push to the first item that passes a test, and ends it there.
    ///
    /// @param test called once an item
    /// @return true if none passes
    public boolean noneMatch(Predicate<? super T> test) {
        return allMatch(test.negate());
    }

    /// Runs this generator by push for as long as its consumer wants more. What goes wrong in the clean-up is thrown.
    ///
    /// @return false if the consumer has wanted no more
    final boolean whileTrue(Predicate<? super T> consumer) {
        if (isOneShot()) { // what is left of it is for whoever comes next
            for (T item : this) {
                if (!consumer.test(item)) {
                    return false;
                }
            }
            return true;
        }
        ExitSignal enough = new ExitSignal();
        try {
            forEach(item -> {
                if (!consumer.test(item)) {
                    throw enough;
                }
            });
            return true;
        } catch (ExitSignal signal) {
            if (signal != enough) {
                throw signal;
            }
            Throwable failure = ExitSignal.failureIn(enough);
            if (failure != null) {
                throw Sneaky.rethrow(failure);
            }
            return false;
        }
    }

    /// A number that a lambda can change.
    static final class Counter {
        long value;

        Counter(long value) {
            this.value = value;
        }
    }

    /// A value that a lambda can change.
    static final class Holder<V extends @Nullable Object> {
        V value;

        Holder(V value) {
            this.value = value;
        }
    }
}
