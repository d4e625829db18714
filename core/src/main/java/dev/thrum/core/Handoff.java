// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Two threads that run in turn, one exactly while the other stands still: the ground under generators that run on a thread of
/// their own.
///
/// One side calls [#pass] and then, when it has to wait for control to come back, [#await]. Which objects they exchange is
/// their own business: plain fields will do, since the turn orders them.
///
/// The side that waits first spins for a moment, in the hope that the other is quick, and then parks. How long it spins
/// adapts to what spinning has brought of late, separately for each side; where no second processor could run the other side
/// it does not spin at all. (Never with `Thread.yield`: on virtual threads that can keep the carriers busy for ever.)
///
/// These are hand-overs *within* one strand, not waits of it: nobody else can be behind them, so they are not cancellable, do
/// not show in the wait graph, and leave an interrupt status as it is.
///
/// **Memory consistency effects**: what a side did before `pass` happens before what the other does after its `await`.
///
/// **Cost**: see `benchmarks/results`.
public final class Handoff {

    /// One of the two.
    public enum Side {
        /// The side whose turn it is at the start.
        FIRST,
        /// The side that begins to run when the first one passes.
        SECOND;

        /// The opposite side.
        ///
        /// @return the other of the two
        public Side other() {
            return this == FIRST ? SECOND : FIRST;
        }
    }

    // Spinning pays if the other side answers within the time that a park and a wake-up cost, some 5 to 50 microseconds;
    // 2,000 rounds take about that. A failure halves the budget, a success doubles it; at the bottom one try in 64 probes
    // whether things have changed.
    private static final int MOST_SPINS = 2_000;
    private static final int LEAST_SPINS = 20;
    private static final int PROBE_EVERY = 64;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int CARRIERS =
            Integer.getInteger("jdk.virtualThreadScheduler.parallelism", PROCESSORS);

    private volatile Side turn = Side.FIRST;

    private final Bench first = new Bench();
    private final Bench second = new Bench();

    /// Creates a hand-off with the turn at [Side#FIRST].
    public Handoff() {}

    /// Where one side waits.
    private static final class Bench {
        /// Written by the waiting side before its last look at the turn, read by the passing side after it has written the
        /// turn: one of the two sees the other.
        private volatile @Nullable Thread parked;

        // Touched by the waiting side only.
        private int spins = LEAST_SPINS;
        private int untilProbe;
    }

    /// Gives the turn to a side and wakes it. Never blocks.
    ///
    /// @param to the side that may run now; the caller is the other one, whose turn it is
    public void pass(Side to) {
        turn = to;
        Thread parked = bench(to).parked;
        if (parked != null) {
            LockSupport.unpark(parked);
        }
    }

    /// Blocks until it is a side's turn. Uninterruptible; the interrupt status is kept.
    ///
    /// @param side the side of the caller
    public void await(Side side) {
        if (turn != side) {
            Bench bench = bench(side);
            if (!spin(side, bench)) {
                park(side, bench);
            }
        }
    }

    private boolean spin(Side side, Bench bench) {
        if (PROCESSORS == 1 || (CARRIERS == 1 && Thread.currentThread().isVirtual())) {
            return false;
        }
        if (bench.spins < LEAST_SPINS) {
            if (--bench.untilProbe > 0) {
                return false;
            }
            bench.untilProbe = PROBE_EVERY;
            bench.spins = LEAST_SPINS;
        }
        for (int i = bench.spins; i > 0; i--) {
            if (turn == side) {
                bench.spins = Math.min(MOST_SPINS, bench.spins * 2);
                return true;
            }
            Thread.onSpinWait();
        }
        bench.spins /= 2;
        return false;
    }

    private void park(Side side, Bench bench) {
        boolean interrupted = false;
        bench.parked = Thread.currentThread();
        while (turn != side) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted(); // with the status set, parking would return at once
        }
        bench.parked = null;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Bench bench(Side side) {
        return side == Side.FIRST ? first : second;
    }
}
