// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.function.Function;
import java.util.stream.Gatherer;
import org.jspecify.annotations.Nullable;

/// What is behind a gatherer: a transformation of generators, run as a coroutine that is sent the stream's items and
/// yields what it makes of them.
///
/// @param <T> the stream's items
/// @param <R> what becomes of them
final class Transformation<T extends @Nullable Object, R extends @Nullable Object> {

    // The coroutine yields WANTS_MORE where the transformation asks its source for an item, and is then sent one, or
    // END; everything else that it yields is a result. The source is a feed, so the transformation may push it or pull
    // it, on the one strand of the coroutine.

    private static final String NAME = "gatherer";
    private static final Object WANTS_MORE = new Object();
    private static final Object END = new Object();

    private final Coroutine<@Nullable Object, @Nullable Object, @Nullable Void> coroutine;

    //  NEW --run--> WANTING --send--> ... --> WANTING --the transformation ends, or nobody wants more--> OVER
    private Progress progress = Progress.NEW;

    private enum Progress { NEW, WANTING, OVER }

    Transformation(Function<? super Generator<T>, ? extends Generator<? extends R>> function) {
        coroutine = Coroutine.of(NAME, (Exchange<@Nullable Object, @Nullable Object> self) -> {
            Source<T> source = new Source<>(self);
            function.apply(Generator.reading("source of the " + NAME, () -> source)).forEach(self::yield);
            return null;
        });
    }

    /// Gives it an item of the stream.
    ///
    /// @return false if it wants no more
    boolean accept(T item, Gatherer.Downstream<? super R> results) {
        if (progress == Progress.NEW) {
            advance(null, results);
        }
        if (progress == Progress.WANTING) {
            advance(item, results);
        }
        return progress != Progress.OVER;
    }

    /// Tells it that there are no more.
    void finish(Gatherer.Downstream<? super R> results) {
        if (progress == Progress.NEW) {
            advance(null, results);
        }
        if (progress == Progress.WANTING) {
            advance(END, results);
        }
    }

    /// Runs the transformation until it asks for an item or has ended.
    private void advance(@Nullable Object sent, Gatherer.Downstream<? super R> results) {
        progress = Progress.OVER; // if it fails
        Object answer = sent;
        while (coroutine.resume(answer) instanceof Step.Yielded(Object item)) {
            if (item == WANTS_MORE) {
                progress = Progress.WANTING;
                return;
            }
            if (!pass(item, results)) {
                coroutine.close();
                return;
            }
            answer = null;
        }
    }

    @SuppressWarnings("unchecked") // whatever is not a signal is a result
    private boolean pass(@Nullable Object result, Gatherer.Downstream<? super R> results) {
        try {
            return results.push((R) result);
        } catch (Throwable failure) { // thrown again
            Sneaky.closeAfter(failure, coroutine);
            throw Sneaky.rethrow(failure);
        }
    }

    /// What the transformation reads.
    private static final class Source<T extends @Nullable Object> implements Feed<T> {

        private final Exchange<@Nullable Object, @Nullable Object> stream;
        private @Nullable Object item = END;
        private boolean ended;

        private Source(Exchange<@Nullable Object, @Nullable Object> stream) {
            this.stream = stream;
        }

        @Override
        public boolean isReady() {
            return item != END;
        }

        @Override
        public boolean awaitItem() {
            if (!isReady() && !ended) {
                item = stream.yield(WANTS_MORE);
                ended = item == END;
            }
            return isReady();
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // what is sent is an item; null only where T may be
        public T take() {
            T taken = (T) item;
            item = END;
            return taken;
        }

        @Override
        public @Nullable Throwable failure() {
            return null;
        }

        /// The stream goes on: another iteration gets the items after this.
        @Override
        public void close() {}

        @Override
        public void abandon() {}
    }
}
