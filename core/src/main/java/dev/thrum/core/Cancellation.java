// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.atomic.AtomicLong;

/// Who has cancelled a scope and why, and how many requests to do so stand.
///
/// @param reason why, of the request that came first
/// @param by who made that request
/// @param isExpired whether the scope's deadline has passed, which nobody can take back
/// @param requests how many calls of [CancelScope#cancel] have not been taken back
/// @param number greater than that of any cancellation which was in force before
record Cancellation(String reason, String by, boolean isExpired, int requests, long number) {

    private static final AtomicLong NUMBERS = new AtomicLong();

    static Cancellation requested(String reason, String by) {
        return new Cancellation(reason, by, false, 1, NUMBERS.incrementAndGet());
    }

    static Cancellation expired() {
        return new Cancellation("timed out", "its deadline", true, 0, NUMBERS.incrementAndGet());
    }

    /// False once all requests have been taken back: it is remembered, but raises nothing any more.
    boolean isInForce() {
        return isExpired || requests > 0;
    }

    Cancellation requestedAgain() {
        return new Cancellation(reason, by, isExpired, requests + 1, number);
    }

    Cancellation takenBack() {
        return requests == 0 ? this : new Cancellation(reason, by, isExpired, requests - 1, number);
    }
}
