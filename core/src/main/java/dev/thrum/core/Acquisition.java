// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.Optional;

/// Where and when somebody took a resource.
///
/// Looking at one's own stack costs a microsecond, a hundred uncontended acquisitions; so a primitive records the first
/// few acquisitions and those that had to wait long, and from then on nothing, unless the system property
/// `thrum.acquisitions` is `all`. Small programs and tests thereby see every place; hot locks pay nothing.
///
/// @param owner the thread that took it
/// @param site the frame of the caller outside the library
/// @param nanoTime the time of [Scheduler#threads()] at which it was taken
public record Acquisition(Thread owner, StackTraceElement site, long nanoTime) {

    /// How many acquisitions, however short, a primitive records before it stops.
    public static final int RECORDED =
            "all".equals(System.getProperty("thrum.acquisitions")) ? Integer.MAX_VALUE : 16;

    private static final StackWalker WALKER = StackWalker.getInstance();

    /// Records the calling thread as the owner from now on. Costs about a microsecond.
    ///
    /// @return the acquisition, with the nearest caller that is no class of the library
    public static Acquisition here() {
        Optional<StackTraceElement> caller = WALKER.walk(frames -> frames
                .map(StackWalker.StackFrame::toStackTraceElement)
                .filter(Sites::isOutside)
                .findFirst());
        return new Acquisition(Thread.currentThread(), caller.orElse(Sites.UNKNOWN), Scheduler.threads().nanoTime());
    }

    /// How long ago this was.
    ///
    /// @return nanoseconds of real time
    public long ageNanos() {
        return Scheduler.threads().nanoTime() - nanoTime;
    }

    @Override
    public String toString() {
        return "taken at " + Sites.text(site) + ", " + Nanos.text(ageNanos()) + " ago";
    }
}
