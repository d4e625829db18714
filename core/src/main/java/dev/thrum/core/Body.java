// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import org.jspecify.annotations.Nullable;

/// A piece of code that answers with a value and may wait.
///
/// The exception type is inferred from a lambda's body, so a caller catches what the body really throws:
/// `RuntimeException` where it throws nothing checked.
///
/// @param <T> what the body returns
/// @param <X> the checked exception the body throws, besides [InterruptedException]
@FunctionalInterface
public interface Body<T extends @Nullable Object, X extends Exception> extends Action<X> {

    // A body is an action so that of two methods of one name, one of which takes either, the compiler prefers the one
    // for bodies wherever both would do: also for a reference such as `barrier::await`, which would be ambiguous
    // otherwise, because there are several methods of that name.

    /// Runs the body.
    ///
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws InterruptedException if a wait inside was interrupted or cancelled
    T call() throws X, InterruptedException;

    /// Runs the body, whose value nobody wants.
    ///
    /// @throws X what the body throws
    /// @throws InterruptedException if a wait inside was interrupted or cancelled
    @Override
    default void run() throws X, InterruptedException {
        call();
    }

    /// An action as a body whose value is `null`.
    ///
    /// @param action what to run
    /// @param <X> what it throws
    /// @return a body that runs the action
    static <X extends Exception> Body<@Nullable Void, X> of(Action<X> action) {
        return () -> {
            action.run();
            return null;
        };
    }
}
