// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Strand;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Internal iteration: a generator's body on the consumer's own stack, where to yield is to call the consumer. Nothing
/// is ever suspended.
final class Push<T extends @Nullable Object> implements Yielder<T> {

    private final String name;
    private final Line<T> line;

    // All that a yield usually looks at. Whatever has to be read at each item counts: the compiler keeps nothing in
    // registers over the making of a box, which ends with a barrier.
    private final Consumer<? super T> consumer;
    private final Strand strand;
    private final @Nullable CancelScope scopeOutside;

    /// The thread that may yield here without further questions but the one for the scope; none while this body is not
    /// the innermost, after its consumer has failed, and where its thread may carry other strands.
    ///
    /// ```
    ///     null --it is the innermost--> the thread --it delegates, ends or is to exit--> null
    /// ```
    private @Nullable Thread entitled;

    private Push(String name, Line<T> line) {
        this.name = name;
        this.line = line;
        this.consumer = line.consumer;
        this.strand = line.strand;
        this.scopeOutside = line.scopeOutside;
    }

    /// What the outermost body shares with those it delegates to.
    private static final class Line<T extends @Nullable Object> {
        private final Consumer<? super T> consumer;
        private final Thread thread = Thread.currentThread();

        private final Strand strand = Strand.current();

        /// Whether the thread has no other strand. The thread of a body that is pulled carries one strand or another, and
        /// when a consumer returns here it may have been resumed in another scope.
        private final boolean isOnlyStrand = strand.home() == thread;

        /// The scope in which the consumer was last.
        private @Nullable CancelScope scopeOutside;

        /// The innermost body, which alone may yield; none after the end.
        private @Nullable Push<?> top;

        /// What the consumer has thrown. The body does not get to see it: as in a pull, it is told to exit.
        private @Nullable Throwable failure;

        private Line(Consumer<? super T> consumer) {
            this.consumer = consumer;
            this.scopeOutside = strand.innermostScope();
        }

        private @Nullable CancelScope scope() {
            return isOnlyStrand ? strand.innermostScope() : CancelScope.current();
        }

        private void moveTo(@Nullable Push<?> innermost) {
            if (top != null) {
                top.entitled = null;
            }
            top = innermost;
            if (innermost != null && isOnlyStrand && failure == null) {
                innermost.entitled = thread;
            }
        }
    }

    /// Runs a body from its beginning to its end.
    static <T extends @Nullable Object> void run(String name, GeneratorBody<T> body, Consumer<? super T> consumer) {
        Line<T> line = new Line<>(consumer);
        Throwable ending = null;
        try {
            new Push<>(name, line).run(body);
        } catch (Throwable thrown) { // whatever it is, it is thrown below
            ending = thrown;
        }
        finish(line.failure, ending);
    }

    /// The consumer's failure comes before what went wrong in the clean-up after it.
    private static void finish(@Nullable Throwable failure, @Nullable Throwable ending) {
        if (failure == null) {
            if (ending != null) {
                throw Sneaky.rethrow(ending);
            }
            return;
        }
        Throwable second = ExitSignal.failureIn(ending);
        if (second != null && second != failure) {
            failure.addSuppressed(second);
        }
        throw Sneaky.rethrow(failure);
    }

    private void run(GeneratorBody<T> body) throws Exception {
        Push<?> below = line.top;
        line.moveTo(this);
        try {
            body.run(this);
        } catch (StopIterationException end) {
            throw Yields.escapedEnd(name, end);
        } finally {
            line.moveTo(below);
        }
    }

    @Override
    public void yield(T item) {
        if (Thread.currentThread() != entitled || strand.innermostScope() != scopeOutside) {
            yieldAfterCheck(item);
            return;
        }
        try {
            consumer.accept(item);
        } catch (Throwable thrown) { // thrown again by finish()
            throw exitBecauseOf(thrown);
        }
    }

    private void yieldAfterCheck(T item) {
        Line<T> here = line;
        check(here);
        if (here.failure != null) {
            throw new ExitSignal();
        }
        try {
            consumer.accept(item);
        } catch (Throwable thrown) { // thrown again by finish()
            throw exitBecauseOf(thrown);
        } finally {
            here.scopeOutside = CancelScope.current();
        }
    }

    private ExitSignal exitBecauseOf(Throwable thrown) {
        line.failure = thrown;
        entitled = null;
        return new ExitSignal();
    }

    private void check(Line<T> here) {
        if (Thread.currentThread() != here.thread || here.top != this) {
            throw Yields.outsideTheBody(name);
        }
        CancelScope inside = here.scope();
        if (inside != here.scopeOutside) {
            throw Yields.insideAScope(name, inside);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // a generator of subtypes yields items
    public void yieldFrom(Iterable<? extends T> items) {
        if (!(items instanceof Generator<? extends T> generator)) {
            yieldFrom(items.iterator());
        } else if (generator.isOneShot()) {
            yieldFrom(generator.iterator());
        } else {
            check(line);
            boolean owesExit = line.failure == null;
            try {
                new Push<>(generator.name(), line).run((GeneratorBody<T>) generator.body());
            } catch (Exception failure) {
                throw Sneaky.rethrow(failure);
            }
            if (owesExit && line.failure != null) { // the delegate has caught its own exit, and returned
                throw new ExitSignal();
            }
        }
    }

    @Override
    public void yieldFrom(Iterator<? extends T> items) {
        try {
            while (items.hasNext()) {
                this.yield(items.next());
            }
        } catch (Throwable failure) { // thrown again
            if (items instanceof AutoCloseable closeable) {
                Sneaky.closeAfter(failure, closeable);
            }
            throw Sneaky.rethrow(failure);
        }
    }

    @Override
    public void yieldFrom(Stream<? extends T> items) {
        try (items) {
            yieldFrom(items.iterator());
        }
    }
}
