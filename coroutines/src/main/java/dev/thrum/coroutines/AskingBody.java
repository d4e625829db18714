// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// The code of one participant of a [RequestRunner]: ordinary code that asks for what it needs.
///
/// @param <R> what it returns
@FunctionalInterface
public interface AskingBody<R extends @Nullable Object> {

    /// Runs the body, once.
    ///
    /// @param asker how it asks; to be used by this call only, on its own thread
    /// @return the result
    /// @throws Exception what goes wrong; whoever runs the bodies gets the very instance
    R run(Asker asker) throws Exception;
}
