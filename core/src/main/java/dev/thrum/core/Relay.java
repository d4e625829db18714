// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntUnaryOperator;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// How a [Baton] is passed: who holds it, who is ready to take it, and where it is when nobody is. A superclass rather
/// than a part, so that a switch follows no further reference.
abstract sealed class Relay implements Scheduler permits Baton {

    private final String name;
    private final boolean isInVirtualTime;

    // -- Held: touched by the strand that holds the baton, or by whoever has picked it up to pass it.
    private final ReadyRing<Runner> ready;
    private final Deck deck;
    final TimerHeap timers = new TimerHeap();
    final Outings outings = new Outings(this, timers);
    final Timetable timetable;
    private int untilClock;
    private int switches;

    /// The strand that holds the baton. Others may read it at any time, to compare with themselves: nobody but a holder
    /// ever finds its own thread here.
    private @Nullable Runner holder;

    // -- Shared.

    // ON_TABLE --compareAndSet by whoever finds work--> HELD --by a holder that finds nobody ready--> ON_TABLE
    //
    // A strand is put into the inbox first and the state read afterwards; a holder puts the baton down first and looks
    // into the inbox afterwards. So one of the two sees the other.
    private final AtomicBoolean held = new AtomicBoolean();

    // Besides strands there are errands in the inbox: what has to be done by a holder.
    private final MpscUnboundedAtomicArrayQueue<Object> inbox = new MpscUnboundedAtomicArrayQueue<>(256);

    /// All strands that have not ended. It also keeps them alive: a parked virtual thread alone might be collected.
    final Roster<Runner> alive = new Roster<>();

    final Driver driver = new Driver(this);

    /// Who looks whether a strand keeps the baton for long, if anybody does. Written before the first strand is there.
    @Nullable StepWatch watch;

    Relay(String name, @Nullable VirtualClock clock, IntUnaryOperator order) {
        this.name = name;
        this.isInVirtualTime = clock != null;
        this.timetable = new Timetable(this, clock, timers, outings);
        this.ready = new ReadyRing<>(order);
        this.deck = new Deck(!isInVirtualTime);
    }

    // --------------------------------------------------------------------------------- for timers and the driver

    final boolean isInVirtualTime() {
        return isInVirtualTime;
    }

    final boolean hasStrands() {
        return !alive.isEmpty();
    }

    final boolean isHeld() {
        return held.get();
    }

    /// The strand that holds the baton, if any. Anybody may ask; the answer may be out of date. A strand that finds
    /// itself holding the baton, a volatile read, has been published to whoever reads that.
    final @Nullable Runner presentHolder() {
        Runner present = holder;
        return present != null && present.holds ? present : null;
    }

    /// A number that is another one for every step. Anybody may ask; the answer may be out of date.
    final int step() {
        return switches;
    }

    /// That all strands wait for ever, told in the order in which they were created.
    final DeadlockException deadlock() {
        return new DeadlockException(WaitGraph.hopsOf(alive.members().reversed()));
    }

    /// Has something done by a holder: the caller, if it is one.
    final void byHolder(Runnable errand) {
        if (holderIfCaller() != null) {
            errand.run();
        } else {
            inbox.add(errand);
            pickUp();
        }
    }

    /// Has a strand run when its turn comes. Held.
    final void addReady(Runner runner) {
        ready.add(runner);
    }

    /// Takes in whoever was made ready by those who do not hold the baton, and runs their errands. Held.
    final void drainInbox() {
        for (Object item = inbox.poll(); item != null; item = inbox.poll()) {
            if (item instanceof Runner runner) {
                ready.add(runner);
            } else {
                ((Runnable) item).run();
            }
        }
    }

    /// Waits for the baton as one that comes from outside.
    final void awaitTurn(Runner me) {
        inbox.add(me);
        pickUp();
        awaitBaton(me);
    }

    /// The life of a strand, on its own thread.
    final void run(Runner me) {
        me.carryFor();
        awaitBaton(me);
        try {
            me.job().run();
        } finally {
            comeBack(me);
            alive.remove(Objects.requireNonNull(me.place));
            leaveBaton(me);
            if (alive.isEmpty()) {
                driver.wake();
            }
        }
    }

    // ------------------------------------------------------------------------------------------- passing the baton

    /// Whether somebody would run, or a timer fire, if the caller, which holds the baton, passed it on.
    final boolean isAnybodyDue() {
        return !ready.isEmpty() || !inbox.isEmpty() || timers.first() <= nanoTime();
    }

    /// Lets everybody who is ready run once, before the caller, which holds the baton, goes on.
    final void yieldBaton(Runner me) {
        drainInbox(); // who was made ready from outside before this yield goes first, too
        ready.add(me);
        leaveBaton(me);
        awaitBaton(me);
    }

    /// The strand that holds the baton, if it is the caller.
    final @Nullable Runner holderIfCaller() {
        Runner present = holder;
        return present != null && present.isCarriedBy(Thread.currentThread()) ? present : null;
    }

    /// Has a strand run when its turn comes. Any thread may call it.
    final void makeReady(Runner runner) {
        if (holderIfCaller() != null) {
            ready.add(runner);
        } else {
            inbox.add(runner);
            pickUp();
        }
    }

    /// Takes the baton from the table, if it is there, and passes it on. Called by threads that do not hold it.
    ///
    /// @return true if the caller has found that all are blocked for ever
    final boolean pickUp() {
        return !held.get() && take() && passOn();
    }

    private boolean take() {
        boolean hasTaken = held.compareAndSet(false, true);
        StepWatch watching = watch;
        if (hasTaken && watching != null) {
            watching.resume();
        }
        return hasTaken;
    }

    /// Passes the baton on. The caller, which holds it, may only touch what is shared afterwards.
    final void leaveBaton(Runner me) {
        me.step.endStep(this, me);
        me.letGo();
        passOn();
    }

    /// Passes the baton to the next ready strand, or puts it on the table.
    ///
    /// @return true if it is on the table because all are blocked for ever: nobody is in the inbox whom others, who
    ///     found the baton held, have left to the caller
    private boolean passOn() {
        boolean isStalled;
        do {
            Runner next = next();
            if (next != null) {
                hand(next);
                return false;
            }
            isStalled = driver.isStalled();
            holder = null;
            driver.expect(timetable.firstDeadline());
            held.set(false);
            driver.tabled();
            if (inbox.isEmpty()) {
                return isStalled;
            }
        } while (take());
        return false;
    }

    /// Names the strand that now holds the baton. From then on everything that is held belongs to it, so what the
    /// caller has to know in order to wake anybody is looked up before.
    private void hand(Runner next) {
        Runner onDeck = deck.callUp(ready);
        boolean nextBegins = next.begins();
        boolean onDeckBegins = onDeck != null && onDeck.begins();
        next.isCalledUp = false;
        TaskSwitchEvent.record(this, holder, next, ready.size());
        holder = next;
        next.holds = true;
        if (nextBegins || next.isAsleep) {
            next.wake(nextBegins);
        }
        if (onDeck != null) {
            onDeck.wake(onDeckBegins);
        }
    }

    /// Who runs next; moves the clock if nobody can.
    private @Nullable Runner next() {
        drainInbox();
        if (!timers.isEmpty() && (--untilClock < 0 || ready.isEmpty())) {
            timetable.fire();
            untilClock = ready.size();
        }
        if (isInVirtualTime) {
            passTime();
        }
        return ready.isEmpty() ? null : ready.poll();
    }

    /// Lets virtual time pass while nobody is ready: more than once if an errand makes nobody ready. Appointments that
    /// nobody is left to wait for are no reason to.
    private void passTime() {
        boolean hasPassed = true;
        while (hasPassed && ready.isEmpty() && !alive.isEmpty()) {
            hasPassed = timetable.jump();
        }
        driver.stalled(ready.isEmpty() && outings.isEmpty() && isEveryoneParked());
    }

    /// Whoever is just being started or woken from outside, and is not in the inbox yet, is not parked.
    private boolean isEveryoneParked() {
        return !alive.isEmpty() && alive.members().stream().allMatch(Runner::isParked);
    }

    /// Waits for the baton if a strand has lost it, since it could not be parked where it stood.
    final void comeBack(Runner me) {
        if (!me.holds && !me.isOutside()) {
            awaitBaton(me);
        }
    }

    /// Uninterruptible. An interrupt of a parked strand makes the strand ready, and is still there when it runs.
    final void awaitBaton(Runner me) {
        awaitBaton(me, false);
    }

    /// Likewise, for a strand that has parked and may give up.
    ///
    /// @throws StackOverflowError if its stack is too deep to be parked, and no carrier is left for the others. Then the
    ///     strand is ready, and goes on without the baton, while nobody else can run, until it calls the baton again or
    ///     ends
    final void awaitBaton(Runner me, boolean mayGiveUp) {
        boolean interrupted = false;
        boolean lookedOut = false;
        boolean inTime = false;
        while (!me.holds) {
            me.isAsleep = true;
            while (!me.holds && me.isAsleep) {
                try {
                    Parking.park(this);
                } catch (StackOverflowError tooDeep) {
                    if (mayGiveUp) {
                        unpark(me);
                        if (interrupted) {
                            Thread.currentThread().interrupt();
                        }
                        throw tooDeep;
                    }
                    Parking.rest();
                }
                if (Thread.interrupted()) {
                    interrupted = true;
                    unpark(me);
                }
            }
            if (!me.holds) {
                lookedOut = true;
                inTime = Deck.lookOut(me);
            }
        }
        if (lookedOut) {
            deck.cameUp(inTime);
        }
        if (++switches % Carriers.TURNS == 0) {
            Carriers.giveWay();
        }
        SlowStepEvent step = SlowStepEvent.beginStep();
        if (me.step != step) {
            me.step = step;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final String toString() {
        return name;
    }
}
