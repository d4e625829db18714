// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What makes new generators of a [Generator], which documents what all operators share.
///
/// @param <T> the items
abstract sealed class Operators<T extends @Nullable Object> extends Reductions<T> permits OwnStrand {

    // An operator pushes: it calls forEach of the generator before it, with a consumer that does its work and then calls
    // the consumer after it, or, in a body, yields. So a chain of any length runs in one strand, and its cost per stage
    // is a call.

    // ------------------------------------------------------------------------------------------ from item to item(s)

    /// Yields what a function makes of each item.
    ///
    /// @param function called once an item; what it throws ends the iteration
    /// @param <R> the new items
    /// @return the operator
    public <R extends @Nullable Object> Generator<R> map(Function<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return each("map", next -> item -> next.accept(function.apply(item)));
    }

    /// Yields, for each item, everything that a function makes of it. Generators among the results run in the strand
    /// of this operator.
    ///
    /// Source: `itertools.chain.from_iterable(map(...))`.
    ///
    /// @param function called once an item; must not return `null`
    /// @param <R> the new items
    /// @return the operator
    public <R extends @Nullable Object> Generator<R> flatMap(
            Function<? super T, ? extends Iterable<? extends R>> function) {
        Objects.requireNonNull(function, "function");
        return then("flatMap", out -> forEach(item -> out.yieldFrom(function.apply(item))));
    }

    /// Calls a consumer with each item before it is yielded.
    ///
    /// @param action what to do with an item
    /// @return the operator
    public Generator<T> peek(Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        return each("peek", next -> item -> {
            action.accept(item);
            next.accept(item);
        });
    }

    /// Yields each item with its place, counted from 0.
    ///
    /// @return the operator
    public Generator<Indexed<T>> enumerate() {
        return enumerate(0);
    }

    /// Yields each item with its place.
    ///
    /// @param start the place of the first item
    /// @return the operator
    public Generator<Indexed<T>> enumerate(long start) {
        return each("enumerate", next -> {
            Counter index = new Counter(start);
            return item -> next.accept(new Indexed<>(index.value++, item));
        });
    }

    /// Yields what a function makes of what it has made so far and of the next item: as many items as there are. The
    /// initial value is not yielded (as in [java.util.stream.Gatherers#scan], and unlike `accumulate(initial=...)`).
    ///
    /// Source: `itertools.accumulate`.
    ///
    /// @param initial where each iteration starts; shared by all of them, so it should be immutable
    /// @param function called once an item
    /// @param <R> the results
    /// @return the operator
    public <R extends @Nullable Object> Generator<R> scan(
            R initial, BiFunction<? super R, ? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return each("scan", next -> {
            Holder<R> sum = new Holder<>(initial);
            return item -> {
                sum.value = function.apply(sum.value, item);
                next.accept(sum.value);
            };
        });
    }

    // ---------------------------------------------------------------------------------------------- which items pass

    /// Yields the items that pass a test.
    ///
    /// @param test called once an item
    /// @return the operator
    public Generator<T> filter(Predicate<? super T> test) {
        Objects.requireNonNull(test, "test");
        return each("filter", next -> item -> {
            if (test.test(item)) {
                next.accept(item);
            }
        });
    }

    /// Yields the items that are equal to none before. Remembers all of them.
    ///
    /// @return the operator
    public Generator<T> distinct() {
        return each("distinct", next -> {
            Set<T> seen = new HashSet<>();
            return item -> {
                if (seen.add(item)) {
                    next.accept(item);
                }
            };
        });
    }

    /// Yields the first items. Never asks for more: after the last one, this generator's body is ended where it stands,
    /// through its `finally` blocks, as soon as the consumer asks for another.
    ///
    /// Source: `itertools.islice`.
    ///
    /// @param count how many at most; with 0, this generator does not run at all
    /// @return the operator
    /// @throws IllegalArgumentException if the count is negative
    public Generator<T> take(long count) {
        requireNotNegative(count);
        return then("take", out -> {
            Counter left = new Counter(count);
            if (count > 0) {
                whileTrue(item -> {
                    out.yield(item);
                    return --left.value > 0;
                });
            }
        });
    }

    /// Yields all but the first items.
    ///
    /// @param count how many to leave out
    /// @return the operator
    /// @throws IllegalArgumentException if the count is negative
    public Generator<T> skip(long count) {
        requireNotNegative(count);
        return each("skip", next -> {
            Counter left = new Counter(count);
            return item -> {
                if (left.value == 0) {
                    next.accept(item);
                } else {
                    left.value--;
                }
            };
        });
    }

    /// Yields the items before the first that fails a test. There, this generator's body is ended.
    ///
    /// @param test called once an item, up to the first that fails
    /// @return the operator
    public Generator<T> takeWhile(Predicate<? super T> test) {
        Objects.requireNonNull(test, "test");
        return then("takeWhile", out -> whileTrue(item -> {
            if (!test.test(item)) {
                return false;
            }
            out.yield(item);
            return true;
        }));
    }

    /// Yields the items from the first that fails a test on.
    ///
    /// @param test called once an item, up to the first that fails
    /// @return the operator
    public Generator<T> dropWhile(Predicate<? super T> test) {
        Objects.requireNonNull(test, "test");
        return each("dropWhile", next -> {
            Counter dropping = new Counter(1);
            return item -> {
                if (dropping.value == 0 || !test.test(item)) {
                    dropping.value = 0;
                    next.accept(item);
                }
            };
        });
    }

    // -------------------------------------------------------------------------------------------- several at a time

    /// Yields the items in lists of a fixed length; the last may be shorter.
    ///
    /// Source: `itertools.batched`, [java.util.stream.Gatherers#windowFixed].
    ///
    /// @param size the length
    /// @return the operator, whose lists cannot be modified
    /// @throws IllegalArgumentException if the size is not positive
    public Generator<List<T>> chunk(int size) {
        requirePositive(size);
        return then("chunk", out -> {
            List<T> chunk = new ArrayList<>();
            forEach(item -> {
                chunk.add(item);
                if (chunk.size() == size) {
                    List<T> full = snapshot(chunk);
                    chunk.clear();
                    out.yield(full);
                }
            });
            if (!chunk.isEmpty()) {
                out.yield(snapshot(chunk));
            }
        });
    }

    /// Yields each run of consecutive items of a fixed length, overlapping; nothing if there are fewer items.
    ///
    /// Source: `itertools.pairwise`, and the recipe `sliding_window`.
    ///
    /// @param size the length; 2 for pairs
    /// @return the operator, whose lists cannot be modified
    /// @throws IllegalArgumentException if the size is not positive
    public Generator<List<T>> window(int size) {
        requirePositive(size);
        return each("window", next -> {
            List<T> window = new ArrayList<>();
            return item -> {
                if (window.size() == size) {
                    window.removeFirst();
                }
                window.add(item);
                if (window.size() == size) {
                    next.accept(snapshot(window));
                }
            };
        });
    }

    /// Yields what a function makes of this generator's items and another's, pair by pair, to the end of the shorter.
    ///
    /// This generator is asked first, so if the other one is shorter, one item of this one is lost (as in Python). Both
    /// are ended before the end is reported, and when the iteration is left half-way.
    ///
    /// **Cost**: the other side is pulled, which costs a hand-off an item if it is a generator.
    ///
    /// Source: `zip`.
    ///
    /// @param other the other side; its iterator is closed if it is [AutoCloseable]
    /// @param combiner called once a pair
    /// @param <U> the items of the other
    /// @param <R> the results
    /// @return the operator
    public <U extends @Nullable Object, R extends @Nullable Object> Generator<R> zip(
            Iterable<? extends U> other, BiFunction<? super T, ? super U, ? extends R> combiner) {
        Objects.requireNonNull(other, "other");
        Objects.requireNonNull(combiner, "combiner");
        return then("zip", out -> {
            Iterator<? extends U> second = other.iterator();
            try (AutoCloseable _ = second instanceof AutoCloseable closeable ? closeable : () -> {}) {
                whileTrue(item -> {
                    if (!second.hasNext()) {
                        return false;
                    }
                    out.yield(combiner.apply(item, second.next()));
                    return true;
                });
            }
        });
    }

    /// Yields the items of this generator and then those of another sequence.
    ///
    /// Source: `itertools.chain`.
    ///
    /// @param next what comes after; if it is a generator, it runs in the strand of this operator
    /// @return the operator
    public Generator<T> concat(Iterable<? extends T> next) {
        Objects.requireNonNull(next, "next");
        return then("concat", out -> {
            forEach(out::yield);
            out.yieldFrom(next);
        });
    }

    /// Yields the items over and over, until a round has none. Each round runs this generator anew; nothing is stored
    /// (unlike in Python), so a one-shot generator has one round.
    ///
    /// Source: `itertools.cycle`.
    ///
    /// @return the operator
    public Generator<T> cycle() {
        return then("cycle", out -> {
            Counter items = new Counter(0);
            long before;
            do {
                before = items.value;
                forEach(item -> {
                    items.value++;
                    out.yield(item);
                });
            } while (items.value > before);
        });
    }

    // ------------------------------------------------------------------------------------------------------- helpers

    /// Creates an operator that does something with each item and has nothing to do at the end. It needs no body of its
    /// own: for each iteration, a stage is set before the consumer.
    private <R extends @Nullable Object> Generator<R> each(
            String operator, Function<Consumer<? super R>, Consumer<T>> stage) {
        return Generator.pushing(this + "." + operator, consumer -> forEach(stage.apply(consumer)));
    }

    private <R extends @Nullable Object> Generator<R> then(String operator, GeneratorBody<R> body) {
        return Generator.of(this + "." + operator, body);
    }

    private static <T extends @Nullable Object> List<T> snapshot(List<T> items) {
        return Collections.unmodifiableList(new ArrayList<>(items));
    }

    private static void requireNotNegative(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("The count must not be negative, but was " + count);
        }
    }

    private static void requirePositive(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("The size must be positive, but was " + size);
        }
    }
}
