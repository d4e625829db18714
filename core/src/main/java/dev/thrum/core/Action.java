// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// A piece of code that answers with nothing and may wait: [Body] without a value.
///
/// @param <X> the checked exception the action throws, besides [InterruptedException]
@FunctionalInterface
public interface Action<X extends Exception> {

    /// Runs the action.
    ///
    /// @throws X what the action throws
    /// @throws InterruptedException if a wait inside was interrupted or cancelled
    void run() throws X, InterruptedException;
}
