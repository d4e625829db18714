// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.IOException;

/// What arrived on a connection is not a message of this library: wrong magic number or version, a length beyond the
/// maximum, a wrong checksum, or an end of stream in the middle of a message. Nothing of it has been interpreted. The
/// connection cannot be used further, since nobody knows where the next message begins; other connections are unharmed.
public final class CorruptFrameException extends IOException {

    private static final long serialVersionUID = 1L;

    /// Says what is wrong with the frame.
    ///
    /// @param message what was expected and what was found
    public CorruptFrameException(String message) {
        super(message);
    }
}
