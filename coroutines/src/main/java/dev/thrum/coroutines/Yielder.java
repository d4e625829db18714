// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the body of a generator puts its items.
///
/// Every method here hands items to the consumer, one by one, and goes on when the consumer asks for the next one; the
/// body does not run in between. If the consumer wants no more, the method throws [ExitSignal] instead of returning; let
/// it pass, so that the `finally` blocks around the call run.
///
/// All throw [IllegalStateException] if called after the body has ended, by a thread other than the body's, while the
/// body delegates, or inside a [dev.thrum.core.CancelScope] that the body has entered: what the consumer does meanwhile
/// is not the body's to cancel.
///
/// @param <T> what the body yields
public interface Yielder<T extends @Nullable Object> {

    /// Hands an item to the consumer.
    ///
    /// @param item the item; `null` is one like any other
    @SuppressWarnings("NamedLikeContextualKeyword") // it is what it does, and `out.yield(item)` reads like it
    void yield(T item);

    /// Hands all items of a source to the consumer.
    ///
    /// A [Generator] runs as if its code stood here: on the same thread, its items going straight to the consumer, so
    /// that they cost the same at any depth of delegation. (Only the 64th body on top of others, the 128th and so on, get
    /// another thread, as a stack has an end. It sees no scoped values or thread locals of those below, and must not take
    /// a lock that they hold.) That makes recursion a natural form:
    ///
    /// ```java
    /// Generator<Node> inOrder(Node node) {
    ///     return Generator.of(out -> {
    ///         if (node.left != null) {
    ///             out.yieldFrom(inOrder(node.left));
    ///         }
    ///         out.yield(node);
    ///         if (node.right != null) {
    ///             out.yieldFrom(inOrder(node.right));
    ///         }
    ///     });
    /// }
    /// ```
    ///
    /// If the consumer wants no more, the delegate is unwound first, then the body that delegates. An exception of the
    /// delegate, checked or not, comes out of this call as the same instance.
    ///
    /// Source: `yield from`, PEP 380.
    ///
    /// @param items the source; any other [Iterable] than a generator is looped over
    void yieldFrom(Iterable<? extends T> items);

    /// Hands the remaining items of an iterator to the consumer. A [GeneratorIterator] that has not begun costs as little
    /// as a [Generator]; one that has begun keeps its own thread. Nobody else can ask it for items meanwhile.
    ///
    /// @param items the iterator; if it is [AutoCloseable] and left half-way, it is closed
    void yieldFrom(Iterator<? extends T> items);

    /// Hands all items of a stream to the consumer.
    ///
    /// @param items the stream; it is closed at the end, whatever that is
    void yieldFrom(Stream<? extends T> items);
}
