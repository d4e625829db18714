// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The part of a [CancelScope] that runs a body in a scope made for that one call: with a deadline, or shielded.
abstract sealed class ScopedCalls permits CancelScope {

    /// Runs a body that must finish within a time.
    ///
    /// @param timeout how long; zero or less expires at the body's first wait
    /// @param body what to run, on the calling strand
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value, even if it came late: it is there
    /// @throws X what the body throws
    /// @throws DeadlineExceededException if a wait inside was ended by the time-out
    /// @throws InterruptedException if interrupted or cancelled from outside
    public static <T extends @Nullable Object, X extends Exception> T timeout(Duration timeout, Body<T, X> body)
            throws X, DeadlineExceededException, InterruptedException {
        return new CancelScope("timeout of " + timeout).expireAfter(timeout).call(body);
    }

    /// As [#timeout(Duration, Body)], for a body without a value.
    ///
    /// @param timeout how long; zero or less expires at the action's first wait
    /// @param action what to run, on the calling strand
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws DeadlineExceededException if a wait inside was ended by the time-out
    /// @throws InterruptedException if interrupted or cancelled from outside
    public static <X extends Exception> void timeout(Duration timeout, Action<X> action)
            throws X, DeadlineExceededException, InterruptedException {
        ScopedCalls.<@Nullable Void, X>timeout(timeout, Body.of(action));
    }

    /// Runs a body that must finish by a point in time. Otherwise as [#timeout].
    ///
    /// @param time on the clock of the calling strand, as [Strand#time()] reads it; one that has passed expires at the
    ///     body's first wait
    /// @param body what to run, on the calling strand
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value, even if it came late: it is there
    /// @throws X what the body throws
    /// @throws DeadlineExceededException if a wait inside was ended by the deadline
    /// @throws InterruptedException if interrupted or cancelled from outside
    public static <T extends @Nullable Object, X extends Exception> T timeoutAt(Duration time, Body<T, X> body)
            throws X, DeadlineExceededException, InterruptedException {
        return new CancelScope("timeout at " + time).expireAt(time).call(body);
    }

    /// As [#timeoutAt(Duration, Body)], for a body without a value.
    ///
    /// @param time on the clock of the calling strand, as [Strand#time()] reads it; one that has passed expires at the
    ///     action's first wait
    /// @param action what to run, on the calling strand
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws DeadlineExceededException if a wait inside was ended by the deadline
    /// @throws InterruptedException if interrupted or cancelled from outside
    public static <X extends Exception> void timeoutAt(Duration time, Action<X> action)
            throws X, DeadlineExceededException, InterruptedException {
        ScopedCalls.<@Nullable Void, X>timeoutAt(time, Body.of(action));
    }

    /// Runs a body that the cancellation of outer scopes does not reach: for clean-up that has to wait. Cancellation
    /// takes effect at the first wait after it.
    ///
    /// @param body what to run, on the calling strand
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws
    /// @throws InterruptedException if the thread was interrupted
    public static <T extends @Nullable Object, X extends Exception> T shielded(Body<T, X> body)
            throws X, InterruptedException {
        Strand strand = Strand.current();
        CancelScope shield = new CancelScope("shield", null, true);
        shield.enter(strand);
        try {
            return body.call();
        } finally {
            shield.leave(strand);
        }
    }

    /// As [#shielded(Body)], for a body without a value.
    ///
    /// @param action what to run, on the calling strand
    /// @param <X> what the action throws
    /// @throws X what the action throws
    /// @throws InterruptedException if the thread was interrupted
    public static <X extends Exception> void shielded(Action<X> action) throws X, InterruptedException {
        ScopedCalls.<@Nullable Void, X>shielded(Body.of(action));
    }
}
