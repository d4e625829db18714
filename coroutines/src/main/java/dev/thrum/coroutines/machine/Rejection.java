// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

/// Why a body cannot be compiled. Not a mistake of anybody's: such a body runs on a thread of its own.
final class Rejection extends Exception {

    private static final long serialVersionUID = 1L;

    /// Gives a reason.
    ///
    /// @param reason a clause whose subject is "it", the body
    Rejection(String reason) {
        super(reason, null, false, false);
    }

    /// Gives a reason that somebody else knows more about.
    Rejection(String reason, Throwable cause) {
        super(reason + ": " + cause.toString().lines().findFirst().orElse(""), cause, false, false); // some list all the code
    }
}
