// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// What lets a [Generator] run on a strand other than its consumer's, ahead of it or when it asks.
///
/// @param <T> the items
abstract sealed class OwnStrand<T extends @Nullable Object> extends Operators<T> permits Generator {

    /// Lets this generator run ahead of its consumer, by at most some items, on a strand of its own: a virtual thread,
    /// for each iteration a new one. It begins with the first pull.
    ///
    /// The consumer waits only where it has taken all that has been made, and the body only where it is that far ahead.
    /// Both are ordinary waits: seen by the wait graph, lets an event loop's other tasks go on, ended by cancelled
    /// scopes and by interrupts. The consumer's then throws [InterruptedException] (undeclared, as the iterator's
    /// methods declare nothing); nothing is lost, and it may pull again.
    ///
    /// **Closing** the iterator, or leaving an operator or reduction half-way, ends the body through its `finally`
    /// blocks and returns when they have run. A body that stands at a yield gets an [ExitSignal] there. One that is at
    /// work gets it at its next yield, and its waits until it has ended are cancelled, those of its clean-up too unless
    /// they are [shielded][dev.thrum.core.CancelScope#shielded]; a call that blocks in the JDK is waited for. What has
    /// gone wrong in the body *before*, but after items that nobody will take now, is dropped with them.
    ///
    /// **Errors** of the body arrive after the items that came before them, as the same instance.
    ///
    /// **Context.** The body has thread locals, scoped values and cancel scopes of its own, not those of the consumer,
    /// and what it locks belongs to its own strand.
    ///
    /// **Memory consistency effects**: what the body does before a yield happens before what the consumer does with the
    /// item; what the consumer does before its first pull happens before the body begins.
    ///
    /// **Cost**: no hand-off, and no object an item; see `benchmarks/results`. A ring of `count` places an iteration.
    ///
    /// @param count how many items may have been made beyond those that the consumer has taken
    /// @return the operator
    /// @throws IllegalArgumentException if the count is not positive or more than 2<sup>30</sup>
    public Generator<T> prefetch(int count) {
        Prefetch.requireCapacity(count);
        String name = this + ".prefetch";
        return Generator.reading(name, () -> new Prefetch<>(name, this, count));
    }

    /// Offers this generator to reactive code: [#toPublisher(Executor)], with a new virtual thread for each
    /// subscription.
    ///
    /// @return the publisher
    public Flow.Publisher<T> toPublisher() {
        return toPublisher(Thread::startVirtualThread);
    }

    /// Offers this generator to reactive code. Each subscription is an iteration of its own, by push: it takes one
    /// thread of the executor from the subscription to the end, and waits there while nothing is asked for. The
    /// executor must not run it on the caller's thread.
    ///
    /// The body begins at once, runs to a yield, and on from there to the next one when its item has been asked for and
    /// given; so it is at most one item ahead. A subscriber that cancels ends it through its `finally` blocks, as
    /// closing a [prefetching][#prefetch] iterator does, without waiting for that. What the body throws goes to
    /// `onError`, what goes wrong in the clean-up after a cancellation is logged. `null` among the items is an error.
    ///
    /// Source: Reactive Streams 1.0.4, whose rules for publishers are kept.
    ///
    /// @param executor where the subscriptions run
    /// @return the publisher
    public Flow.Publisher<T> toPublisher(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        String name = this + ".toPublisher";
        return subscriber -> {
            Emission<T> emission = new Emission<>(name, this, Objects.requireNonNull(subscriber, "subscriber"));
            try {
                executor.execute(emission);
            } catch (RejectedExecutionException e) {
                emission.refuse(e);
            }
        };
    }
}
