// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Waits for the first of several things, and does exactly that one: Go's `select`, Kotlin's `select`, Clojure's `alts!`.
///
/// ```java
/// String news = Select.over(
///         jobs.onReceive(job -> job + " was received"),
///         results.onSend(result, () -> result + " was sent"),
///         stop.onSet(() -> "told to stop"),
///         Select.onTimeout(Duration.ofSeconds(1), () -> "nothing for a second"));
/// ```
///
/// **Exactly one.** One clause is done, and none of the others leaves a trace: no item is taken or sent, no lock held,
/// no waiter left behind. Then its handler runs, on the calling strand, and what it returns or throws is what the select
/// returns or throws. A handler may wait: it is ordinary code, and no part of the choice. Where a handler is given no
/// item, it need not have a value.
///
/// **What follows** may also stand outside: give the clauses constructors of a sealed type as handlers, and switch over
/// the answer.
///
/// ```java
/// switch (Select.over(jobs.onReceive(Work::new), stop.onSet(Stop::new))) {
///     case Work(Job job) -> job.run();
///     case Stop() -> { return; }
/// }
/// ```
///
/// **Which one**, if several can be done at once: with [#over(Clause...)], each of them with the same probability, at random, so
/// none can starve the others (on a virtual clock the loop's own order decides, so that a run can be repeated); with
/// [#inOrder(Clause...)], the one that is listed first. If none can, whichever is the first to
/// become possible.
///
/// **Both ends** of a channel may be selects, and one select may offer to send to a channel and to receive from it: it
/// never does both with itself.
///
/// **Fairness.** A task of an event loop that selects again and again without having to wait lets the others run now
/// and then, before it selects: as often as the queues and channels it selects from would have it.
///
/// **Closed channels.** A clause about a channel that is closed can be done, in the sense that it ends the wait: with a
/// [ChannelClosedException], or, for [Channel#onReceiveOrClosed], with the news.
///
/// **Interrupts and cancellation** end the wait while nothing has been done. If something was done in the same moment,
/// that counts, and the interrupt or cancellation is for the next wait.
///
/// **Deadlock.** A select over nothing but locks that can only come free through the caller ends in a
/// [DeadlockException][dev.thrum.core.DeadlockException], as a `lock()` does. One that waits for anything else as well,
/// which anybody may bring about, takes no part in the search for deadlocks.
///
/// **Memory consistency effects**: those of the operation that was done.
///
/// **Cost**: if something can be done at once, its own cost, that of looking at the ones before it, and an object for
/// each clause; if not, two objects more for each clause.
///
/// Source: E. W. Dijkstra, "Guarded Commands", 1975; Go's `select` for the latches of all channels in a fixed order.
public final class Select {

    private Select() {}

    /// Does the first of several things that can be done, waiting for it as long as it takes; if several can be done at
    /// once, one of them at random.
    ///
    /// @param clauses the things
    /// @param <R> what the handlers return
    /// @param <X> what the handlers throw
    /// @return what the handler of the clause returns that was done
    /// @throws X what the handler throws
    /// @throws IllegalArgumentException if there is no clause, or more than one [#onTimeout] or [#otherwise] clause
    /// @throws ChannelClosedException if the clause is about a channel that is closed
    /// @throws QueueShutdownException if the clause is about a work queue that is shut down
    /// @throws AbandonedException if the clause is about a lock whose owner has ended
    /// @throws dev.thrum.core.DeadlockException if all clauses are about locks, and none of these can come free
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; nothing was done
    /// @throws InterruptedException if interrupted before or during the wait, when nothing was done; and if the handler
    ///     throws it
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <R extends @Nullable Object, X extends Exception> R over(Clause<? extends R, ? extends X>... clauses)
            throws X, InterruptedException {
        return new Selecting<R, X>(clauses, shuffled(clauses.length)).run();
    }

    /// Does the first of several things that can be done, as [#over(Clause...)]: for a number of them that is not known
    /// beforehand.
    ///
    /// @param clauses the things
    /// @param <R> what the handlers return
    /// @param <X> what the handlers throw
    /// @return as [#over(Clause...)]
    /// @throws X as [#over(Clause...)]
    /// @throws InterruptedException as [#over(Clause...)]
    @SuppressWarnings("unchecked") // the array is only read
    public static <R extends @Nullable Object, X extends Exception> R over(
            List<? extends Clause<? extends R, ? extends X>> clauses) throws X, InterruptedException {
        var all = (Clause<? extends R, ? extends X>[]) clauses.toArray(new Clause<?, ?>[0]);
        return new Selecting<R, X>(all, shuffled(all.length)).run();
    }

    private static int[] shuffled(int length) {
        int[] order = new int[length];
        Scheduler scheduler = Scheduler.current();
        for (int i = 1; i < length; i++) { // Fisher and Yates, inside out
            int j = scheduler.pick(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /// Does the first of several things that can be done, as [#over(Clause...)], but if several can be done at once, the one that
    /// is listed first. While it can be done again and again, the others have to wait.
    ///
    /// @param clauses the things, the most urgent first
    /// @param <R> what the handlers return
    /// @param <X> what the handlers throw
    /// @return as [#over(Clause...)]
    /// @throws X as [#over(Clause...)]
    /// @throws InterruptedException as [#over(Clause...)]
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <R extends @Nullable Object, X extends Exception> R inOrder(
            Clause<? extends R, ? extends X>... clauses) throws X, InterruptedException {
        int[] order = new int[clauses.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        return new Selecting<R, X>(clauses, order).run();
    }

    /// The clause for when none of the others could be done in time. There may be one in a select.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    /// @throws IllegalArgumentException if the time-out is negative
    public static <R extends @Nullable Object, X extends Exception> Clause<R, X> onTimeout(
            Duration timeout, Body<? extends R, ? extends X> handler) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("A time-out must not be negative, but was " + timeout);
        }
        return new UnreadyClause<>(timeout, Objects.requireNonNull(handler));
    }

    /// As [#onTimeout(Duration, Body)], with a handler without a value. What could be either is a body.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @param handler what to do then, on the calling strand
    /// @param <X> what the handler throws
    /// @return the clause, whose value is `null`
    /// @throws IllegalArgumentException if the time-out is negative
    public static <X extends Exception> Clause<@Nullable Void, X> onTimeout(
            Duration timeout, Action<? extends X> handler) {
        return Select.<@Nullable Void, X>onTimeout(timeout, Clause.unvalued(handler));
    }

    /// The clause for when none of the others can be done at once: with it a select never waits. There may be one in a
    /// select.
    ///
    /// The others are looked at one after the other, so each of them could not be done at the moment when it was looked
    /// at.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public static <R extends @Nullable Object, X extends Exception> Clause<R, X> otherwise(
            Body<? extends R, ? extends X> handler) {
        return new UnreadyClause<>(Duration.ZERO, Objects.requireNonNull(handler));
    }

    /// As [#otherwise(Body)], with a handler without a value. What could be either is a body.
    ///
    /// @param handler what to do then, on the calling strand
    /// @param <X> what the handler throws
    /// @return the clause, whose value is `null`
    public static <X extends Exception> Clause<@Nullable Void, X> otherwise(Action<? extends X> handler) {
        return Select.<@Nullable Void, X>otherwise(Clause.unvalued(handler));
    }
}
