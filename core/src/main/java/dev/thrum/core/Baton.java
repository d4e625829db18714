// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
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
public final class Baton extends Relay implements Scheduler, Inspector.Source {

    /// Ready strands in order of arrival.
    public static final IntUnaryOperator FIRST_COME = ready -> 0;

    private Baton(String name, @Nullable VirtualClock clock, IntUnaryOperator order) {
        super(name, clock, order);
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
            leaveBaton(me);
            awaitBaton(me);
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
        byHolder(() -> timers.add(appointment, deadline));
        return appointment;
    }

    void cancel(Appointment appointment) {
        byHolder(() -> timers.remove(appointment));
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

    private Runner self() {
        Runner present = holderIfCaller();
        if (present != null) {
            return present;
        }
        if (Strand.current() instanceof Runner me && me.scheduler() == this) {
            return me;
        }
        throw new IllegalStateException(Strand.current() + " is no strand of " + this
                + ": this may only be called by code that runs in it");
    }

    @Override
    public Inspector.Node inspect() {
        Map<String, String> facts = new TreeMap<>();
        List<Runner> strands = alive.members();
        facts.put("strands", Integer.toString(strands.size()));
        facts.put("timers", Integer.toString(timers.size()));
        facts.put("time", timetable.toString());
        return new Inspector.Node("baton", toString(), facts, strands.stream()
                .map(runner -> Inspector.Node.of(runner.kind(), runner.name(), "state", runner.condition(),
                        "at", Sites.text(Sites.of(runner.carrier()))))
                .toList());
    }
}
