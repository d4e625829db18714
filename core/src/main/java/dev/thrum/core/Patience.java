// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// Whether it is worth while for one side to look out for the other for a moment before it waits in earnest. Touched by
/// that side only.
///
/// ```java
/// int rounds = patience.rounds();
/// for (int i = rounds; i > 0 && !hasCome(); i--) {
///     Thread.onSpinWait();
/// }
/// boolean inTime = patience.ended(rounds, hasCome());
/// ```
///
/// Looking out pays if the other side comes within the time that a park and a wake-up cost, and the rounds take about that:
/// some 50 to 100 microseconds where a platform thread takes part, whose processor may have gone to sleep; some 5 between
/// virtual threads, which a carrier that is awake anyway picks up. So a side that looks out for as long as it takes to
/// wake the other succeeds, answers at once, and makes the other succeed: two sides that could do without parking find
/// that out.
///
/// Where it has been in vain several times in a row, the side waits at once the next 1, 2, 4 ... 512 times before it
/// tries again; a success sets it back. So looking out that never helps costs a few hundredths of the waiting. The first
/// few misses have no such consequence: one comes whenever the other side was held up for once, and to park then would
/// make the other miss in its turn.
public class Patience {

    // The longest rest decides how soon two sides that have lost their rhythm find it again, as they do when the compiler
    // has taken a processor for a while: each wait costs a platform thread some 30 microseconds, and several attempts are
    // needed. It also decides what the attempts cost where they are in vain. ADR 9 has what was measured.

    private static final int ROUNDS = 2_000;
    private static final int ROUNDS_IF_CHEAP = 100;
    private static final int MISSES_FORGIVEN = 4;
    private static final int MOST_SKIPS_LOG = 9;
    private static final int MOST_MISSES = MISSES_FORGIVEN + 1 + MOST_SKIPS_LOG;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    // Small, as every suspended generator has two of these.
    private byte misses;
    private short skips;

    /// Creates the patience of one side.
    public Patience() {}

    /// Asks for how many rounds to look out now, for somebody whose waking may be dear.
    ///
    /// @return the number; 0 where it has not paid of late, or where nothing could run the other side meanwhile
    public final int rounds() {
        return rounds(false);
    }

    /// Asks for how many rounds to look out now.
    ///
    /// @param isWakingCheap whether both sides are virtual threads
    /// @return the number; 0 where it has not paid of late, or where nothing could run the other side meanwhile
    public final int rounds(boolean isWakingCheap) {
        if ((Thread.currentThread().isVirtual() ? Carriers.NUMBER : PROCESSORS) == 1) {
            return 0;
        }
        if (skips > 0) {
            skips--;
            return 0;
        }
        return isWakingCheap ? ROUNDS_IF_CHEAP : ROUNDS;
    }

    /// Notes how a look-out has ended.
    ///
    /// @param rounds what [#rounds(boolean)] has said
    /// @param inTime whether the other side has come
    /// @return `inTime`
    public final boolean ended(int rounds, boolean inTime) {
        if (inTime) {
            if (misses != 0) { // while all goes well nothing is written
                misses = 0;
                skips = 0;
            }
        } else if (rounds > 0) {
            if (misses < MOST_MISSES) {
                misses++;
            }
            if (misses > MISSES_FORGIVEN) {
                skips = (short) (1 << (misses - MISSES_FORGIVEN - 1));
            }
        }
        return inTime;
    }
}
