// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// A scheduler on which *one strand runs at a time*: the ground under the event loop and the simulation.
///
/// Each strand is a virtual thread, and runs only while it holds the baton. A strand that has to wait passes the baton
/// straight to the next ready one; there is no dispatcher in between. So between two waits nothing else happens, and
/// what the strands of one baton share needs no lock.
///
/// The baton *lies on the table* while nobody is ready. Whoever makes a strand ready then, from whatever thread, picks
/// it up and passes it. Only for timers somebody has to watch the clock: the thread inside [#drive()].
///
/// **Time** is real or, with a [VirtualClock], jumps to the next deadline when nobody is ready. If there is no deadline
/// either, all are blocked for ever, and [#drive()] throws a [DeadlockException] that names everyone.
///
/// While a strand is [#outside], that clock stands still. Only the deadlines of the strands outside themselves do come,
/// after as much real time, and whatever was due before them.
///
/// **Order**: ready strands run first come, first served, unless another order is given, as a seeded simulation does.
///
/// **Blocking calls** of the JDK inside a strand stop all the others, as in any event loop; [#outside] puts the baton
/// down for the duration.
///
/// **Memory consistency effects**: what a strand did before it passed the baton happens before what the next holder
/// does.
///
/// **Cost**: a switch is one wake-up of a virtual thread, most of which happens beforehand on another carrier, if one
/// is free; see `benchmarks/results`.
public final class Baton implements Scheduler, Inspector.Source {

    /// Ready strands in order of arrival.
    public static final IntUnaryOperator FIRST_COME = ready -> 0;

    private final String name;
    private final long start = System.nanoTime();
    private final @Nullable VirtualClock clock;

    // -- Held: touched by the strand that holds the baton, or by whoever has picked it up to pass it.
    private final ReadyRing<Runner> ready;
    private final Deck deck;
    private final TimerHeap timers = new TimerHeap();
    private int untilClock;
    private final List<Outing> outings = new ArrayList<>();
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
    //
    // Besides strands there are errands in the inbox: what has to be done by a holder.
    private final MpscUnboundedAtomicArrayQueue<Object> inbox = new MpscUnboundedAtomicArrayQueue<>(256);

    /// All strands that have not ended. It also keeps them alive: a parked virtual thread alone might be collected.
    private final Roster<Runner> alive = new Roster<>();

    private volatile @Nullable Thread driver;

    /// When the driver will look at the clock by itself.
    private volatile long driverSleepsUntil;

    /// The first deadline that the driver has to watch, at the time when the baton was put on the table.
    private volatile long firstDeadline = NEVER;

    /// Virtual time only: when the baton was put on the table, all were parked and no deadline was left. Written before
    /// the driver is looked for, and read by a driver that has announced itself.
    private volatile boolean stalled;

    private Baton(String name, @Nullable VirtualClock clock, IntUnaryOperator order) {
        this.name = name;
        this.clock = clock;
        this.ready = new ReadyRing<>(order);
        this.deck = new Deck(clock == null);
        Inspector.watch(this);
    }

    /// Creates a baton in real time.
    ///
    /// @param name the name shown in dumps
    /// @return a baton, on the table, without strands
    public static Baton inRealTime(String name) {
        return new Baton(name, null, FIRST_COME);
    }

    /// Creates a baton in virtual time.
    ///
    /// @param name the name shown in dumps
    /// @param clock the clock to go by
    /// @param order picks who runs next: is given the number of ready strands, answers with an index below it
    /// @return a baton, on the table, without strands
    public static Baton inVirtualTime(String name, VirtualClock clock, IntUnaryOperator order) {
        return new Baton(name, clock, order);
    }

    /// Creates a strand on a virtual thread of its own and makes it ready. Any thread may call it. Never blocks.
    ///
    /// @param name the name of the strand and of its thread
    /// @param job what it runs; exceptions that escape go to the thread's uncaught-exception handler
    /// @return the strand
    public Strand fork(String name, Runnable job) {
        Runner[] self = new Runner[1];
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> run(self[0]));
        Runner runner = new Runner(this, thread, job);
        self[0] = runner;
        runner.place = alive.add(runner);
        makeReady(runner);
        return runner;
    }

    private void run(Runner me) {
        me.carryFor();
        awaitBaton(me);
        try {
            me.job().run();
        } finally {
            alive.remove(Objects.requireNonNull(me.place));
            leaveBaton(me);
            if (alive.isEmpty()) {
                wakeDriver();
            }
        }
    }

    /// Watches the clock until all strands have ended. Blocks the calling thread, which is no strand of this baton.
    ///
    /// @throws InterruptedException if interrupted; the strands go on, and the call may be repeated
    /// @throws DeadlockException if, in virtual time, all strands are blocked for ever; they stay so
    /// @throws IllegalStateException if another thread drives this baton at present
    public void drive() throws InterruptedException {
        synchronized (this) {
            if (driver != null) {
                throw new IllegalStateException("Baton " + name + " is driven by " + driver + " already");
            }
            driver = Thread.currentThread();
        }
        try {
            while (!alive.isEmpty()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("Interrupted while driving " + name);
                }
                pickUp();
                if (stalled && !held.get()) { // what was true when it was put on the table may have been mended since
                    throw new DeadlockException(WaitGraph.hopsOf(Set.copyOf(alive.members())));
                }
                sleepUntilNeeded();
            }
        } finally {
            driver = null;
        }
    }

    /// Parks the driver until the first deadline, or until it is woken where there is none or the baton is held: then
    /// the holder looks at the clock. Announced before the last look, so that whoever changes the answer afterwards
    /// wakes it.
    private void sleepUntilNeeded() {
        long until = held.get() ? NEVER : firstDeadline;
        driverSleepsUntil = until;
        boolean isNeeded = alive.isEmpty() || stalled || until != (held.get() ? NEVER : firstDeadline);
        if (isNeeded) {
            return;
        }
        if (until == NEVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, until - nanoTime());
        }
    }

    private void wakeDriver() {
        Thread watching = driver;
        if (watching != null) {
            LockSupport.unpark(watching);
        }
    }

    /// Runs a body without the baton, so that it may block in calls that know nothing of it, and waits for the baton
    /// afterwards. The cancellation of a scope around the call, or its deadline, interrupts the thread. Waits of this
    /// library inside the body block its thread only.
    ///
    /// @param body what to run, on the calling strand
    /// @param <T> what the body returns
    /// @param <X> what the body throws
    /// @return the body's value
    /// @throws X what the body throws, unless a scope was cancelled
    /// @throws CancelledException if the body has thrown and a scope around the call is cancelled; what the body has
    ///     thrown is suppressed in it
    /// @throws InterruptedException if the body throws it
    public <T extends @Nullable Object, X extends Exception> T outside(Body<T, X> body) throws X, InterruptedException {
        Runner me = self();
        if (me.isOutside()) {
            return body.call();
        }
        Throwable failure = null;
        leave(me);
        try {
            return body.call();
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            enter(me);
            if (failure instanceof Exception) {
                refuseIfCancelled(failure);
            }
        }
    }

    /// Runs a wait of this library that somebody outside of this baton has to end, such as a wait for a socket. In real
    /// time there is nothing special about it. In virtual time the clock stands still while the strand is parked in it,
    /// as if it were [#outside]; its own deadlines, if any, come after as much real time.
    ///
    /// @param wait the wait, on the calling strand, which holds the baton whenever it runs
    /// @param <T> what the wait returns
    /// @param <X> what the wait throws
    /// @return the wait's value
    /// @throws X what the wait throws
    /// @throws InterruptedException if the wait throws it
    public <T extends @Nullable Object, X extends Exception> T awaitingOutside(Body<T, X> wait)
            throws X, InterruptedException {
        Runner me = self();
        if (clock == null || me.isOutside() || me.vigil != null) {
            return wait.call();
        }
        Outing vigil = new Outing(this, null);
        me.vigil = vigil;
        outings.add(vigil);
        try {
            return wait.call();
        } finally {
            outings.remove(vigil);
            me.vigil = null;
        }
    }

    /// Goes outside: a holder gives up the baton and runs on. Looks for a cancellation only when it can be recalled, so
    /// that none falls between.
    private void leave(Runner me) throws CancelledException {
        me.goOutside();
        try {
            CancelScope.checkpoint();
        } catch (CancelledException e) {
            me.comeInside();
            throw e;
        }
        Outing outing = new Outing(this, me.innermostScope());
        me.outing = outing;
        if (clock != null) {
            outings.add(outing);
        }
        setAlarmOutside(me);
        leaveBaton(me);
    }

    /// Comes back inside: waits for the baton.
    private void enter(Runner me) {
        inbox.add(me);
        pickUp();
        awaitBaton(me);
        timers.remove(me.alarm);
        outings.remove(me.outing);
        me.outing = null;
        me.comeInside();
    }

    /// Sets the alarm of a strand outside. Held.
    private void setAlarmOutside(Runner runner) {
        timers.remove(runner.alarm);
        Outing outing = runner.outing;
        long due = outing == null ? NEVER : outing.due();
        if (due != NEVER) {
            timers.add(runner.alarm, due);
        }
    }

    private void resetAlarmOutside(Runner runner) {
        byHolder(() -> {
            if (runner.outing != null) {
                setAlarmOutside(runner);
            }
        });
    }

    private static void refuseIfCancelled(Throwable suppressed) throws CancelledException {
        try {
            CancelScope.checkpoint();
        } catch (CancelledException e) {
            e.addSuppressed(suppressed);
            throw e;
        }
    }

    @Override
    public long nanoTime() {
        return clock == null ? System.nanoTime() - start : clock.nanoTime();
    }

    @Override
    public void park(Object blocker, long deadline) {
        Runner me = self();
        boolean isOver = deadline != NEVER && deadline <= nanoTime();
        if (me.takePermit() || isOver || Thread.currentThread().isInterrupted()) {
            return;
        }
        if (me.isOutside()) {
            parkOutside(me, blocker, deadline);
            return;
        }
        if (me.park()) {
            if (deadline != NEVER) {
                timers.add(me.alarm, deadline);
            }
            if (me.vigil != null) {
                me.vigil.waitsUntil = deadline;
            }
            leaveBaton(me);
            awaitBaton(me);
            timers.remove(me.alarm);
        }
        me.takePermit();
    }

    private void parkOutside(Runner me, Object blocker, long deadline) {
        Outing outing = me.outing;
        if (deadline == NEVER) {
            LockSupport.park(blocker);
        } else if (clock == null) {
            LockSupport.parkNanos(blocker, deadline - nanoTime());
        } else if (outing != null) {
            outing.waitsUntil = deadline;
            resetAlarmOutside(me);
            LockSupport.park(blocker);
            outing.waitsUntil = NEVER;
        }
        me.takePermit();
    }

    @Override
    public void unpark(Strand strand) {
        Runner runner = (Runner) strand;
        if (runner.permit()) {
            makeReady(runner);
        } else if (runner.isOutside()) {
            LockSupport.unpark(runner.carrier());
        }
    }

    @Override
    public void cancel(Strand strand) {
        unpark(strand);
        Runner runner = (Runner) strand;
        if (runner.isOutside()) {
            runner.recall();
        }
    }

    @Override
    public void deadlineMoved(Strand strand) {
        unpark(strand);
        Runner runner = (Runner) strand;
        if (runner.isOutside()) {
            resetAlarmOutside(runner);
        }
    }

    /// Has something done at a time by whoever holds the baton then. Never blocks; any thread may call it. What the
    /// errands of one deadline do is done in the order of the calls.
    ///
    /// @param deadline a time of [#nanoTime()]; one that has passed is kept as soon as the baton is passed on
    /// @param errand what to do: something quick that does not wait, such as [#fork], and does not throw
    /// @return the appointment, to be cancelled
    public Appointment at(long deadline, Runnable errand) {
        Appointment appointment = new Appointment(this, errand);
        byHolder(() -> timers.add(appointment, deadline));
        return appointment;
    }

    void cancel(Appointment appointment) {
        byHolder(() -> timers.remove(appointment));
    }

    /// Has something done by a holder: the caller, if it is one.
    private void byHolder(Runnable errand) {
        if (isHeldByCaller()) {
            errand.run();
        } else {
            inbox.add(errand);
            pickUp();
        }
    }

    private boolean isHeldByCaller() {
        Runner present = holder;
        return present != null && present.isCarriedBy(Thread.currentThread());
    }

    @Override
    public void yieldNow() {
        Runner me = self();
        if (me.isOutside()) {
            Scheduler.threads().yieldNow();
            return;
        }
        drainInbox(); // who was made ready from outside before this yield goes first, too
        ready.add(me);
        leaveBaton(me);
        awaitBaton(me);
    }

    private Runner self() {
        Runner present = holder;
        if (present != null && present.isCarriedBy(Thread.currentThread())) {
            return present;
        }
        if (Strand.current() instanceof Runner me && me.scheduler() == this) {
            return me;
        }
        throw new IllegalStateException(Strand.current() + " is no strand of " + name
                + ": this may only be called by code that runs in it");
    }

    // ------------------------------------------------------------------------------------------- passing the baton

    private void makeReady(Runner runner) {
        if (isHeldByCaller()) {
            ready.add(runner);
        } else {
            inbox.add(runner);
            pickUp();
        }
    }

    /// Takes the baton from the table, if it is there, and passes it on. Called by threads that do not hold it.
    private void pickUp() {
        if (!held.get() && held.compareAndSet(false, true)) {
            passOn();
        }
    }

    /// Passes the baton on. The caller, which holds it, may only touch what is shared afterwards.
    private void leaveBaton(Runner me) {
        me.step.endStep(this, me);
        me.holds = false;
        passOn();
    }

    /// Passes the baton to the next ready strand, or puts it on the table.
    private void passOn() {
        do {
            Runner next = next();
            if (next != null) {
                hand(next);
                return;
            }
            holder = null;
            firstDeadline = clock == null ? timers.first() : Nanos.plus(clock.nanoTime(), nanosToStand());
            held.set(false);
            if (firstDeadline < driverSleepsUntil || stalled) {
                wakeDriver();
            }
        } while (!inbox.isEmpty() && held.compareAndSet(false, true));
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
            fireTimers();
            untilClock = ready.size();
        }
        while (clock != null && ready.isEmpty() && mayJump()) { // more than once if an errand makes nobody ready
            clock.jumpTo(timers.first());
            fireTimers();
        }
        boolean isStalled = clock != null && ready.isEmpty() && outings.isEmpty() && isEveryoneParked();
        if (stalled != isStalled) {
            stalled = isStalled;
        }
        return ready.isEmpty() ? null : ready.poll();
    }

    /// Whoever is just being started or woken from outside, and is not in the inbox yet, is not parked.
    private boolean isEveryoneParked() {
        return !alive.isEmpty() && alive.members().stream().allMatch(Runner::isParked);
    }

    /// Appointments that nobody is left to wait for are no reason to jump.
    private boolean mayJump() {
        return !timers.isEmpty() && !alive.isEmpty() && (outings.isEmpty() || nanosToStand() <= 0);
    }

    /// For how long, in real time, a virtual clock has to stand for those outside: until their first deadline.
    private long nanosToStand() {
        return outings.stream().mapToLong(outing -> Math.max(outing.nanosLeft(), 0)).min().orElse(NEVER);
    }

    private void drainInbox() {
        for (Object item = inbox.poll(); item != null; item = inbox.poll()) {
            if (item instanceof Runner runner) {
                ready.add(runner);
            } else {
                ((Runnable) item).run();
            }
        }
    }

    private void fireTimers() {
        long now = nanoTime();
        for (TimerHeap.Timer due = timers.pollDue(now); due != null; due = timers.pollDue(now)) {
            if (due instanceof Appointment appointment) {
                appointment.keep();
            } else if (due instanceof Runner.Alarm alarm) {
                ring(alarm.runner, now);
            }
        }
        drainInbox(); // what the errands have made ready, where the caller is no strand
    }

    private void ring(Runner runner, long now) {
        Outing outing = runner.outing;
        if (outing == null) {
            if (runner.permit()) {
                ready.add(runner);
            }
        } else if (outing.expiry() <= now) {
            outing.isCalled = true;
            runner.recall();
            setAlarmOutside(runner);
        } else {
            if (outing.waitsUntil <= now) {
                outing.waitsUntil = NEVER;
                LockSupport.unpark(runner.carrier());
            }
            setAlarmOutside(runner);
        }
    }

    /// Uninterruptible. An interrupt of a parked strand makes the strand ready, and is still there when it runs.
    private void awaitBaton(Runner me) {
        boolean interrupted = false;
        boolean lookedOut = false;
        boolean inTime = false;
        while (!me.holds) {
            me.isAsleep = true;
            while (!me.holds && me.isAsleep) {
                LockSupport.park(this);
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
        me.step = SlowStepEvent.beginStep();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Inspector.Node inspect() {
        Map<String, String> facts = new TreeMap<>();
        List<Runner> strands = alive.members();
        facts.put("strands", Integer.toString(strands.size()));
        facts.put("timers", Integer.toString(timers.size()));
        facts.put("time", clock == null ? Nanos.text(nanoTime()) : clock.toString());
        return new Inspector.Node("baton", name, facts, strands.stream()
                .map(runner -> Inspector.Node.of(runner.kind(), runner.name(), "state", runner.condition(),
                        "at", Sites.text(Sites.of(runner.carrier()))))
                .toList());
    }

    @Override
    public String toString() {
        return name;
    }
}
