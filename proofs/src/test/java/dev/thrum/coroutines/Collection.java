// SPDX-License-Identifier: Apache-2.0

package dev.thrum.coroutines;

/// What the garbage collector would do, at a moment that a proof can choose. It stands in this package because nobody
/// else may.
public final class Collection {
    private Collection() {}

    /// Does what the cleaner does once an iterator over a body is unreachable.
    public static void abandon(GeneratorIterator<?> items) {
        ((BodyIterator<?>) items).run().abandon();
    }

    /// An iteration whose body runs ahead, without the iterator that would be collected.
    public static final class Ahead<T> {
        private final Prefetch<T> feed;

        /// Nothing runs yet.
        public Ahead(Generator<T> generator, int count) {
            feed = new Prefetch<>(generator + ".prefetch", generator, count);
        }

        /// Waits for an item and takes it.
        public T next() throws InterruptedException {
            if (!feed.awaitItem()) {
                throw new AssertionError("The body has ended");
            }
            return feed.take();
        }

        /// Does what the cleaner does once the iterator is unreachable.
        public void abandon() {
            feed.abandon();
        }
    }
}
