// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of a generator's body, pulled item by item.
///
/// The body runs only inside [#hasNext()], [#next()] and [#close()], and the caller waits meanwhile, as if it had
/// called the body itself: whatever the body waits for, the caller waits for, with its cancel scopes and its interrupt
/// status. An interrupt is never taken for the end of the sequence, and is still there when the call returns.
///
/// ```java
/// try (GeneratorIterator<String> lines = reader.iterator()) {
///     while (lines.hasNext() && !lines.next().isBlank()) { ... }
/// } // here the body has closed its file
/// ```
///
/// **Closing.** An iterator that is left half-way should be closed: its body is unwound through its `finally` blocks.
/// One that becomes unreachable is unwound some time after a garbage collection, and what goes wrong then is logged: in a
/// task of the event loop in which it was begun, which waits for it at its end; or, if that has ended or there was none,
/// on the body's own thread. That does not happen if the body itself can reach the iterator, through an object that
/// holds both, say; such an iterator must be closed. One that is held when its loop ends stays as it is, and may be
/// pulled and closed outside. The JVM exits without waiting for anything suspended.
///
/// **Exceptions** of the body come out of the call that ran it as the same instance, checked ones included, with a
/// stack trace that leads from the body's frames on to the caller's. The sequence has ended then.
///
/// **Threads.** Any thread may call, in turn. While one call is at work, calls by other threads or by the body itself
/// throw [IllegalStateException] and change nothing.
///
/// **Memory consistency effects**: what the caller did before a call happens before what the body does in it, and that
/// happens before the call's return.
///
/// @param <T> the items
public abstract sealed class GeneratorIterator<T extends @Nullable Object> implements Iterator<T>, AutoCloseable
        permits BodyIterator, FeedIterator {

    GeneratorIterator() {}

    /// Runs the body to its next yield or to its end, unless that has been done since the last [#next()].
    ///
    /// @return true if there is an item
    /// @throws IllegalStateException if the body is at work already
    @Override
    public abstract boolean hasNext();

    /// The next item. Runs the body as [#hasNext()] does.
    ///
    /// @return the item, which may be `null`
    /// @throws StopIterationException if the body has ended; it is a [java.util.NoSuchElementException]
    /// @throws IllegalStateException if the body is at work already
    @Override
    public abstract T next();

    /// Hands the remaining items to a consumer. If the body has not begun, it is pushed, as [Generator#forEach] does.
    /// Blocks for as long as the body and the consumer do.
    ///
    /// @param consumer what to do with an item; what it throws ends the body and is thrown from here, with what goes
    ///     wrong in the body's clean-up attached as suppressed
    /// @throws IllegalStateException if the body is at work already
    @Override
    public abstract void forEachRemaining(Consumer<? super T> consumer);

    /// Ends the iteration. If the body stands at a yield, [ExitSignal] is raised there, and all its `finally` blocks
    /// have run when the call returns; if it has not started, it never will. Does nothing the second time.
    ///
    /// Source: `generator.close()`, PEP 342.
    ///
    /// @throws IllegalStateException if the body is at work already, or if it yields instead of ending; in the latter
    ///     case it stays suspended there, and may be closed again
    @Override
    public abstract void close();

    /// How far the body has come. Never blocks.
    ///
    /// @return the state at some moment during the call
    public abstract BodyState state();
}
