// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.TimeoutException;

/// Raised at the edge of a [CancelScope] whose deadline has passed, and nowhere else.
///
/// Its cause is the [CancelledException] that ended the wait inside, with that wait's stack.
public final class DeadlineExceededException extends TimeoutException {

    private static final long serialVersionUID = 1L;

    private final transient CancelScope scope;

    DeadlineExceededException(CancelScope scope, CancelledException cause) {
        super(cause.getMessage());
        this.scope = scope;
        initCause(cause);
    }

    /// The scope that expired, to tell an inner time-out from an outer one.
    ///
    /// @return the scope
    public CancelScope scope() {
        return scope;
    }
}
