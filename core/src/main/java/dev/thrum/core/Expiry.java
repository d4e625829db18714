// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// When a scope is to expire, as it was set; a new object each time, so that who reads it sees that it was set again.
///
/// @param isFromNow whether `nanos` counts from now, or from entry for a scope that has not been entered, rather than
///     from the scheduler's start
/// @param nanos how long, or [Scheduler#NEVER]
record Expiry(boolean isFromNow, long nanos) {

    long on(Scheduler scheduler) {
        return nanos == Scheduler.NEVER || !isFromNow ? nanos : Nanos.plus(scheduler.nanoTime(), nanos);
    }
}
