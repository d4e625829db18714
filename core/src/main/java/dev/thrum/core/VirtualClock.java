// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;

/// A clock that stands still while anybody can run and jumps to the next deadline when all are waiting.
///
/// A program that sleeps for an hour on it ends at once, with the timings it would have had. A clock drives one [Baton]
/// at a time. Reading it never blocks and is allowed from any thread.
///
/// Source: Trio's `MockClock` with `autojump_threshold=0`.
public final class VirtualClock {

    private volatile long now;

    /// Creates a clock that shows zero.
    public VirtualClock() {}

    /// The virtual time since this clock was created.
    ///
    /// @return how far the clock has jumped by now
    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    long nanoTime() {
        return now;
    }

    /// Called by the holder of the baton only.
    void jumpTo(long time) {
        if (time > now) {
            now = time;
        }
    }

    @Override
    public String toString() {
        return "virtual clock at " + elapsed();
    }
}
