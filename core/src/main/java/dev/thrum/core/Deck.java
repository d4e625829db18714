// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import org.jspecify.annotations.Nullable;

/// Who is woken before it is their turn. Guarded by the baton.
///
/// For a virtual thread to come up takes longer than many tasks run between two waits. So whoever passes the baton also
/// wakes the strand whose turn it is after the next one: it comes up on another carrier meanwhile, and looks out for
/// the baton for a moment. Where strands have come up too early several times in a row, because the tasks run long or
/// there is no carrier to spare, they are left asleep until it is their turn. The order in which they run is the same
/// either way.
final class Deck {

    /// How long a strand on deck looks out for the baton: some microseconds.
    private static final int SPINS = 300;

    /// After how many times in vain in a row strands are left asleep, and how often it is tried all the same.
    private static final int PATIENCE = 4;
    private static final int PROBE_EVERY = 64;

    private final boolean isOpen;

    /// How often in a row strands have come up too early.
    private int inVain;

    /// How many more strands are left asleep before one is called up after all.
    private int untilProbe;

    /// Creates a deck.
    ///
    /// @param isOpen whether anybody may be woken early: not in virtual time, where one thread runs at a time and the
    ///     order need not be that of arrival
    Deck(boolean isOpen) {
        this.isOpen = isOpen && Carriers.NUMBER > 1;
    }

    /// The strand to wake so that it is on deck, marked as called up, or `null` for none.
    @Nullable Runner callUp(ReadyRing<Runner> ready) {
        if (!isOpen || ready.isEmpty() || (inVain >= PATIENCE && --untilProbe > 0)) {
            return null;
        }
        Runner first = ready.first();
        if (first.isCalledUp) {
            return null;
        }
        untilProbe = PROBE_EVERY;
        first.callUp();
        return first;
    }

    /// Takes note that a strand which has looked out for the baton has it now.
    void cameUp(boolean inTime) {
        inVain = inTime ? 0 : inVain + 1;
    }

    /// Waits on deck for a moment; answers whether the baton has come. Needs no baton.
    static boolean lookOut(Runner me) {
        for (int i = 0; i < SPINS; i++) {
            if (me.holds) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
