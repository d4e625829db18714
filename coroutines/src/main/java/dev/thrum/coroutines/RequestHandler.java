// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// Finds the answers to the requests of one kind.
///
/// @param <Q> the requests
/// @param <A> the answers
@FunctionalInterface
public interface RequestHandler<Q, A extends @Nullable Object> {

    /// Answers a request. It is called on the thread of [RequestRunner#run], when it is the asking body's turn, and may
    /// wait: no body runs meanwhile.
    ///
    /// @param request what was asked
    /// @return the answer
    /// @throws Exception why there is no answer; it is raised in the body that has asked, as the same instance. An
    ///     [InterruptedException] ends the run instead
    A answer(Q request) throws Exception;
}
