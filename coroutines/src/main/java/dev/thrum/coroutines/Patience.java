// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

/// Whether it is worth while for one side to look out for the other for a moment before it waits in earnest. Touched by
/// that side only.
///
/// It pays if the other side comes within the time that a wait and a wake-up cost, some 5 to 50 microseconds; 2,000
/// rounds take about that. After a look-out in vain the side waits at once the next 1, 2, 4 ... 4,096 times; a success
/// sets it back. So where it never helps, because one processor runs both sides or one side is slow, it costs some 1 %
/// of the waiting.
final class Patience {

    private static final int ROUNDS = Runtime.getRuntime().availableProcessors() > 1 ? 2_000 : 0;
    private static final int MOST_SKIPS = 4_096;

    private int skips;
    private int skipsAfterMiss = 1;

    /// For how many rounds to look out now.
    int rounds() {
        if (skips > 0) {
            skips--;
            return 0;
        }
        return ROUNDS;
    }

    /// Notes that a look-out has ended, of how many rounds, and whether the other side has come.
    boolean ended(int rounds, boolean inTime) {
        if (inTime) {
            skips = 0;
            skipsAfterMiss = 1;
        } else if (rounds > 0) {
            skips = skipsAfterMiss;
            skipsAfterMiss = Math.min(MOST_SKIPS, 2 * skipsAfterMiss);
        }
        return inTime;
    }
}
