// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An iterator that reads a [Feed].
final class FeedIterator<T extends @Nullable Object> extends GeneratorIterator<T> {

    private static final Cleaner CLEANER = Cleaner.create();

    private final String name;
    private final Feed<T> feed;

    private final Claim claim = new Claim();

    /// Guarded by the claim.
    private Cleaner.@Nullable Cleanable registration;

    FeedIterator(String name, Feed<T> feed) {
        this.name = name;
        this.feed = feed;
    }

    @Override
    public boolean hasNext() {
        if (feed.isReady()) { // it stays so until somebody takes it: no need of a claim
            return true;
        }
        claim();
        try {
            return fetch();
        } finally {
            release();
        }
    }

    @Override
    public T next() {
        claim();
        try {
            if (!feed.isReady() && !fetch()) {
                throw new StopIterationException(name + " has no more items", null);
            }
            return feed.take();
        } finally {
            release();
        }
    }

    @Override
    public void forEachRemaining(Consumer<? super T> consumer) {
        Objects.requireNonNull(consumer, "consumer");
        claim();
        try {
            while (fetch()) {
                consume(feed.take(), consumer);
            }
        } finally {
            release();
        }
    }

    private void consume(T item, Consumer<? super T> consumer) {
        try {
            consumer.accept(item);
        } catch (Throwable failure) { // thrown again
            Sneaky.closeAfter(failure, feed::close);
            end();
            throw Sneaky.rethrow(failure);
        }
    }

    @Override
    public void close() {
        claim();
        try {
            feed.close();
        } finally {
            end();
            release();
        }
    }

    @Override
    public BodyState state() {
        return claim.state();
    }

    private boolean fetch() {
        if (claim.resting == Claim.CLOSED) {
            return false;
        }
        if (claim.resting == Claim.CREATED) {
            registration = CLEANER.register(this, feed::abandon);
            claim.resting = Claim.SUSPENDED;
        }
        try {
            if (feed.awaitItem()) {
                return true;
            }
        } catch (InterruptedException e) {
            throw Sneaky.rethrow(e);
        }
        end();
        Throwable failure = feed.failure();
        if (failure != null) {
            throw Sneaky.rethrow(failure);
        }
        return false;
    }

    private void end() {
        claim.resting = Claim.CLOSED;
        if (registration != null) {
            registration.clean(); // of no effect on a feed that has ended, but it need not be watched any more
            registration = null;
        }
    }

    private void claim() {
        if (!claim.tryClaim()) {
            throw new IllegalStateException(name + " is already executing: two threads ask it at once");
        }
    }

    private void release() {
        try {
            claim.unclaim();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String toString() {
        return name + " (" + state() + ")";
    }
}
