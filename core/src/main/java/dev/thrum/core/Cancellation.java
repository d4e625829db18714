// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// Who has cancelled a scope and why, and how many requests to do so stand.
///
/// @param reason why, of the request that came first
/// @param by who made that request
/// @param isExpired whether the scope's deadline has passed, which nobody can take back
/// @param requests how many calls of [CancelScope#cancel] have not been taken back
record Cancellation(String reason, String by, boolean isExpired, int requests) {

    static Cancellation requested(String reason, String by) {
        return new Cancellation(reason, by, false, 1);
    }

    static Cancellation expired() {
        return new Cancellation("timed out", "its deadline", true, 0);
    }

    /// False once all requests have been taken back: it is remembered, but raises nothing any more.
    boolean isInForce() {
        return isExpired || requests > 0;
    }

    Cancellation requestedAgain() {
        return new Cancellation(reason, by, isExpired, requests + 1);
    }

    Cancellation takenBack() {
        return requests == 0 ? this : new Cancellation(reason, by, isExpired, requests - 1);
    }
}
