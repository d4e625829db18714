// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Two threads that run in turn, one exactly while the other stands still: the ground under generators that run on a
/// thread of their own.
///
/// One side calls [#pass] and then, when it has to wait for control to come back, [#await]. Which objects they exchange
/// is their own business: plain fields will do, since the turn orders them.
///
/// The side that waits first spins for a moment, in the hope that the other is quick, and then parks. Whether it spins
/// adapts to what spinning has brought of late, separately for each side; where no second processor could run the other
/// side it does not spin at all. Virtual threads give way to others now and then.
///
/// These are hand-overs *within* one strand, not waits of it: nobody else can be behind them, so they are not
/// cancellable, do not show in the wait graph, and leave an interrupt status as it is. (It can be passed on to the side
/// that runs: see [#await].)
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

    // Spinning pays if the other side answers within the time that a park and a wake-up cost, some 5 to 50
    // microseconds; 2,000 rounds take about that. If it fails, the side parks at once the next 1, 2, 4 ... 4,096 times
    // before it tries again; a success sets it back to spinning every time. So spinning that never helps costs some 1 %
    // of the parking, and two sides that could do without parking find that out: a side that spins for as long as it
    // takes to wake the other succeeds, answers at once, and so makes the other succeed.
    //
    // The first waits park: they are waits for a thread that has just been started, and few hand-offs go on for long.
    private static final int SPINS = 2_000;
    private static final int FIRST_PARKS = 16;
    private static final int MOST_PARKS = 4_096;

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private volatile Side turn = Side.FIRST;

    private final Bench first = new Bench();
    private final Bench second = new Bench();

    /// Creates a hand-off with the turn at [Side#FIRST].
    public Handoff() {}

    /// Where one side waits.
    private static final class Bench {
        /// Written by the waiting side before its last look at the turn, read by the passing side after it has written
        /// the turn: one of the two sees the other.
        private volatile @Nullable Thread parked;

        // Touched by the waiting side only.
        private int parksLeft = FIRST_PARKS;
        private int parksAfterMiss = 1;
        private int turns;

        private void hit() {
            parksAfterMiss = 1;
        }

        private void miss() {
            parksLeft = parksAfterMiss;
            parksAfterMiss = Math.min(MOST_PARKS, 2 * parksAfterMiss);
        }
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
    /// @param runner the thread to be interrupted as well when the caller is, while it is not the caller's turn: so
    ///     that whatever the running side waits for can be interrupted; `null` for none
    public void await(Side side, @Nullable Thread runner) {
        Bench bench = bench(side);
        if (turn != side && !spin(side, bench)) {
            park(side, bench, runner);
        }
        if (++bench.turns % Carriers.TURNS == 0) {
            Carriers.giveWay();
        }
    }

    private boolean spin(Side side, Bench bench) {
        if ((Thread.currentThread().isVirtual() ? Carriers.NUMBER : PROCESSORS) == 1) {
            return false;
        }
        if (bench.parksLeft > 0) {
            bench.parksLeft--;
            return false;
        }
        for (int i = SPINS; i > 0; i--) {
            if (turn == side) {
                bench.hit();
                return true;
            }
            Thread.onSpinWait();
        }
        bench.miss();
        return false;
    }

    private void park(Side side, Bench bench, @Nullable Thread runner) {
        boolean interrupted = false;
        bench.parked = Thread.currentThread();
        while (turn != side) {
            LockSupport.park(this);
            if (Thread.interrupted()) { // with the status set, parking would return at once
                interrupted = true;
                if (runner != null && turn != side) {
                    runner.interrupt();
                }
            }
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
