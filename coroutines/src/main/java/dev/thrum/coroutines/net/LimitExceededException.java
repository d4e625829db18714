// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.IOException;

/// Raised when a line, a frame, or whatever else a peer determines the length of, is longer than the reader allows.
///
/// Nothing of it has been consumed, and no memory beyond the limit was taken: the connection may be closed, or read on
/// in another way.
///
/// Source: `asyncio.LimitOverrunError`.
public final class LimitExceededException extends IOException {

    private static final long serialVersionUID = 1L;

    /// In bytes.
    private final int limit;

    LimitExceededException(String stream, String what, int limit) {
        super(stream + ": " + what + " exceeds the limit of " + limit + " bytes that the reader has set");
        this.limit = limit;
    }

    /// The limit.
    ///
    /// @return bytes
    public int limit() {
        return limit;
    }
}
