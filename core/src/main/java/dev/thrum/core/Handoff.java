// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Two threads that run in turn, one exactly while the other stands still: the ground under generators that run on a
/// thread of their own.
///
/// One side calls [#pass] and then, when it has to wait for control to come back, [#await]. Which objects they exchange
/// is their own business: plain fields will do, since the turn orders them.
///
/// The side that waits first spins for a moment, in the hope that the other is quick, and then parks. Whether it spins
/// adapts to what spinning has brought of late, separately for each side ([Patience]); where no second processor could
/// run the other side it does not spin at all. Virtual threads give way to others now and then.
///
/// These are hand-overs *within* one strand, not waits of it: nobody else can be behind them, so they are not
/// cancellable, do not show in the wait graph, and leave an interrupt status as it is. (It can be passed on to the side
/// that runs: see [#interruptedWhile].)
///
/// **Memory consistency effects**: what a side did before `pass` happens before what the other does after its `await`.
///
/// A subclass may keep what the sides exchange in fields of its own. They lie beside the turn, mostly on the same cache
/// line, and come over together with it. Fields that do not travel should be kept away from them.
///
/// **Cost**: see `benchmarks/results`.
public class Handoff extends HandoffPadding {

    /// One of the two.
    public enum Side {
        /// The side whose turn it is at the start.
        FIRST(0),
        /// The side that begins to run when the first one passes.
        SECOND(1);

        private final int number;

        Side(int number) {
            this.number = number;
        }

        /// The opposite side.
        ///
        /// @return the other of the two
        public Side other() {
            return this == FIRST ? SECOND : FIRST;
        }
    }

    /// After how many turns a virtual thread gives way: some milliseconds. Odd, so that it is now the one and now the
    /// other side.
    private static final int TURNS = 65_537;

    private static final VarHandle TURN;
    private static final VarHandle ASLEEP;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(Handoff.class, "turn", int.class);
            ASLEEP = MethodHandles.lookup().findVarHandle(Bench.class, "isAsleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int NUMBER = 1;
    private static final int PARKED = 2;
    private static final int TAKEN = 4;

    //                      pass                          pass
    //        FIRST ---------------------> SECOND ---------------------> FIRST ...
    //          |                         ^   |                         ^
    //          | the second parks       /    | the first parks        /
    //          v                       /     v                       /
    //    FIRST|PARKED ----------------'    SECOND|PARKED -----------'
    //                  pass, unpark                    pass, unpark
    //
    // Every edge is an atomic change of this one word: an exchange in pass(), a compare-and-set in park(). So whoever
    // passes knows whether to wake the other side.
    //
    // A first side that has slept marks its turn as TAKEN. Until then the second side may take it back, if it turns out
    // that its own stack is too deep to be parked and that it keeps the first one from any carrier:
    //
    //    SECOND|PARKED --pass--> FIRST ---------> FIRST|TAKEN         the usual case
    //          ^                   |  the second begins to park
    //          |                   v
    //          '-----takeBack-- FIRST|PARKED ---> FIRST|PARKED|TAKEN
    private volatile int turn = Side.FIRST.number;

    /// Counted by the side whose turn it is.
    private int turns;

    /// Creates a hand-off with the turn at [Side#FIRST].
    public Handoff() {}

    /// Gives the turn to a side and wakes it. Never blocks.
    ///
    /// @param to the side that may run now; the caller is the other one, whose turn it is
    public final void pass(Side to) {
        int before = (int) TURN.getAndSet(this, to.number);
        if ((before & PARKED) != 0) {
            LockSupport.unpark(bench(to).parked);
        }
    }

    /// Blocks until it is a side's turn. Uninterruptible; the interrupt status is kept.
    ///
    /// @param side the side of the caller
    /// @throws StackOverflowError if the second side, on a virtual thread, calls in such a depth that its stack cannot be
    ///     parked, and no carrier is left for the first one, which waits for it; then it is still the second one's turn
    public final void await(Side side) {
        if (!isTurnOf(side) && !spin(side)) {
            park(side);
        }
        if (++turns % TURNS == 0) {
            Carriers.giveWay();
        }
    }

    /// Called by a side that is interrupted while it waits parked. Does nothing here; a subclass may interrupt the thread
    /// of the other side, so that whatever that one waits for ends.
    ///
    /// @param waiting the side of the caller
    protected void interruptedWhile(Side waiting) {}

    /// Whose turn it is. Never blocks.
    ///
    /// @param side one side
    /// @return true if it is that side's turn
    protected final boolean isTurnOf(Side side) {
        return (turn & NUMBER) == side.number;
    }

    /// Undoes the last [#pass] of the second side, if the first side slept then and has not come back since. Never blocks.
    /// Called by the second side, which has not had its turn again.
    ///
    /// @return whether it is the second side's turn again
    protected final boolean takeBack() {
        int present = turn;
        return (boolean) ASLEEP.getAcquire(first) && (present & (NUMBER | TAKEN)) == Side.FIRST.number
                && TURN.compareAndSet(this, present, Side.SECOND.number | PARKED);
    }

    private boolean spin(Side side) {
        Bench bench = bench(side);
        int rounds = bench.roundsFor(bench(side.other()));
        for (int i = rounds; i > 0; i--) {
            if (turn == side.number) {
                return bench.ended(rounds, true);
            }
            Thread.onSpinWait();
        }
        return bench.ended(rounds, false);
    }

    private void park(Side side) {
        boolean interrupted = false;
        Bench bench = bench(side);
        bench.parked = Thread.currentThread();
        ASLEEP.setRelease(bench, true);
        HandoffEvent event = HandoffEvent.beginPark();
        boolean hasParked = mark(side.other(), PARKED);
        try {
            while (!hasCome(side)) {
                parkOrTakeBack(side);
                if (Thread.interrupted()) { // with the status set, parking would return at once
                    interrupted = true;
                    if (!isTurnOf(side)) {
                        interruptedWhile(side);
                    }
                }
            }
        } finally {
            bench.isAsleep = false;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (hasParked) {
            event.endPark(side, bench(side.other()).parked);
        }
    }

    private void parkOrTakeBack(Side side) {
        try {
            Parking.park(this);
        } catch (StackOverflowError tooDeep) {
            Thread other = bench(side.other()).parked;
            if (side == Side.SECOND && other != null && other.isVirtual() && takeBack()) {
                throw tooDeep;
            }
            Parking.rest(); // the other side needs no carrier, or has one
        }
    }

    /// Whether a side that parks has its turn now, for good.
    private boolean hasCome(Side side) {
        return side == Side.FIRST ? mark(side, TAKEN) : isTurnOf(side);
    }

    /// Sets a bit in the turn, if it is that of a side.
    private boolean mark(Side side, int bit) {
        int present = turn;
        while ((present & NUMBER) == side.number) {
            if (TURN.compareAndSet(this, present, present | bit)) {
                return true;
            }
            present = turn;
        }
        return false;
    }

    private Bench bench(Side side) {
        return side == Side.FIRST ? first : second;
    }

    /// Where one side waits. While all goes well it is only read.
    static final class Bench extends Patience {
        /// Whether this side was a virtual thread when it looked out last; for the other side, as a hint.
        private boolean isVirtual;

        /// Written by this side before it sets PARKED, read by the other after it has found it set.
        private @Nullable Thread parked;

        /// Whether this side sleeps, or has been woken but has not taken its turn yet. Who reads that sees `parked` as well.
        @SuppressWarnings("UnusedVariable") // read through ASLEEP
        private boolean isAsleep;

        private int roundsFor(Bench other) {
            boolean isVirtualNow = Thread.currentThread().isVirtual();
            if (isVirtual != isVirtualNow) {
                isVirtual = isVirtualNow;
            }
            return rounds(isVirtualNow && other.isVirtual);
        }
    }
}
