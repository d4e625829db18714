// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;

/// How far something has come that one thread at a time may ask for more, and who that is: whoever has claimed it.
class Claim {

    //               tryClaim(): compareAndSet              unclaim(): setRelease
    //    CREATED  -----------------------------> RUNNING ---------------------------> `resting`
    //    SUSPENDED
    //    CLOSED
    //
    // where `resting` moves CREATED -> SUSPENDED -> ... -> SUSPENDED -> CLOSED under the claim. These are numbers, since
    // collectors make it dear to store references, and every item stores some.
    static final int CREATED = 0;
    static final int SUSPENDED = 2;
    static final int CLOSED = 3;
    private static final int RUNNING = 1;

    private static final List<BodyState> STATES =
            List.of(BodyState.CREATED, BodyState.RUNNING, BodyState.SUSPENDED, BodyState.CLOSED);

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Claim.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int state = CREATED;

    /// What it will be when the claim ends. Guarded by the claim.
    int resting = CREATED;

    /// How far it has come, as anybody may ask.
    BodyState state() {
        return STATES.get(state);
    }

    /// Takes it for the caller, unless it is taken.
    final boolean tryClaim() {
        int found = state;
        return found != RUNNING && STATE.compareAndSet(this, found, RUNNING);
    }

    /// Takes it for the caller, if it is suspended.
    final boolean tryClaimSuspended() {
        return STATE.compareAndSet(this, SUSPENDED, RUNNING);
    }

    /// Ends the claim.
    final void unclaim() {
        STATE.setRelease(this, resting);
    }
}
