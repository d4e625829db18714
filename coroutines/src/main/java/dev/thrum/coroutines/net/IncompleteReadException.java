// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.EOFException;

/// Raised when a stream ends inside something that was to be read whole: a record, a frame, a line that has to be
/// ended.
///
/// Source: `asyncio.IncompleteReadError`.
public final class IncompleteReadException extends EOFException {

    private static final long serialVersionUID = 1L;

    private final transient byte[] partial;

    IncompleteReadException(String stream, byte[] partial, String expected) {
        super(stream + " has ended after " + partial.length + " bytes of " + expected);
        this.partial = partial;
    }

    /// What was read until the end. The stream does not give it again.
    ///
    /// @return the bytes, at least one or what remains of a stream that has ended before
    public byte[] partial() {
        return partial.clone();
    }
}
