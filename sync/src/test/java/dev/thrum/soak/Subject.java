// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import java.util.Random;

/// One primitive under soak, with the sums that tell whether it has lost or invented anything. To soak another one,
/// write another subject and add it to the list in [SoakTest].
///
/// Steps are called by many strands at the same time. A strand does one step after the other, each with a subject of
/// its choice, so a step must leave nothing behind, however it ends: what it has taken it gives back in a `finally`.
interface Subject {

    /// One step of a strand that is interrupted, cancelled and timed out at any moment, and may end by the exception
    /// for it. Chooses at random what to do, time-outs of its own included.
    void step(Random random) throws InterruptedException;

    /// One step of a strand that nobody disturbs, without time-outs. That it ends is what shows that no wake-up is
    /// lost.
    void patientStep(Random random) throws InterruptedException;

    /// Makes happen what a patient step may rightly be waiting for, if that is not the case, and nothing else. Called
    /// again and again in a lull, until everybody rests.
    default void settle() {}

    /// Ends for good what a patient step may be waiting for. Called once, when no other steps are done any more.
    default void end() {}

    /// Throws an [AssertionError] unless everything adds up. Called when all strands have ended.
    void check();

    /// The sums.
    @Override
    String toString();
}
