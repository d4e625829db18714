// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Handoff;
import org.jspecify.annotations.Nullable;

/// What goes to and fro between a body and its consumer, beside the turn itself: written by the side whose turn it is,
/// just before it passes.
///
/// | signal     | set by   | cargo |
/// |------------|----------|-------|
/// | [#SENT]     | consumer | what the yield at which the body stands returns |
/// | [#RAISED]   | consumer | what it throws |
/// | [#YIELDED]  | body     | the item |
/// | [#RETURNED] | body     | its value |
/// | [#THREW]    | body     | the exception that has ended it |
/// | [#DELEGATES] | a machine, to its engine | nothing: something else is to run first |
/// | [#FAILED]   | an engine, to a machine | what has ended its delegate |
abstract class Cargo extends Handoff {

    static final byte SENT = 0;
    static final byte RAISED = 1;
    static final byte YIELDED = 2;
    static final byte RETURNED = 3;
    static final byte THREW = 4;
    static final byte DELEGATES = 5;
    static final byte FAILED = 6;

    byte signal;
    boolean interrupted;
    @Nullable Object cargo;

    /// Unloads: nothing that has been delivered is kept alive.
    final @Nullable Object unload() {
        Object delivered = cargo;
        cargo = null;
        return delivered;
    }
}
