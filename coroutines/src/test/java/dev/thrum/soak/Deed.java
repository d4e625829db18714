// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import java.util.Random;

/// What a task of a soak does, with the sums that tell whether anything was lost. To soak something else, write another
/// deed and add it to the list in [LoopSoakTest].
///
/// Many tasks of one loop do it at the same time, so its plain fields need no lock between two waits; that this is so
/// is a part of what is soaked.
interface Deed {

    /// Does it once, in a task that may be cancelled at any moment, or fail. It waits for nothing that does not come by
    /// itself, and leaves nothing behind, however it ends.
    void run(Random random) throws Exception;

    /// Whether nothing that it has begun goes on outside of its tasks.
    default boolean isAtRest() {
        return true;
    }

    /// Throws an [AssertionError] unless everything adds up. Called in the loop when all tasks have ended.
    void check();

    /// The sums.
    @Override
    String toString();
}
