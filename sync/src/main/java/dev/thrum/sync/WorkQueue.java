// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Body;
import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import dev.thrum.sync.WorkStore.Node;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A queue of work between strands that knows when all of it is done and can be shut down: Python's `queue.Queue` as
/// of 3.13, and a full [BlockingQueue].
///
/// In which order the elements come out is the subclass's: [FifoQueue], [LifoQueue] or [StablePriorityQueue]. Any
/// number of platform threads, virtual threads and event-loop tasks may put and take.
///
/// ```java
/// try {
///     while (true) {
///         Job job = jobs.take();
///         try {
///             job.run();
///         } finally {
///             jobs.taskDone();
///         }
///     }
/// } catch (QueueShutdownException e) {
///     // no more work
/// }
/// ```
///
/// **Tasks.** Every element is a task from when it is put until it is done. Who takes one, by whatever method hands it
/// over, owes a [#taskDone()]; [#join()] waits until nobody owes any and the queue is empty. What is thrown out by
/// `remove(Object)`, `removeIf`, `clear`, an iterator or [#shutdownNow()] counts as done.
///
/// **Shutdown.** After [#shutdown()] no element goes in, and when the last one is out, none comes. A method that would
/// wait for what can never happen then throws [QueueShutdownException], at once or out of its wait: `put`, `take` and
/// the forms with a time-out, whatever the time. So does `add`. The methods that never wait answer as for a full or
/// empty queue: `offer` with false, `poll` and `peek` with `null`. (Where a queue feeds a thread pool, shut down the
/// pool and not its queue: the pool's workers do not expect the exception.)
///
/// **Time-outs.** With a [TimeUnit], as in all of `java.util.concurrent`, one of zero or less does not wait; with a
/// [Duration], one below zero is an [IllegalArgumentException]. There is no longest one.
///
/// **Fairness.** Those who wait are woken in the order of their arrival, one at a time: who was woken and has succeeded
/// wakes the next. A newcomer may be quicker; who loses to one keeps its place. A task of an event loop that never has
/// to wait, since there is always an element or room, lets the others run all the same, every 127 operations or so; the
/// methods that never wait do not.
///
/// **Iterators** show the elements of one moment, in the order in which they would be taken, and never throw
/// [java.util.ConcurrentModificationException]; their `remove` has no effect on an element that has gone meanwhile.
///
/// **Memory consistency effects**: actions before an element is put happen before actions after it is taken, and
/// actions before `taskDone` before actions after the `join` that waited for it.
///
/// **Cost**: see the subclasses. Methods that look at all elements copy references to them first, so no foreign code
/// runs while others are kept out. A thread that has to wait looks out for an element, or for room, before it parks, as
/// long as that has paid of late ([LookOut][dev.thrum.core.LookOut]).
///
/// @param <E> the elements, none of them `null`, which is a [NullPointerException] wherever it is given
public abstract sealed class WorkQueue<E> extends WorkTasks<E> implements BlockingQueue<E>, Inspector.Source
        permits FifoQueue, LifoQueue, StablePriorityQueue {

    // Here is how elements go in and come out, until the shutdown. The state is a WorkStore, in which every method
    // takes effect in one instant; who has to wait does so in a WorkLine, one at each side. Whoever changes the store
    // looks at the lines afterwards.
    //
    //     WorkCollection   the elements that are there
    //       WorkTasks      what becomes of those that were taken, and who waits for that
    //         WorkQueue    to put and to take
    //           FifoQueue, LifoQueue, StablePriorityQueue: which store

    /// The capacity of a queue without a limit, and its [#remainingCapacity()].
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private final WorkLine putters;
    private final WorkLine takers;

    /// Creates a queue of the order that its store has.
    ///
    /// @param given the name given by the user
    /// @param maker makes the store, with the name of the queue
    WorkQueue(@Nullable String given, Function<String, WorkStore<E>> maker) {
        super(given, maker);
        String name = store.name();
        putters = new WorkLine("space in " + name, this, store::seemsToHaveRoom, store::hasRoom,
                store::giveWayBeforeInserting);
        takers = new WorkLine("an element of " + name, this, store::seemsToHaveElements, store::hasElements,
                store::giveWayBeforeExtracting);
    }

    /// Puts an element, waiting for room as long as it takes.
    ///
    /// @param element what to put
    /// @throws QueueShutdownException if the queue is or becomes shut down; the element is not in it
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; the element is not in the
    ///     queue
    /// @throws InterruptedException if interrupted before or during the wait; the element is not in the queue
    @Override
    public void put(E element) throws InterruptedException {
        refuseInterrupted("putting into ");
        if (!insert(element, Manner.PATIENT)) {
            waitToInsert(element, Long.MAX_VALUE);
        }
    }

    /// Puts an element if there is room. Never waits.
    ///
    /// @param element what to put
    /// @return true if the element is in the queue now; false if the queue is full or shut down
    @Override
    public boolean offer(E element) {
        return insert(element, Manner.ANSWER);
    }

    /// Puts an element, waiting for room no longer than a time.
    ///
    /// @param element what to put
    /// @param timeout how long to wait at most; zero or less does not wait
    /// @param unit the unit of the time-out
    /// @return true if the element is in the queue now; false if the time is over
    /// @throws QueueShutdownException as [#put]
    /// @throws dev.thrum.core.CancelledException as [#put]
    /// @throws InterruptedException as [#put]
    @Override
    public boolean offer(E element, long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(timeout);
        refuseInterrupted("putting into ");
        return insert(element, patientFor(nanos)) || (nanos > 0 && waitToInsert(element, nanos));
    }

    /// Puts an element, waiting for room no longer than a time.
    ///
    /// @param element what to put
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if the element is in the queue now; false if the time is over
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws QueueShutdownException as [#put]
    /// @throws dev.thrum.core.CancelledException as [#put]
    /// @throws InterruptedException as [#put]
    public boolean offer(E element, Duration timeout) throws InterruptedException {
        return offer(element, nanos(timeout), TimeUnit.NANOSECONDS);
    }

    /// Puts an element if there is room. Never waits.
    ///
    /// @param element what to put
    /// @return true
    /// @throws QueueShutdownException if the queue is shut down
    /// @throws IllegalStateException if the queue is full
    @Override
    public boolean add(E element) {
        if (!insert(element, Manner.INSIST)) {
            throw new IllegalStateException(store.name() + " is full (" + statistics() + "); put() waits for room");
        }
        return true;
    }

    /// Takes the next element, waiting for one as long as it takes.
    ///
    /// @return the element
    /// @throws QueueShutdownException if the queue is or becomes shut down and is empty
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; no element is lost
    /// @throws InterruptedException if interrupted before or during the wait; no element is lost
    @Override
    public E take() throws InterruptedException {
        refuseInterrupted("taking from ");
        E element = extract(Manner.PATIENT);
        return element != null
                ? element
                : Objects.requireNonNull(takers.await(() -> extract(Manner.INSIST), Long.MAX_VALUE));
    }

    /// Takes the next element if there is one. Never waits.
    ///
    /// @return the element, or `null` if the queue is empty
    @Override
    public @Nullable E poll() {
        return extract(Manner.ANSWER);
    }

    /// Takes the next element, waiting for one no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero or less does not wait
    /// @param unit the unit of the time-out
    /// @return the element, or `null` if the time is over
    /// @throws QueueShutdownException as [#take]
    /// @throws dev.thrum.core.CancelledException as [#take]
    /// @throws InterruptedException as [#take]
    @Override
    public @Nullable E poll(long timeout, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(timeout);
        refuseInterrupted("taking from ");
        E element = extract(patientFor(nanos));
        return element != null || nanos <= 0 ? element : takers.await(() -> extract(Manner.INSIST), nanos);
    }

    /// Takes the next element, waiting for one no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return the element, or `null` if the time is over
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws QueueShutdownException as [#take]
    /// @throws dev.thrum.core.CancelledException as [#take]
    /// @throws InterruptedException as [#take]
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        return poll(nanos(timeout), TimeUnit.NANOSECONDS);
    }

    /// Looks at the next element and leaves it where it is. Never waits.
    ///
    /// @return the element, or `null` if the queue is empty
    @Override
    public @Nullable E peek() {
        return store.peek();
    }

    private static Manner patientFor(long nanos) {
        return nanos > 0 ? Manner.PATIENT : Manner.INSIST;
    }

    private boolean insert(E element, Manner manner) {
        if (!store.insert(element, manner)) {
            return false;
        }
        takers.call();
        return true;
    }

    private @Nullable E extract(Manner manner) {
        E element = store.extract(manner);
        if (element != null) {
            putters.call();
        }
        return element;
    }

    private boolean waitToInsert(E element, long nanos) throws InterruptedException {
        return putters.await(() -> insert(element, Manner.INSIST) ? element : null, nanos) != null;
    }

    /// Lets no more elements in; those that are in can still be taken. Blocked putters are woken and fail, and so are
    /// takers for whom nothing is left. No effect if shut down before. Never blocks.
    public void shutdown() {
        store.shutdown(Strand.current().toString());
        wakeForShutdown();
    }

    /// Lets no more elements in and throws out those that are in, as done: blocked putters and takers are woken and
    /// fail, and `join` waits only for what was taken already. Never blocks.
    ///
    /// @return the elements nobody has taken, in the order in which they would have been
    public List<E> shutdownNow() {
        List<E> dropped = store.shutdownNow(Strand.current().toString());
        wakeForShutdown();
        wakeJoiners();
        return dropped;
    }

    private void wakeForShutdown() {
        putters.callAll();
        takers.callAll();
    }

    /// A clause of a [Select] that puts an element. The select throws a [QueueShutdownException] if this clause can go
    /// on first because the queue is shut down.
    ///
    /// @param element what to put, if this clause is selected
    /// @param handler what to do then, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onPut(
            E element, Body<? extends R, ? extends X> handler) {
        Objects.requireNonNull(element, "A queue takes no null elements");
        return WaitClause.of(new Sources.OfWork<>(
                putters, () -> insert(element, Manner.INSIST) ? Clause.DONE : null), handler);
    }

    /// As [#onPut(Object, Body)], with a handler without a value. What could be either is a body.
    ///
    /// @param element what to put, if this clause is selected
    /// @param handler what to do then, on the calling strand
    /// @param <X> what the handler throws
    /// @return the clause, whose value is `null`
    public <X extends Exception> Clause<@Nullable Void, X> onPut(E element, Action<? extends X> handler) {
        return this.<@Nullable Void, X>onPut(element, Clause.unvalued(handler));
    }

    /// A clause of a [Select] that takes the next element. The select throws a [QueueShutdownException] if this clause
    /// can go on first because the queue is shut down and empty.
    ///
    /// @param handler what to do with the element, on the calling strand
    /// @param <R> what the handler returns
    /// @param <X> what the handler throws
    /// @return the clause
    public <R extends @Nullable Object, X extends Exception> Clause<R, X> onTake(
            Clause.Handler<? super E, ? extends R, ? extends X> handler) {
        return new WaitClause<>(new Sources.OfWork<>(takers, () -> extract(Manner.INSIST)), handler);
    }

    /// Whether the queue was shut down. There may be elements left to take.
    ///
    /// @return true from the moment of the shutdown on
    public boolean isShutdown() {
        return store.isShutdown();
    }

    /// How many elements the queue holds at most.
    ///
    /// @return the number given at creation, or [#UNBOUNDED]
    public int capacity() {
        return store.capacity();
    }

    /// How many elements could be put at this moment without waiting, if the queue is not shut down.
    ///
    /// @return the number, or [#UNBOUNDED]
    @Override
    public int remainingCapacity() {
        return store.room();
    }

    /// Takes all elements, as [#drainTo(Collection, int)] does. Never waits.
    ///
    /// @param target where to add them
    /// @return how many were taken
    /// @throws IllegalArgumentException if the target is this queue
    @Override
    public int drainTo(Collection<? super E> target) {
        return drainTo(target, Integer.MAX_VALUE);
    }

    /// Takes the next elements. Never waits. If adding one to the target throws, that one and those after it are in the
    /// queue again, in their old places. A [#taskDone()] is due for each that was added.
    ///
    /// @param target where to add them
    /// @param most how many to take at most
    /// @return how many were taken
    /// @throws IllegalArgumentException if the target is this queue
    @Override
    public int drainTo(Collection<? super E> target, int most) {
        Objects.requireNonNull(target, "There must be a collection to drain to");
        if (target == this) {
            throw new IllegalArgumentException(store.name() + " cannot be drained into itself");
        }
        List<Node<E>> batch = store.reserve(most);
        int accepted = 0;
        try {
            for (Node<E> node : batch) {
                target.add(node.element);
                accepted++;
            }
        } finally {
            store.land(batch, accepted);
            putters.call();
            takers.call();
        }
        return accepted;
    }

    @Override
    boolean discard(Collection<Node<E>> doomed) {
        int discarded = store.discard(doomed);
        putters.call();
        wakeJoiners();
        return discarded > 0;
    }

    @Override
    public void clear() {
        store.clear();
        putters.call();
        wakeJoiners();
    }

    @Override
    public Inspector.Node inspect() {
        return Inspector.Node.of(getClass().getSimpleName(), store.name(), "state", statistics());
    }

    @Override
    String statistics() {
        return store.statistics() + ", " + putters.waiters.size() + " putting, " + takers.waiters.size() + " taking, "
                + joining() + " joining";
    }
}
