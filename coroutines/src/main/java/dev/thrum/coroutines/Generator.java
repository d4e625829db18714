// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A lazy sequence, written as ordinary code that yields its items one by one.
///
/// ```java
/// Generator<Integer> fibonacci = Generator.of(out -> {
///     int a = 0;
///     int b = 1;
///     while (true) {
///         out.yield(a);
///         int next = a + b;
///         a = b;
///         b = next;
///     }
/// });
/// for (int number : fibonacci) { ... }
///
/// Generator<Integer> primes = Generator.of(out -> {
///     List<Integer> found = new ArrayList<>();
///     for (int n = 2; ; n++) {
///         int candidate = n;
///         if (found.stream().takeWhile(p -> p * p <= candidate).noneMatch(p -> candidate % p == 0)) {
///             found.add(candidate);
///             out.yield(candidate);
///         }
///     }
/// });
/// try (Stream<Integer> stream = primes.stream()) {
///     List<Integer> first = stream.limit(10).toList();   // [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
/// }
/// ```
///
/// The generator itself is only a recipe: nothing runs until somebody iterates, and each iteration runs the body anew.
///
/// **Pull** ([#iterator()], `for`, short-circuiting streams): the body runs on a virtual thread of its own, only while
/// its consumer asks for the next item and waits for it. It has thread locals of its own (inheritable ones are copied
/// when the iterator is made) and sees no [ScopedValue] binding of its consumer, nor the consumer one of the body's. A
/// `for` loop that is left half-way cannot close its iterator; use [#iterator()] with `try`, or see [GeneratorIterator]
/// for what happens otherwise.
///
/// **Push** ([#forEach], other streams): the body runs on the consumer's thread, and to yield is to call the consumer.
/// This is many times cheaper. An exception of the consumer ends the body through its `finally` blocks. Here the
/// consumer is called by the body, so it does see scoped values that are bound around the yield.
///
/// **Operators** ([#map], [#filter], [#take], [#zip] and so on) are generators again: nothing runs until somebody
/// iterates, each iteration runs the whole chain anew, and however long the chain, it runs in one strand, since each
/// stage pushes to the next. An operator that needs no more ends what comes before it, through the `finally` blocks,
/// at that moment and not some time later. Bad arguments are refused when the operator is made.
///
/// Either way a body may block, on whatever it likes, and sees the same at a yield: it returns, or throws [ExitSignal].
///
/// Source: PEP 255 and PEP 342.
///
/// @param <T> the items
public final class Generator<T extends @Nullable Object> extends Operators<T> {

    private final String name;
    private final GeneratorBody<T> body;

    /// How to iterate by pull without resuming the body; `null` if there is no other way.
    private final Feed.@Nullable Opening<T> feed;

    private Generator(String name, GeneratorBody<T> body, Feed.@Nullable Opening<T> feed) {
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
        this.feed = feed;
    }

    /// Creates a generator. Runs nothing.
    ///
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> of(GeneratorBody<T> body) {
        return of("generator " + body.getClass().getSimpleName(), body);
    }

    /// Creates a generator with a name. Runs nothing.
    ///
    /// @param name the name shown in messages and, for the body's thread, in dumps
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> of(String name, GeneratorBody<T> body) {
        return new Generator<>(name, body, null);
    }

    /// Creates a generator of what comes from another strand: each iteration opens a feed of its own and reads it, be
    /// it by push or by pull, in the consumer's strand.
    static <T extends @Nullable Object> Generator<T> reading(String name, Feed.Opening<T> feed) {
        return new Generator<>(name, out -> feed.open().drainTo(out), feed);
    }

    /// Creates a generator of the items of an iterable, which is asked for a new iterator by each iteration.
    ///
    /// @param items where the items come from
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> from(Iterable<? extends T> items) {
        Objects.requireNonNull(items, "items");
        return of("generator from " + items.getClass().getSimpleName(), out -> items.forEach(out::yield));
    }

    /// Creates a generator of the whole numbers from one up to, but not including, another.
    ///
    /// @param start the first number
    /// @param end the first number that is too large
    /// @return the generator, which is empty if the end is not above the start
    public static Generator<Integer> range(int start, int end) {
        return range(start, end, 1);
    }

    /// Creates a generator of whole numbers at equal distances.
    ///
    /// Source: Python's `range`.
    ///
    /// @param start the first number
    /// @param end where to stop; never yielded
    /// @param step the distance; negative to count down
    /// @return the generator, which is empty if the end does not lie in the direction of the step
    /// @throws IllegalArgumentException if the step is zero
    public static Generator<Integer> range(int start, int end, int step) {
        if (step == 0) {
            throw new IllegalArgumentException("The step must not be zero");
        }
        return of("range(" + start + ", " + end + ", " + step + ")", out -> {
            for (long i = start; step > 0 ? i < end : i > end; i += step) {
                out.yield((int) i);
            }
        });
    }

    /// Creates an endless generator of whole numbers at equal distances.
    ///
    /// Source: `itertools.count`.
    ///
    /// @param start the first number
    /// @param step the distance
    /// @return the generator; it fails with an [ArithmeticException] where the numbers no longer fit a `long`
    public static Generator<Long> count(long start, long step) {
        return of("count(" + start + ", " + step + ")", out -> {
            for (long i = start; ; i = Math.addExact(i, step)) {
                out.yield(i);
            }
        });
    }

    /// Creates an endless generator in which a function makes each item of the one before. The function is called only
    /// when the next item is asked for.
    ///
    /// Source: [Stream#iterate].
    ///
    /// @param seed the first item
    /// @param next makes the next item
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> iterate(T seed, UnaryOperator<T> next) {
        Objects.requireNonNull(next, "next");
        return of("iterate", out -> {
            T item = seed;
            while (true) {
                out.yield(item);
                item = next.apply(item);
            }
        });
    }

    /// Creates an endless generator of one item.
    ///
    /// Source: `itertools.repeat`.
    ///
    /// @param item the item
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> repeat(T item) {
        return of("repeat", out -> {
            while (true) {
                out.yield(item);
            }
        });
    }

    /// Begins a new iteration, by pull. Runs nothing yet.
    ///
    /// @return an iterator, to be closed if it is left half-way
    @Override
    public GeneratorIterator<T> iterator() {
        if (feed != null) {
            return new FeedIterator<>(name, feed.open());
        }
        return new BodyIterator<>(new HandoffEngine<>(name, engine -> {
            body.run(engine::give);
            return null;
        }));
    }

    /// Runs the body on the calling thread, with the consumer called for each item. Blocks for as long as the two do.
    ///
    /// @param consumer what to do with an item; what it throws ends the body and is thrown from here, with what goes
    ///     wrong in the body's clean-up attached as suppressed
    @Override
    public void forEach(Consumer<? super T> consumer) {
        Push.run(name, body, Objects.requireNonNull(consumer, "consumer"));
    }

    /// Begins a new iteration: by push if it is [traversed as a whole][Spliterator#forEachRemaining], by pull if step
    /// by step. Runs nothing yet. It is [ordered][Spliterator#ORDERED] and never splits.
    ///
    /// @return a spliterator that cannot be closed; prefer [#stream()]
    @Override
    public Spliterator<T> spliterator() {
        return new GeneratorSpliterator<>(this);
    }

    /// Begins a new iteration as a sequential, ordered stream. Runs nothing until the stream's terminal operation.
    ///
    /// @return a stream, to be closed if its terminal operation is short-circuiting: closing unwinds the body
    public Stream<T> stream() {
        GeneratorSpliterator<T> source = new GeneratorSpliterator<>(this);
        return StreamSupport.stream(source, false).onClose(source::close);
    }

    @Override
    public String toString() {
        return name;
    }
}
