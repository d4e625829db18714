// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// The code of a [Generator]: ordinary code that hands out items one by one.
///
/// A body should keep its state in local variables: then every iteration has its own.
///
/// @param <T> what the body yields
@FunctionalInterface
public interface GeneratorBody<T extends @Nullable Object> {

    /// Runs the body. It may wait, take locks, open resources; when it returns, the sequence ends.
    ///
    /// @param out where the items go; to be used by this call only, on its own thread
    /// @throws Exception what goes wrong; the consumer gets the very instance
    void run(Yielder<T> out) throws Exception;
}
