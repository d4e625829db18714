// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Resource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One of the things that a [Select] does, if it can be done first, and what follows then.
///
/// Clauses are made by what they are about: [Channel#onSend], [Channel#onReceive], [Channel#onReceiveOrClosed],
/// [Mutex#onLock], [ReentrantMutex#onLock], [CountingSemaphore#onAcquire], [Event#onSet], [WorkQueue#onTake],
/// [WorkQueue#onPut]; and by [Select#onTimeout] and [Select#otherwise]. A clause says what to do and has no state: it
/// may be used again, also by several strands at once.
///
/// @param <R> what the handler returns
/// @param <X> the checked exception the handler throws, besides [InterruptedException]
public abstract sealed class Clause<R extends @Nullable Object, X extends Exception>
        permits ChannelClause, WaitClause, UnreadyClause {

    /// What came of it, where there is nothing else to tell.
    static final Object DONE = new Object();

    /// What is done with an item. It may wait.
    ///
    /// @param <T> the item
    /// @param <R> what is returned
    /// @param <X> the checked exception that is thrown, besides [InterruptedException]
    @FunctionalInterface
    public interface Handler<T, R extends @Nullable Object, X extends Exception> {

        /// Handles an item.
        ///
        /// @param item the item
        /// @return the value of the select
        /// @throws X what the handler throws
        /// @throws InterruptedException if a wait inside was interrupted or cancelled
        R handle(T item) throws X, InterruptedException;
    }

    Clause() {}

    /// A handler without a value as one whose value is `null`.
    static <X extends Exception> Body<@Nullable Void, ? extends X> unvalued(Action<? extends X> handler) {
        return Body.of(Objects.requireNonNull(handler, "A clause needs a handler"));
    }

    /// Gives way to others if it is due, before the caller, which is ready to wait, does anything.
    void giveWayIfDue() {}

    /// Does what the clause says if that can be done without waiting.
    ///
    /// @return the outcome, for [#handle]; `null` if nothing was done
    abstract @Nullable Object attempt();

    /// Runs the handler.
    ///
    /// @param outcome of what was done
    abstract R handle(Object outcome) throws X, InterruptedException;

    /// What is waited for.
    ///
    /// @return the resource, or `null` if nothing is
    abstract @Nullable Resource subject();
}
