// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.Spliterator;
import java.util.function.Consumer;
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
/// (For the other kind, see [#once].)
///
/// **Pull** ([#iterator()], `for`, short-circuiting streams): the body runs on a virtual thread of its own, only while
/// its consumer asks for the next item and waits for it. It has thread locals of its own (inheritable ones are copied
/// at the first pull) and sees no [ScopedValue] binding of its consumer, nor the consumer one of the body's. A
/// `for` loop that is left half-way cannot close its iterator; use [#iterator()] with `try`, or see [GeneratorIterator]
/// for what happens otherwise.
///
/// **Push** ([#forEach], other streams): the body runs on the consumer's thread, and to yield is to call the consumer.
/// This is many times cheaper. An exception of the consumer ends the body through its `finally` blocks. Here the
/// consumer is called by the body, so it does see scoped values that are bound around the yield.
///
/// Either way a body may block, on whatever it likes, and sees the same at a yield: it returns, or throws [ExitSignal].
///
/// Source: PEP 255 and PEP 342.
///
/// @param <T> the items
public final class Generator<T extends @Nullable Object> implements Iterable<T> {

    private final String name;
    private final GeneratorBody<T> body;

    /// The one iteration of a one-shot generator; none if each is a new one.
    private final @Nullable GeneratorIterator<T> only;

    private Generator(String name, GeneratorBody<T> body, boolean isOneShot) {
        this.name = Objects.requireNonNull(name, "name");
        this.body = Objects.requireNonNull(body, "body");
        this.only = isOneShot ? begin() : null;
    }

    /// Creates a generator. Runs nothing.
    ///
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> of(GeneratorBody<T> body) {
        return of(Names.of("generator", body), body);
    }

    /// Creates a generator with a name. Runs nothing.
    ///
    /// @param name the name shown in messages and, for the body's thread, in dumps
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> of(String name, GeneratorBody<T> body) {
        return new Generator<>(name, body, false);
    }

    /// Creates a generator whose body runs once, as in Python: all iterations share it, and each goes on where the last
    /// one has stopped. Runs nothing.
    ///
    /// ```java
    /// Generator<String> lines = Generator.once(out -> { ... });
    /// for (String line : lines) {
    ///     if (line.isEmpty()) {
    ///         break;               // the end of the header
    ///     }
    /// }
    /// lines.forEach(this::body);   // the rest
    /// ```
    ///
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> once(GeneratorBody<T> body) {
        return once(Names.of("generator", body), body);
    }

    /// Creates a generator whose body runs [once][#once(GeneratorBody)], with a name. Runs nothing.
    ///
    /// @param name the name shown in messages and, for the body's thread, in dumps
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> once(String name, GeneratorBody<T> body) {
        return new Generator<>(name, body, true);
    }

    /// Begins an iteration, by pull: a new one, or that of a [one-shot][#once] generator. Runs nothing yet.
    ///
    /// @return an iterator, to be closed if it is left half-way
    @Override
    public GeneratorIterator<T> iterator() {
        return only != null ? only : begin();
    }

    private GeneratorIterator<T> begin() {
        return new GeneratorIterator<>(name, EngineKind.chosen(), body);
    }

    boolean isOneShot() {
        return only != null;
    }

    String name() {
        return name;
    }

    GeneratorBody<T> body() {
        return body;
    }

    /// Sets the body on the stack of an engine, without running it.
    GeneratorFrame<T> frameOn(Engine engine) {
        return new GeneratorFrame<>(name, engine, body);
    }

    /// Runs the body on the calling thread, with the consumer called for each item. Blocks for as long as the two do.
    ///
    /// @param consumer what to do with an item; what it throws ends the body and is thrown from here, with what goes
    ///     wrong in the body's clean-up attached as suppressed
    @Override
    public void forEach(Consumer<? super T> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        if (only != null) {
            only.forEachRemaining(consumer);
        } else {
            Push.run(name, body, consumer);
        }
    }

    /// Begins a new iteration: by push if it is [traversed as a whole][Spliterator#forEachRemaining], by pull if step
    /// by step. Runs nothing yet. It is [ordered][Spliterator#ORDERED] and never splits.
    ///
    /// @return a spliterator that cannot be closed; prefer [#stream()]
    @Override
    public Spliterator<T> spliterator() {
        return new GeneratorSpliterator<>(iterator());
    }

    /// Begins a new iteration as a sequential, ordered stream. Runs nothing until the stream's terminal operation.
    ///
    /// @return a stream, to be closed if its terminal operation is short-circuiting: closing unwinds the body
    public Stream<T> stream() {
        GeneratorIterator<T> items = iterator();
        return StreamSupport.stream(new GeneratorSpliterator<>(items), false).onClose(items::close);
    }

    @Override
    public String toString() {
        return name;
    }
}
