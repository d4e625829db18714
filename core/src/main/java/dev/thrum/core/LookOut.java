// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.function.BooleanSupplier;

/// How threads look out for what they wait for before they park: learnt from how that has ended of late.
///
/// To be parked and woken costs a virtual thread about a microsecond and a platform thread up to a hundred; what it waits
/// for often comes sooner. So a thread first pauses, which is enough if the one it waits for runs at the same time, and
/// then gives way a few times, which lets that one run where there are more threads than processors, and costs a tenth
/// of a park.
///
/// How long it pauses grows with every success and shrinks with every failure. Where giving way fails as well, several
/// times in a row, or takes longer than a wake-up would, since others have a lot to do, the next 2, 4, 8 ... 1,024 who
/// have to wait park at once; a success sets it back. So what is idle costs nothing.
///
/// What others hold, to be snatched when it comes free, is another matter than what is brought: there every look takes
/// the memory away from whoever is using it. So [#snatch] looks seldom, and more seldom each time.
///
/// Not for the strands of a [Baton], which take turns with those they wait for.
///
/// **Threads.** To be shared by all who wait for the same thing. What they learn is written without synchronisation: a
/// lesson that is lost costs some looks.
///
/// **Cost**: an object of 32 bytes; nothing is allocated by a look-out.
public final class LookOut {

    /// What threads of one kind do at most. Virtual threads pause less, as who they wait for may need their carrier.
    private enum Habit {
        PLATFORM(Runtime.getRuntime().availableProcessors() > 1, 512, 512, 20, 100_000),
        VIRTUAL(Carriers.NUMBER > 1, 16, 64, 5, 2_000);

        private final int pauses;
        private final int widestGap;
        private final int yields;

        /// From when on parking would have been better than giving way.
        private final long longNanos;

        Habit(boolean mayPause, int pauses, int widestGap, int yields, long longNanos) {
            this.pauses = mayPause ? pauses : 0;
            this.widestGap = mayPause ? widestGap : 0;
            this.yields = yields;
            this.longNanos = longNanos;
        }

        private static Habit ofCaller() {
            return Thread.currentThread().isVirtual() ? VIRTUAL : PLATFORM;
        }
    }

    private static final int FEWEST_PAUSES = 8;
    private static final int NARROWEST_GAP = 64;
    private static final int MISSES_FORGIVEN = 4;
    private static final int MOST_RESTS_LOG = 10;

    /// How many pauses to make at most.
    private int pauses = 64;

    /// How many look-outs have failed in a row.
    private int misses;

    /// How many more waits are not to begin with a look-out.
    private int rests;

    /// How often threads have given way for a moment. Virtual threads that go on yielding to one another keep their carrier
    /// from all others, so now and then one steps aside for good.
    private int turns;

    /// Creates one that has learnt nothing yet.
    public LookOut() {}

    /// Looks out, if that has been worth while of late.
    ///
    /// @param hasCome whether the caller need not wait any longer; quick, and free of side effects
    /// @return the last answer; false if nobody has looked
    public boolean until(BooleanSupplier hasCome) {
        if (isResting()) {
            return false;
        }
        Habit habit = Habit.ofCaller();
        return hasEnded(pauseUntil(hasCome, habit) || giveWayUntil(hasCome, habit)) || hasCome.getAsBoolean();
    }

    /// Tries to take what others hold for moments, if that has been worth while of late: after 64 pauses, after another
    /// 128, 256 and 512 on a platform thread, and only after 64 on a virtual one.
    ///
    /// @param take takes it, if it is free; quick
    /// @return whether it was taken
    public boolean snatch(BooleanSupplier take) {
        return !isResting() && hasEnded(snatch(take, Habit.ofCaller().widestGap));
    }

    private boolean isResting() {
        boolean isResting = rests > 0;
        if (isResting) {
            rests--;
        }
        return isResting;
    }

    /// Learns from how a look-out has ended.
    private boolean hasEnded(boolean inTime) {
        if (inTime) {
            misses = 0;
        } else if (++misses > MISSES_FORGIVEN) {
            rests = 1 << Math.min(misses - MISSES_FORGIVEN, MOST_RESTS_LOG);
        }
        return inTime;
    }

    private static boolean snatch(BooleanSupplier take, int widestGap) {
        for (int gap = NARROWEST_GAP; gap <= widestGap; gap *= 2) {
            pause(gap);
            if (take.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    /// Lets time pass; nothing else. The model checker is told so.
    private static void pause(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    private boolean pauseUntil(BooleanSupplier hasCome, Habit habit) {
        int most = Math.min(pauses, habit.pauses);
        for (int i = most; i > 0; i--) {
            if (hasCome.getAsBoolean()) {
                pauses = Math.min(2 * most, habit.pauses);
                return true;
            }
            Thread.onSpinWait();
        }
        pauses = Math.max(most / 2, FEWEST_PAUSES);
        return false;
    }

    /// Answers whether it was worth it.
    private boolean giveWayUntil(BooleanSupplier hasCome, Habit habit) {
        if (++turns % Carriers.TURNS == 0) {
            Carriers.giveWay();
        }
        long start = System.nanoTime();
        for (int i = habit.yields; i > 0; i--) {
            Parking.yieldNow();
            if (System.nanoTime() - start > habit.longNanos) {
                return false;
            }
            if (hasCome.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }
}
