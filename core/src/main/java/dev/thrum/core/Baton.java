// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
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
/// On a virtual clock that order makes the strands' random choices, too ([#pick]).
///
/// **Blocking calls** of the JDK inside a strand stop all the others, as in any event loop; [#outside] puts the baton
/// down for the duration.
///
/// **Memory consistency effects**: what a strand did before it passed the baton happens before what the next holder
/// does.
///
/// **Cost**: a switch is one wake-up of a virtual thread, most of which happens beforehand on another carrier, if one
/// is free; see `benchmarks/results`.
public final class Baton extends Relay implements Scheduler, Inspector.Source {

    /// Ready strands in order of arrival.
    public static final IntUnaryOperator FIRST_COME = ready -> 0;

    private final IntUnaryOperator order;

    /// Makes the random choices on a virtual clock if there is no order to make them; the same in every run. Held.
    private final SplittableRandom dice = new SplittableRandom(0);

    private volatile @Nullable UnaryOperator<Inspector.Node> teller;

    private Baton(String name, @Nullable VirtualClock clock, IntUnaryOperator order) {
        super(name, clock, order);
        this.order = order;
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
    /// @param order picks who runs next: is given the number of ready strands, answers with an index below it; also
    ///     makes the choices of [#pick]
    /// @return a baton, on the table, without strands
    public static Baton inVirtualTime(String name, VirtualClock clock, IntUnaryOperator order) {
        return new Baton(name, clock, order);
    }

    /// Has steps watched that take long: a daemon thread looks who keeps this baton, in real time, and tells while it
    /// is still kept. To be called before the first strand is created. See [SlowStep].
    ///
    /// **Cost**: nothing to a switch. The thread looks four times in each threshold while the baton is passed around,
    /// and sleeps while it lies on the table.
    ///
    /// @param threshold how long a step may take
    /// @param listener is told of each slow step, once, on the thread of the watchdog, which serves all batons: must
    ///     not block
    /// @return this
    /// @throws IllegalArgumentException if the threshold is not positive
    public Baton watchSteps(Duration threshold, Consumer<? super SlowStep> listener) {
        if (!threshold.isPositive()) {
            throw new IllegalArgumentException("The threshold of slow steps must be positive, but was " + threshold);
        }
        watch = new StepWatch(this, Nanos.of(threshold), listener, Watchdog::lookAfter);
        return this;
    }

    /// As [#watchSteps(Duration, Consumer)], with a warning by SLF4J, logger `dev.thrum.slow`, for each slow step.
    ///
    /// @param threshold how long a step may take
    /// @return this
    public Baton watchSteps(Duration threshold) {
        return watchSteps(threshold, StepWatch::log);
    }

    /// How many steps were slow, of those that are watched.
    ///
    /// @return the number of reports until now
    public long slowSteps() {
        StepWatch watching = watch;
        return watching == null ? 0 : watching.tally().count();
    }

    /// The latest report of a slow step.
    ///
    /// @return the report, or `null` if there was none
    public @Nullable SlowStep latestSlowStep() {
        StepWatch watching = watch;
        return watching == null ? null : watching.tally().latest();
    }

    /// Creates a strand on a virtual thread of its own and makes it ready. Any thread may call it. Never blocks.
    ///
    /// @param name the name of the strand and of its thread
    /// @param job what it runs; exceptions that escape go to the thread's uncaught-exception handler
    /// @return the strand
    public Strand fork(String name, Runnable job) {
        Runner runner = new Runner(this, name, job);
        runner.place = alive.add(runner);
        makeReady(runner);
        return runner;
    }

    /// Watches the clock until all strands have ended. Blocks the calling thread, which is no strand of this baton.
    ///
    /// @throws InterruptedException if interrupted; the strands go on, and the call may be repeated
    /// @throws DeadlockException if, in virtual time, all strands are blocked for ever; they stay so
    /// @throws IllegalStateException if another thread drives this baton at present
    public void drive() throws InterruptedException {
        driver.drive();
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
        return outings.call(self(), body);
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
        return outings.awaiting(self(), wait);
    }

    @Override
    public long nanoTime() {
        return timetable.nanoTime();
    }

    @Override
    public void park(Object blocker, long deadline) {
        Runner me = self();
        boolean isOver = deadline != NEVER && deadline <= nanoTime();
        if (me.takePermit() || isOver || Thread.currentThread().isInterrupted()) {
            return;
        }
        if (me.isOutside()) {
            outings.park(me, blocker, deadline);
            return;
        }
        if (me.park()) {
            if (deadline != NEVER) {
                timers.add(me.alarm(), deadline);
            }
            Outing vigil = me.vigil;
            if (vigil != null) {
                vigil.waitsUntil = deadline;
            }
            leaveBaton(me);
            awaitBaton(me, deadline == NEVER);
            if (deadline != NEVER) {
                timers.remove(me.alarm());
            }
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
            outings.resetAlarm(runner);
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
        if (holderIfCaller() != null) { // as nearly always, and then the entry need not be an errand itself
            timers.add(appointment, deadline);
        } else {
            byHolder(() -> timers.add(appointment, deadline));
        }
        return appointment;
    }

    void cancel(Appointment appointment) {
        if (holderIfCaller() != null) {
            timers.remove(appointment);
        } else {
            byHolder(() -> timers.remove(appointment));
        }
    }

    @Override
    public void yieldNow() {
        Runner me = self();
        if (me.isOutside()) {
            Scheduler.threads().yieldNow();
            return;
        }
        yieldBaton(me);
    }

    @Override
    public void giveWay() {
        Runner me = self();
        if (!me.isOutside() && isAnybodyDue()) {
            yieldBaton(me);
        }
    }

    /// Makes a choice: in real time at random; on a virtual clock as the order says, or, where that is
    /// [#FIRST_COME], at random and yet the same in every run.
    ///
    /// @param bound how many there are to choose from
    /// @return the number of one of them
    @Override
    public int pick(int bound) {
        if (!isInVirtualTime() || holderIfCaller() == null) {
            return super.pick(bound);
        }
        int picked = order == FIRST_COME ? dice.nextInt(bound) : order.applyAsInt(bound);
        return Objects.checkIndex(picked, bound);
    }

    private Runner self() {
        Runner present = holderIfCaller();
        if (present != null) {
            return present;
        }
        if (Strand.current() instanceof Runner me && me.scheduler() == this) {
            comeBack(me);
            return me;
        }
        throw new IllegalStateException(Strand.current() + " is no strand of " + this
                + ": this may only be called by code that runs in it");
    }

    // ---------------------------------------------------------------------------------------------------- seeing

    /// The strands that have not ended.
    ///
    /// @return the strands, in the order in which they were created
    public List<Strand> strands() {
        return List.copyOf(alive.members().reversed());
    }

    /// Has somebody who gives the strands a meaning show them in the place of this baton.
    ///
    /// @param teller describes this baton, given its figures, with its strands
    public void shownBy(UnaryOperator<Inspector.Node> teller) {
        this.teller = teller;
    }

    boolean isShownByOther() {
        return teller != null;
    }

    @Override
    public Inspector.Node inspect() {
        Map<String, String> facts = new TreeMap<>();
        facts.put("strands", Integer.toString(alive.size()));
        facts.put("timers", Integer.toString(timers.size()));
        facts.put("time", timetable.toString());
        StepWatch watching = watch;
        if (watching != null && watching.tally().count() > 0) {
            facts.put("slow steps", watching.tally().toString());
        }
        UnaryOperator<Inspector.Node> other = teller;
        return other == null
                ? new Inspector.Node("baton", toString(), facts, strands().stream().map(Standing::of).toList())
                : other.apply(new Inspector.Node("baton", toString(), facts, List.of()));
    }
}
