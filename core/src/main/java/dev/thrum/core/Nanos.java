// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;
import java.util.Locale;

/// Arithmetic on nanoseconds that saturates at [Scheduler#NEVER] instead of overflowing.
final class Nanos {

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private Nanos() {}

    static long of(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("A time-out must not be negative, but was " + timeout);
        }
        return timeout.compareTo(LONGEST) >= 0 ? Scheduler.NEVER : timeout.toNanos();
    }

    /// Both arguments are at least zero.
    static long plus(long time, long nanos) {
        long sum = time + nanos;
        return sum < 0 ? Scheduler.NEVER : sum;
    }

    static String text(long nanos) {
        if (nanos < 10_000) {
            return nanos + " ns";
        }
        if (nanos < 10_000_000) {
            return nanos / 1_000 + " µs";
        }
        return nanos < 10_000_000_000L
                ? nanos / 1_000_000 + " ms"
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
}
