// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.net;

import java.io.IOException;

/// Raised by an operation on a [Connection] or [Server] that this program has closed, and by one that was waiting when
/// it was closed. (That the *peer* has closed a connection is no failure but the end of what can be read.)
public final class ConnectionClosedException extends IOException {

    private static final long serialVersionUID = 1L;

    ConnectionClosedException(String message) {
        super(message);
    }
}
