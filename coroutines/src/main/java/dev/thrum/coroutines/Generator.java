// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Gatherer;
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
/// at the first pull) and sees no [ScopedValue] binding of its consumer, nor the consumer one of the body's. (Not so where
/// it is [#compiled]: then it runs on the consumer's thread, at a tenth of the price.) It may yield in the depth of a
/// recursion; but below some 3,000 calls that have not been compiled yet, the JDK cannot take a virtual thread from its
/// carrier, which is kept then as long as the body is suspended. Where that would keep its consumer from running, as on a
/// single carrier, the yield throws [StackOverflowError]. A `for` loop that is left half-way cannot close its iterator; use
/// [#iterator()] with `try`, or see [GeneratorIterator] for what happens otherwise.
///
/// **Push** ([#forEach], other streams): the body runs on the consumer's thread, and to yield is to call the consumer.
/// This is many times cheaper. An exception of the consumer ends the body through its `finally` blocks. Here the
/// consumer is called by the body, so it does see scoped values that are bound around the yield.
///
/// **Operators** ([#map], [#filter], [#take], [#zip] and so on) are generators again: nothing runs until somebody
/// iterates, each iteration runs the whole chain anew, and however long the chain, it runs in one strand, since each
/// stage pushes to the next. An operator that needs no more ends what comes before it, through the `finally` blocks,
/// at that moment and not some time later; a [one-shot][#once] generator it pulls, and leaves it where it stands, for
/// whoever comes next, as in Python. Bad arguments are refused when the operator is made.
///
/// Either way a body may block, on whatever it likes, and sees the same at a yield: it returns, or throws [ExitSignal].
///
/// Source: PEP 255 and PEP 342.
///
/// @param <T> the items
public final class Generator<T extends @Nullable Object> extends OwnStrand<T> {

    private final Recipe.OfGenerator<T> recipe;

    /// How to iterate by pull without resuming the body; `null` if there is no other way.
    private final Feed.@Nullable Opening<T> feed;

    /// How to iterate by push without a body; `null` if there is no other way.
    private final @Nullable Pushing<T> push;

    /// The one iteration of a one-shot generator; none if each is a new one.
    private final @Nullable GeneratorIterator<T> only;

    /// Gives all items to a consumer.
    @FunctionalInterface
    interface Pushing<T extends @Nullable Object> {
        void to(Consumer<? super T> consumer);
    }

    private Generator(String name, GeneratorBody<T> body, Feed.@Nullable Opening<T> feed, @Nullable Pushing<T> push,
            boolean isOneShot) {
        this.recipe = new Recipe.OfGenerator<>(Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(body, "body"), EngineKind.chosen());
        Machines.notice(body);
        this.feed = feed;
        this.push = push;
        this.only = isOneShot ? begin() : null;
    }

    private Generator(String name, GeneratorBody<T> body, EngineKind kind) {
        this.recipe = new Recipe.OfGenerator<>(Objects.requireNonNull(name, "name"), body, kind);
        this.feed = null;
        this.push = null;
        this.only = null;
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
        return new Generator<>(name, body, null, null, false);
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
        return new Generator<>(name, body, null, null, true);
    }

    /// Creates a generator whose body is a state machine: to pull an item is a method call. Runs nothing. The body is
    /// compiled when this is called for it the first time, which takes some milliseconds.
    ///
    /// It runs on the thread of whoever resumes it, and so do the methods it calls. That is what the author has to know
    /// to be harmless, as no analysis looks there: thread locals and scoped values are those of whoever pulls; a lock of
    /// the JDK that a called method takes, and that is held across a yield, belongs to whoever pulled then; an interrupt
    /// that a called method has answered is gone for the consumer; the clean-up of a body that was lost runs on another
    /// thread. Waits and locks of this library are the consumer's, as ever.
    ///
    /// A body can be compiled if it is a lambda, written in this very call, or an object of a class that overrides
    /// `run`; if it uses its yielder for nothing but calls of its methods; and if it has no monitors, no yields among the
    /// arguments of a `new`, and nothing else that means the running thread. What it delegates to need not be compiled.
    /// An operator of this generator is a generator like any other.
    ///
    /// Where all bodies that can be are to be compiled, see the system property `thrum.generators.engine`.
    ///
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    /// @throws IllegalArgumentException if the body cannot be compiled, with the reason
    public static <T extends @Nullable Object> Generator<T> compiled(GeneratorBody<T> body) {
        return compiled(Names.of("generator", body), body);
    }

    /// Creates a generator whose body is a [state machine][#compiled(GeneratorBody)], with a name. Runs nothing.
    ///
    /// @param name the name shown in messages
    /// @param body the code that yields the items
    /// @param <T> the items
    /// @return the generator
    /// @throws IllegalArgumentException if the body cannot be compiled, with the reason
    public static <T extends @Nullable Object> Generator<T> compiled(String name, GeneratorBody<T> body) {
        return new Generator<>(name, body, Machines.require(name, body));
    }

    /// Creates a generator of what comes from another strand: each iteration opens a feed of its own and reads it, be
    /// it by push or by pull, in the consumer's strand.
    static <T extends @Nullable Object> Generator<T> reading(String name, Feed.Opening<T> feed) {
        return new Generator<>(name, out -> feed.open().drainTo(out), feed, null, false);
    }

    /// Creates a generator that can push without a body of its own.
    static <T extends @Nullable Object> Generator<T> pushing(String name, Pushing<T> push) {
        return new Generator<>(name, out -> push.to(out::yield), null, push, false);
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

    /// Creates a generator of the items of a publisher: each iteration subscribes anew, when its first item is asked for,
    /// and waits for items in the consumer's strand. It asks the publisher for as many items as it can hold, and for more
    /// whenever half of them have been taken. An iteration that is left half-way cancels its subscription.
    ///
    /// A wait ends with an [InterruptedException] (undeclared) if the consumer is interrupted or a scope around it is
    /// cancelled; nothing is lost, and it may pull again. An error of the publisher arrives after the items before it,
    /// as the same instance.
    ///
    /// Source: Reactive Streams 1.0.4, whose rules for subscribers are kept.
    ///
    /// @param publisher where the items come from
    /// @param buffer how many items are held at most
    /// @param <T> the items
    /// @return the generator
    /// @throws IllegalArgumentException if the buffer is not positive or more than 2<sup>30</sup>
    public static <T> Generator<T> from(Flow.Publisher<? extends T> publisher, int buffer) {
        Objects.requireNonNull(publisher, "publisher");
        Prefetch.requireCapacity(buffer);
        String name = "generator from " + publisher.getClass().getSimpleName();
        return reading(name, () -> new Reception<>(name, publisher, buffer));
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

    /// Makes a stream operation of a transformation of generators:
    ///
    /// ```java
    /// stream.gather(Generator.gatherer(items -> items.chunk(3).map(List::size)))
    /// ```
    ///
    /// The transformation runs on a strand of its own, in turn with the stream: it gets each item as the stream comes to
    /// it, and what it yields goes on downstream at once, on the stream's thread. The stream ends early if the
    /// transformation does; and if nothing more is wanted downstream, the transformation is ended through its `finally`
    /// blocks, likewise if a later stage of the stream fails. Only if an earlier stage fails does nobody tell it: then it
    /// is [cleaned up][GeneratorIterator] like an iterator that was lost.
    ///
    /// The generator that the transformation is given stands for the rest of the stream, however often it is iterated.
    /// It must be iterated by the transformation's own strand, so it cannot be [prefetched][#prefetch], as its results
    /// can. In a parallel stream the operation runs sequentially.
    ///
    /// **Cost**: two hand-offs an item.
    ///
    /// @param transformation makes the generator to run of the one that stands for the stream
    /// @param <T> the stream's items
    /// @param <R> what becomes of them
    /// @return the operation, which may be used any number of times
    public static <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> gatherer(
            Function<? super Generator<T>, ? extends Generator<? extends R>> transformation) {
        Objects.requireNonNull(transformation, "transformation");
        return Gatherer.<T, Transformation<T, R>, R>ofSequential(
                () -> new Transformation<>(transformation), Transformation::accept, Transformation::finish);
    }

    /// Begins an iteration, by pull: a new one, or that of a [one-shot][#once] generator. Runs nothing yet.
    ///
    /// @return an iterator, to be closed if it is left half-way
    @Override
    public GeneratorIterator<T> iterator() {
        return only != null ? only : begin();
    }

    private GeneratorIterator<T> begin() {
        if (feed != null) {
            return new FeedIterator<>(name(), feed.open());
        }
        return new BodyIterator<>(recipe);
    }

    @Override
    boolean isOneShot() {
        return only != null;
    }

    String name() {
        return recipe.name();
    }

    GeneratorBody<T> body() {
        return recipe.body();
    }

    Recipe.OfGenerator<T> recipe() {
        return recipe;
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
        } else if (push != null) {
            push.to(consumer);
        } else {
            Push.run(name(), body(), consumer);
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
        return name();
    }
}
