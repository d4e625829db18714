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
public interface Body<T extends @Nullable Object, X extends Exception> {

    /// Runs the body.
    ///
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws InterruptedException if a wait inside was interrupted or cancelled
    T call() throws X, InterruptedException;
}
