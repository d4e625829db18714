// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A value cannot go from one process to another: it is not serializable (the cause is then a
/// [java.io.NotSerializableException] that names the class), it is larger than a message may be, or the receiver does
/// not know or does not accept its class. Only the task to which the value belongs fails.
public final class NotTransferableException extends IOException {

    private static final long serialVersionUID = 1L;

    /// Says which value cannot travel.
    ///
    /// @param message the value and the remedy
    /// @param cause what serialization complained of, or null
    public NotTransferableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
