// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.io.IOException;

/// The process at the other end of a connection could not prove that it knows the shared key. No object sent by it has
/// been read.
public final class AuthenticationException extends IOException {

    private static final long serialVersionUID = 1L;

    /// Says who failed to prove what.
    ///
    /// @param message which side failed
    public AuthenticationException(String message) {
        super(message);
    }
}
