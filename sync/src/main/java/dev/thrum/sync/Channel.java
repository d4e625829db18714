// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.core.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A stream of items from strands that send to strands that receive, with an end: Go's `chan`, Kotlin's `Channel`.
///
/// Any number of platform threads, virtual threads and event-loop tasks may send and receive. Each item is received
/// once, in the order in which they were sent.
///
/// ```java
/// Channel<Page> pages = Channel.buffered(16);
/// // one strand
/// for (URI address : addresses) {
///     pages.send(load(address));
/// }
/// pages.close();
/// // another one
/// pages.forEach(page -> index(page));
/// ```
///
/// | made by          | holds               | `send` waits                              |
/// |------------------|---------------------|-------------------------------------------|
/// | [#rendezvous()]  | nothing             | until a receiver takes the item           |
/// | [#buffered(int)] | exactly `capacity`  | while that many are in it                 |
/// | [#unlimited()]   | as many as there is memory for | never                          |
/// | [#conflated()]   | the latest          | never: it takes the place of the one before it |
///
/// **The end.** [#close()] is like a last item: what was sent before, also by senders who still wait, can be received,
/// and then receivers are told that the channel is closed. [#fail] is for when something has gone wrong: it takes effect
/// at once, on both sides, and what was in the channel is dropped. To send to a channel that is closed is a mistake, and
/// always a [ChannelClosedException]. A receiver chooses how it wants to be told: [#receive()] throws,
/// [#receiveOrClosed()] and [#tryReceive()] answer with a [Received], [#forEach] just ends.
///
/// **Selecting.** [#onSend] and [#onReceive(Clause.Handler)] make clauses for [Select]: whichever can go on first.
///
/// **Fairness.** First come, first served, at both ends, without exception: there is never an item or room that a
/// newcomer could take while somebody waits for it. A task of an event loop that never has to wait, since there is
/// always an item or room, lets the others run all the same, every 127 operations or so; the methods that never wait do
/// not.
///
/// **Time-outs, interrupts, cancellation.** A `send` that is ended by one has not sent, and the item is nowhere; a
/// `receive` that is ended by one has received nothing. An item that was handed over in the same moment counts: then the
/// call succeeds, and the interrupt or the cancellation is for the next wait.
///
/// **Memory consistency effects**: actions before an item is sent happen before actions after it is received, and actions
/// before `close` or `fail` happen before actions after somebody was told of it. To send to a rendezvous channel
/// succeeds after the receiver has begun to receive: actions before that happen before actions after the `send`.
///
/// **Cost**: where nobody has to wait, two atomic operations and no garbage; a wait makes two objects. A thread that
/// has to wait looks out for its partner before it parks, as long as that has paid of late
/// ([LookOut][dev.thrum.core.LookOut]).
///
/// Source: C. A. R. Hoare, "Communicating Sequential Processes", 1978; Go's channels; Kotlin's for `close` and waiting
/// senders.
///
/// @param <T> the items, none of them `null`, which is a [NullPointerException] wherever it is given
public final class Channel<T> extends ChannelClauses<T> implements Inspector.Source {

    // Here is what users are promised. How it is kept, and the proof that nothing is lost, is in ChannelStore.

    /// What [#forEach] does with an item. It may wait.
    ///
    /// @param <T> the item
    /// @param <X> the checked exception that is thrown, besides [InterruptedException]
    @FunctionalInterface
    public interface Consumer<T, X extends Exception> {

        /// Consumes an item.
        ///
        /// @param item the item
        /// @throws X what the consumer throws
        /// @throws InterruptedException if a wait inside was interrupted or cancelled
        void accept(T item) throws X, InterruptedException;
    }

    /// The capacity of a channel without a limit.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    final ChannelStore<T> store;

    private Channel(@Nullable String given, int capacity, boolean conflated) {
        String name = given == null
                ? "Channel@" + Integer.toHexString(System.identityHashCode(this))
                : "Channel \"" + given + "\"";
        store = new ChannelStore<>(name, capacity, conflated);
        if (given != null) {
            Inspector.watch(this);
        }
    }

    /// Creates a channel that holds nothing: a sender and a receiver wait for one another.
    ///
    /// @param <T> the items
    /// @return the channel
    public static <T> Channel<T> rendezvous() {
        return new Channel<>(null, 0, false);
    }

    /// Creates a channel that holds nothing and is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param <T> the items
    /// @return the channel
    public static <T> Channel<T> rendezvous(String name) {
        return new Channel<>(named(name), 0, false);
    }

    /// Creates a channel that holds a number of items.
    ///
    /// @param capacity how many it holds at most, exactly
    /// @param <T> the items
    /// @return the channel
    /// @throws IllegalArgumentException if the capacity is not positive
    public static <T> Channel<T> buffered(int capacity) {
        return new Channel<>(null, positive(capacity), false);
    }

    /// Creates a channel that holds a number of items and is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param capacity how many it holds at most, exactly
    /// @param <T> the items
    /// @return the channel
    /// @throws IllegalArgumentException if the capacity is not positive
    public static <T> Channel<T> buffered(String name, int capacity) {
        return new Channel<>(named(name), positive(capacity), false);
    }

    /// Creates a channel that holds any number of items: nobody ever waits to send.
    ///
    /// @param <T> the items
    /// @return the channel
    public static <T> Channel<T> unlimited() {
        return new Channel<>(null, UNLIMITED, false);
    }

    /// Creates a channel that holds any number of items and is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param <T> the items
    /// @return the channel
    public static <T> Channel<T> unlimited(String name) {
        return new Channel<>(named(name), UNLIMITED, false);
    }

    /// Creates a channel that holds the latest item only, for receivers who want to know how things are and not how
    /// they came to be so. Nobody ever waits to send.
    ///
    /// @param <T> the items
    /// @return the channel
    public static <T> Channel<T> conflated() {
        return new Channel<>(null, 1, true);
    }

    /// Creates a channel that holds the latest item only and is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param <T> the items
    /// @return the channel
    public static <T> Channel<T> conflated(String name) {
        return new Channel<>(named(name), 1, true);
    }

    private static String named(String name) {
        return Objects.requireNonNull(name, "A channel's name must not be null");
    }

    private static int positive(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("The capacity must be positive, but was " + capacity
                    + "; Channel.rendezvous() holds nothing");
        }
        return capacity;
    }

    // --------------------------------------------------------------------------------------------------- sending

    /// Sends an item, waiting for room, or for a receiver, as long as it takes.
    ///
    /// @param item what to send
    /// @throws ChannelClosedException if the channel is closed, or fails during the wait; the item was not sent
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; the item was not sent
    /// @throws InterruptedException if interrupted before or during the wait; the item was not sent
    public void send(T item) throws InterruptedException {
        requireItem(item);
        refuseIfInterrupted("sending to ");
        store.send(item, Scheduler.NEVER);
    }

    /// Sends an item if there is room, or a receiver waits. Never waits.
    ///
    /// @param item what to send
    /// @return true if it was sent
    /// @throws ChannelClosedException if the channel is closed
    public boolean trySend(T item) {
        requireItem(item);
        return store.trySend(item);
    }

    /// Sends an item, waiting for room, or for a receiver, no longer than a time.
    ///
    /// @param item what to send
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if it was sent, false if the time is over
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws ChannelClosedException as [#send]
    /// @throws dev.thrum.core.CancelledException as [#send]
    /// @throws InterruptedException as [#send]
    public boolean trySend(T item, Duration timeout) throws InterruptedException {
        requireItem(item);
        refuseIfInterrupted("sending to ");
        long deadline = Scheduler.current().deadlineAfter(timeout);
        return timeout.isZero() ? store.trySend(item) : store.send(item, deadline);
    }

    // ------------------------------------------------------------------------------------------------- receiving

    /// Receives the next item, waiting for one as long as it takes.
    ///
    /// @return the item
    /// @throws ChannelClosedException if the channel is or becomes closed and is empty, or fails
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope; no item is lost
    /// @throws InterruptedException if interrupted before or during the wait; no item is lost
    public T receive() throws InterruptedException {
        T item = receiveUntil(Scheduler.NEVER);
        if (item == null) {
            throw store.closed("receive from");
        }
        return item;
    }

    /// Receives the next item, waiting for one, or for the end, as long as it takes.
    ///
    /// ```java
    /// while (jobs.receiveOrClosed() instanceof Received.Item(Job job)) {
    ///     job.run();
    /// }
    /// ```
    ///
    /// @return the item, or the news that the channel is closed; never [Received.Empty]
    /// @throws dev.thrum.core.CancelledException as [#receive()]
    /// @throws InterruptedException as [#receive()]
    public Received<T> receiveOrClosed() throws InterruptedException {
        T item = receiveUntil(Scheduler.NEVER);
        return item == null ? new Received.Closed<>(store.failure()) : new Received.Item<>(item);
    }

    /// Receives the next item if there is one, or a sender waits. Never waits.
    ///
    /// @return the item, or the news that there is none, or that the channel is closed
    public Received<T> tryReceive() {
        return store.tryReceive();
    }

    /// Receives the next item, waiting for one, or for the end, no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return the item, or the news that the time is over, or that the channel is closed
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws dev.thrum.core.CancelledException as [#receive()]
    /// @throws InterruptedException as [#receive()]
    public Received<T> tryReceive(Duration timeout) throws InterruptedException {
        long deadline = Scheduler.current().deadlineAfter(timeout);
        if (timeout.isZero()) {
            refuseIfInterrupted("receiving from ");
            return store.tryReceive();
        }
        T item = receiveUntil(deadline);
        return item == null ? store.tryReceive() : new Received.Item<>(item);
    }

    /// Receives all items until the channel is closed, waiting for each as long as it takes.
    ///
    /// @param action what to do with each of them, on the calling strand
    /// @param <X> what the action throws
    /// @throws X what the action throws; the items that follow stay in the channel
    /// @throws ChannelClosedException if the channel fails
    /// @throws dev.thrum.core.CancelledException as [#receive()]
    /// @throws InterruptedException as [#receive()], and if the action throws it
    public <X extends Exception> void forEach(Consumer<? super T, ? extends X> action) throws X, InterruptedException {
        for (T item = receiveUntil(Scheduler.NEVER); item != null; item = receiveUntil(Scheduler.NEVER)) {
            action.accept(item);
        }
        if (store.failure() != null) {
            throw store.closed("receive from");
        }
    }

    /// @return the item; `null` if the channel is closed or the time is over
    private @Nullable T receiveUntil(long deadline) throws InterruptedException {
        refuseIfInterrupted("receiving from ");
        return store.receive(deadline);
    }

    private void refuseIfInterrupted(String before) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before " + before + store.name());
        }
    }

    // -------------------------------------------------------------------------------------------------- the end

    /// Lets no more items in. Those that were sent before, also by senders who still wait, can be received; receivers
    /// for whom nothing is left are told that the channel is closed. No effect if it is closed already. Never blocks.
    public void close() {
        store.close();
    }

    /// Lets no more items in or out, because something has gone wrong: senders and receivers, those who wait and those
    /// who come, get a [ChannelClosedException] with this cause. A channel that was closed can still fail; one that has
    /// failed keeps its first cause. Never blocks.
    ///
    /// @param cause why
    /// @return the items that were in the channel, which nobody will receive; those of senders who wait are not among
    ///     them: they were not sent
    public List<T> fail(Throwable cause) {
        return store.fail(Objects.requireNonNull(cause, "A channel fails for a cause"));
    }

    /// Whether the channel lets no more items in. There may be items left to receive.
    ///
    /// @return true from the moment of the [#close()] or [#fail] on
    public boolean isClosed() {
        return store.isClosed();
    }

    // ---------------------------------------------------------------------------------------------------- seeing

    /// How many items the channel holds at most.
    ///
    /// @return zero for a rendezvous channel, one for a conflated one, [#UNLIMITED] for an unlimited one
    public int capacity() {
        return store.capacity();
    }

    /// How many items are in the channel at this moment; those of senders who wait do not count.
    ///
    /// @return the number, at most the capacity
    public int size() {
        return store.size();
    }

    @Override
    ChannelStore<T> store() {
        return store;
    }

    @Override
    public Inspector.Node inspect() {
        return Inspector.Node.of("Channel", store.name(), "state", store.statistics());
    }

    @Override
    public String toString() {
        return store.name() + " (" + store.statistics() + ")";
    }
}
