// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A place where a fixed number of strands wait for one another, again and again: Python's `threading.Barrier`.
///
/// ```java
/// Barrier endOfStep = new Barrier(4, () -> publish(results));
/// // in each of four strands
/// while (!finished) {
///     compute(myPart);
///     endOfStep.await(); // all parts are computed and published
/// }
/// ```
///
/// The strands that go through together are a *round*. The last one to arrive runs the action, if there is one, and
/// then all leave. Platform threads, virtual threads and event-loop tasks may share a barrier; a task that waits lets
/// its loop go on, and an action should not block the loop of whoever happens to be the last.
///
/// **Broken.** All go through or none: if one of them gives up (time-out, interrupt, cancelled scope), if the action
/// fails or somebody calls [#abort()], the barrier is broken. Everybody who waits, and whoever comes, gets a
/// [BrokenBarrierException] that tells why, until [#reset()]. Its cause is the exception that broke the barrier, if
/// there was one.
///
/// **During the action** the round counts as waiting: a strand that comes then waits for the next round, a strand that
/// gives up or [#abort()] breaks the round, though the action is not disturbed. An action that waits for the barrier,
/// or for a lock that one of the round holds, gets a [DeadlockException].
///
/// **Memory consistency effects**: actions before `await` happen before the barrier's action, and this happens before
/// actions after the `await` of everyone in the round.
///
/// **Cost**: a few atomic operations and small objects to arrive, and a wake-up for everyone but the last.
///
/// Source: `threading.Barrier`, [java.util.concurrent.CyclicBarrier]. Where parties come and go,
/// [java.util.concurrent.Phaser] is the class to use.
public final class Barrier implements Resource {

    // A round is an object with a queue of its own, so what breaks or ends it cannot touch a later one, and reset() is
    // a new round. Its state:
    //
    //                   arrive()                  arrive()           trip(): the last, after its action
    //     Gathering(0) ----------> Gathering(1) -- ... --> Gathering(parties) ------------------------> Passed
    //          |                        |                         |
    //          +------------------------+-------------------------+ breakWith(): who gives up, fails, aborts, resets
    //          v
    //        Broken
    //
    // Each edge is a compare-and-set, so a time-out that races with the last arrival either breaks the round for all or
    // comes too late and has no effect. Passed and Broken are final, and the strand that gets there grants all
    // waiters; one that enqueues after that sees the state in its second look.

    private sealed interface State {}

    private record Gathering(int arrived) implements State {}

    private record Passed() implements State {}

    private record Broken(String why, @Nullable Throwable cause) implements State {}

    private final @Nullable String name;
    private final int parties;
    private final @Nullable Runnable action;

    /// The round that strands arrive in; one that has passed is replaced by whoever sees it first, a broken one by
    /// reset() only.
    private final AtomicReference<Round> round = new AtomicReference<>(new Round());

    /// Creates a barrier without an action and without a name.
    ///
    /// @param parties how many strands make a round
    /// @throws IllegalArgumentException if the number is not positive
    public Barrier(int parties) {
        this(null, parties, null);
    }

    /// Creates a barrier without a name.
    ///
    /// @param parties how many strands make a round
    /// @param action what the last to arrive runs, before anyone leaves
    /// @throws IllegalArgumentException if the number is not positive
    public Barrier(int parties, Runnable action) {
        this(null, parties, action);
    }

    private Barrier(@Nullable String name, int parties, @Nullable Runnable action) {
        if (parties < 1) {
            throw new IllegalArgumentException("The number of parties must be positive, but was " + parties);
        }
        this.name = name;
        this.parties = parties;
        this.action = action;
    }

    /// Creates a barrier without an action that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param parties how many strands make a round
    /// @return the barrier
    /// @throws IllegalArgumentException if the number is not positive
    public static Barrier named(String name, int parties) {
        return watched(new Barrier(name, parties, null));
    }

    /// Creates a barrier that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param parties how many strands make a round
    /// @param action what the last to arrive runs, before anyone leaves
    /// @return the barrier
    /// @throws IllegalArgumentException if the number is not positive
    public static Barrier named(String name, int parties, Runnable action) {
        return watched(new Barrier(name, parties, action));
    }

    private static Barrier watched(Barrier barrier) {
        Inspector.watch(barrier);
        return barrier;
    }

    /// Waits until all parties have come, as long as it takes. The last one does not wait; it runs the action, and what
    /// the action throws is thrown here.
    ///
    /// @return the order of arrival in the round: 0 for the first, `parties() - 1` for the last
    /// @throws BrokenBarrierException if the barrier is or becomes broken, or is reset
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; the barrier is broken then
    /// @throws DeadlockException if called by the barrier's own action, or if the wait could never end since the action
    ///     waits for the caller; the barrier is broken then
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared, and the
    ///     barrier is broken
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Scheduler.NEVER);
        } catch (TimeoutException e) {
            throw new AssertionError("A wait without a deadline has timed out", e);
        }
    }

    /// Waits until all parties have come, no longer than a time. The last one does not wait; it runs the action,
    /// however long that takes, and what the action throws is thrown here.
    ///
    /// @param timeout how long to wait at most, also for a running action; zero does not wait
    /// @return the order of arrival in the round: 0 for the first, `parties() - 1` for the last
    /// @throws TimeoutException if the time is over; the barrier is broken then
    /// @throws IllegalArgumentException if the time-out is negative; the caller has not arrived then
    /// @throws BrokenBarrierException as [#await()]
    /// @throws InterruptedException as [#await()]
    public int await(Duration timeout) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Scheduler.current().deadlineAfter(timeout));
    }

    private int await(long deadline) throws InterruptedException, BrokenBarrierException, TimeoutException {
        round.get().refuseIfBroken();
        refuseIfInterrupted();
        while (true) {
            Round present = round.get();
            int index = present.arrive();
            if (index == parties - 1) {
                present.trip();
                return index;
            }
            present.await(deadline);
            if (index >= 0) {
                return index;
            }
        }
    }

    private void refuseIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupt = new InterruptedException("Interrupted before waiting for " + name());
            breakWith(new Broken(Strand.current() + " was interrupted", interrupt));
            throw interrupt;
        }
    }

    /// Breaks the barrier: everybody who waits, and whoever comes until [#reset()], gets a [BrokenBarrierException]. No
    /// effect if it is broken already. Never blocks.
    public void abort() {
        breakWith(new Broken("aborted by " + Strand.current(), null));
    }

    private void breakWith(Broken broken) {
        Round present;
        do {
            present = round.get();
        } while (!present.breakWith(broken) && present.replaceIfPassed());
    }

    /// Makes the barrier as good as new: everybody who waits gets a [BrokenBarrierException], whoever comes afterwards
    /// begins a new round. An action that is just running is not waited for. Never blocks.
    public void reset() {
        round.getAndSet(new Round()).breakWith(new Broken("reset by " + Strand.current(), null));
    }

    /// How many strands make a round.
    ///
    /// @return the number given at creation
    public int parties() {
        return parties;
    }

    /// How many strands wait at this moment for the others, or for the action.
    ///
    /// @return a number less than [#parties()]; zero if the barrier is broken
    public int waiting() {
        return Math.min(round.get().arrived(), parties - 1);
    }

    /// Whether the barrier is broken at this moment.
    ///
    /// @return true from the moment it was broken until [#reset()]
    public boolean isBroken() {
        return round.get().state.get() instanceof Broken;
    }

    @Override
    public String name() {
        return name == null ? Resource.super.name() : "Barrier \"" + name + "\"";
    }

    /// The thread that runs the action: nobody goes on before it has ended.
    ///
    /// @return the thread, or `null` while no action runs
    @Override
    public @Nullable Thread owner() {
        return round.get().actor;
    }

    @Override
    public String statistics() {
        Round present = round.get();
        return (present.state.get() instanceof Broken ? "broken" : present.arrived() + " of " + parties + " arrived")
                + ", " + present.waiters.size() + " waiting";
    }

    @Override
    public String toString() {
        return name() + " (" + statistics() + ")";
    }

    /// One passage of the parties.
    private final class Round {

        private static final int NOT_ARRIVED = -1;

        private final AtomicReference<State> state = new AtomicReference<>(new Gathering(0));

        /// Those who have arrived, and those who came too late and wait for the next round to open.
        private final WaitQueue waiters = new WaitQueue(Barrier.this);

        private volatile @Nullable Thread actor;

        private int arrived() {
            return state.get() instanceof Gathering(int arrived) ? arrived : 0;
        }

        /// Comes in, if there is room.
        ///
        /// @return the index, or [#NOT_ARRIVED] if the round is complete
        private int arrive() throws BrokenBarrierException {
            while (true) {
                refuseIfBroken();
                State present = state.get();
                if (present instanceof Gathering(int arrived)) {
                    if (arrived == parties) {
                        return NOT_ARRIVED;
                    }
                    if (state.compareAndSet(present, new Gathering(arrived + 1))) {
                        return arrived;
                    }
                } else if (replaceIfPassed()) {
                    return NOT_ARRIVED;
                }
            }
        }

        /// Waits for the end of this round.
        private void await(long deadline) throws InterruptedException, BrokenBarrierException, TimeoutException {
            Waiter waiter = waiters.enqueue();
            if (!(state.get() instanceof Gathering)) {
                waiters.withdraw(waiter); // granted or not, the round is over
                refuseIfBroken();
                return;
            }
            try {
                if (!waiters.await(waiter, deadline)) {
                    TimeoutException timeout = new TimeoutException(describeTimeout());
                    if (breakWith(new Broken(Strand.current() + " has timed out", timeout))) {
                        throw timeout;
                    }
                }
            } catch (InterruptedException e) {
                if (breakWith(new Broken(Strand.current() + " was interrupted or cancelled", e))) {
                    throw e;
                }
                if (!(e instanceof CancelledException)) { // a cancelled scope will tell again by itself
                    Thread.currentThread().interrupt();
                }
            } catch (DeadlockException e) {
                breakWith(new Broken(Strand.current() + " would have waited for ever", e));
                throw e;
            }
            refuseIfBroken();
        }

        private String describeTimeout() {
            Thread running = actor;
            return "Timed out waiting for " + Barrier.this.name() + ": " + (running == null
                    ? arrived() + " of " + parties + " have arrived"
                    : "all have arrived, and \"" + Strand.nameOf(running) + "\" still runs the action");
        }

        /// Runs the action and lets everybody go; called by the last to arrive.
        private void trip() throws BrokenBarrierException {
            if (action != null) {
                actor = Thread.currentThread();
                try {
                    action.run();
                } catch (Throwable failure) {
                    breakWith(new Broken("the action has failed in " + Strand.current(), failure));
                    throw failure;
                } finally {
                    actor = null;
                }
            }
            State complete = state.get();
            if (complete instanceof Gathering && state.compareAndSet(complete, new Passed())) {
                replaceIfPassed();
                waiters.grantAll();
            }
            refuseIfBroken();
        }

        /// Ends the round badly, unless it has ended.
        private boolean breakWith(Broken broken) {
            State present;
            do {
                present = state.get();
                if (!(present instanceof Gathering)) {
                    return false;
                }
            } while (!state.compareAndSet(present, broken));
            waiters.grantAll();
            return true;
        }

        /// Opens the next round if this one has passed, and nobody has done so.
        ///
        /// @return true if it has passed
        private boolean replaceIfPassed() {
            if (!(state.get() instanceof Passed)) {
                return false;
            }
            round.compareAndSet(this, new Round());
            return true;
        }

        private void refuseIfBroken() throws BrokenBarrierException {
            if (state.get() instanceof Broken(String why, Throwable cause)) {
                BrokenBarrierException exception =
                        new BrokenBarrierException(Barrier.this.name() + " is broken: " + why + "; reset() mends it");
                if (cause != null) {
                    exception.initCause(cause);
                }
                throw exception;
            }
        }
    }
}
