// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How the body of a coroutine talks to whoever resumes it.
///
/// Every method here hands an item to the consumer and returns when the consumer resumes the coroutine; the body does
/// not run in between. The consumer can also raise an exception here ([Coroutine#throwIn]) or, with [Coroutine#close],
/// an [ExitSignal], which should be let pass, so that the `finally` blocks around the call run.
///
/// All throw [IllegalStateException] if called after the body has ended, by a thread other than the body's, while the
/// body delegates, or inside a [dev.thrum.core.CancelScope] that the body has entered: what the consumer does meanwhile
/// is not the body's to cancel.
///
/// @param <Y> what the body yields
/// @param <S> what it is sent
public interface Exchange<Y extends @Nullable Object, S extends @Nullable Object> {

    /// Hands an item to the consumer and waits for the answer.
    ///
    /// Source: the `yield` expression, PEP 342.
    ///
    /// @param item the item; `null` is one like any other
    /// @return what the consumer has sent, `null` if it has asked for the [next][Coroutine#next] item
    @SuppressWarnings("NamedLikeContextualKeyword") // it is what it does, and `self.yield(item)` reads like it
    S yield(Y item);

    /// Lets another coroutine talk to the consumer in this one's place until it returns. What is sent, thrown in or told
    /// to exit reaches the delegate first.
    ///
    /// A delegate that has not begun runs as if its code stood here: on the same thread, its items going straight to the
    /// consumer, so that they cost the same at any depth of delegation. (Only the 64th body on top of others, the 128th and
    /// so on, get another thread, as a stack has an end. It sees no scoped values or thread locals of those below, and
    /// must not take a lock that they hold.) One that has begun keeps its own thread. Nobody else can resume it
    /// meanwhile.
    ///
    /// A delegate that catches an exit and returns is followed by the exit of the delegator. One that yields instead is
    /// told to exit once more, and then the delegator gets an [IllegalStateException].
    ///
    /// Source: `yield from`, PEP 380.
    ///
    /// @param delegate the other coroutine
    /// @param <V> what it returns
    /// @return what the delegate has returned; `null` if it had ended before
    /// @throws IllegalStateException if the delegate is at work already, as it is when two coroutines delegate to each
    ///     other in a circle
    <V extends @Nullable Object> V yieldFrom(Coroutine<? extends Y, ? super S, V> delegate);

    /// Hands all items of a source to the consumer. A [Generator] runs as if its code stood here, and what it is sent is
    /// lost; anything else is looped over and cannot be sent to.
    ///
    /// @param items the source
    /// @throws UnsupportedOperationException if the consumer sends something other than `null` to a source that is
    ///     looped over
    void yieldFrom(Iterable<? extends Y> items);

    /// Hands the remaining items of an iterator to the consumer, likewise.
    ///
    /// @param items the iterator; if it is [AutoCloseable] and left half-way, it is closed
    /// @throws UnsupportedOperationException if the consumer sends something other than `null` to it and it is not a
    ///     [GeneratorIterator]
    void yieldFrom(Iterator<? extends Y> items);

    /// Hands all items of a stream to the consumer.
    ///
    /// @param items the stream; it is closed at the end, whatever that is
    /// @throws UnsupportedOperationException if the consumer sends something other than `null`
    void yieldFrom(Stream<? extends Y> items);
}
