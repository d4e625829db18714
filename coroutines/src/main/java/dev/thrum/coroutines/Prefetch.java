// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Patience;
import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One iteration over a generator whose body runs ahead of the consumer, on a strand of its own.
///
/// @param <T> the items
final class Prefetch<T extends @Nullable Object> implements Feed<T> {

    // How far ahead. The body has made one item more than the yields that have returned, so to be at most n ahead it
    // puts its item first and then waits *in that yield* until there is room again. It is woken when half of the ring is
    // free, so that a slow consumer does not wake it for each item.
    //
    //     body:     wakeAt = w;  enter the queue (atomic op);  have w items been taken?  then go on, else wait
    //     consumer: take;        [fence];                      is it the w-th?           then grant
    //
    // Without the fence the consumer may miss the body's wish at the very item that fulfils it; it sees it one item
    // later, or before it waits itself. That costs something only where there is no item later: with a ring of one or
    // two. There it pays for the fence.
    //
    // Who keeps whom alive: the strand of the body keeps this object, which knows neither the iterator nor its user. So
    // an iterator that is lost is collected, and its cleaner ends the body.

    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

    private static final int MOST_AHEAD = 1 << 30;
    private static final int FENCED_UP_TO = 2;

    private final String name;
    private final Operators<T> generator;
    private final int capacity;
    private final Inbox<T> inbox;
    private final WaitQueue room;
    private final CancelScope scope;

    // Touched by the consumer only.
    private boolean started;

    /// How many items must have been taken for the body to go on; written by the body while it waits for room.
    private volatile long wakeAt = Long.MAX_VALUE;

    //  OPEN ----consumer---> CLOSED
    //    +------cleaner----> ABANDONED
    private volatile Demand demand = Demand.OPEN;

    private enum Demand { OPEN, CLOSED, ABANDONED }

    Prefetch(String name, Operators<T> generator, int capacity) {
        this.name = name;
        this.generator = generator;
        this.capacity = capacity;
        this.inbox = new Inbox<>("the next item of " + name, capacity);
        this.room = new WaitQueue(new Resource() {
            @Override
            public String name() {
                return "room for items of " + Prefetch.this.name;
            }

            @Override
            public String statistics() {
                return inbox.statistics() + " of " + Prefetch.this.capacity;
            }
        });
        this.scope = new CancelScope(name);
    }

    static void requireCapacity(int count) {
        if (count < 1 || count > MOST_AHEAD) {
            throw new IllegalArgumentException("The number of items must be from 1 to 2^30, but was " + count);
        }
    }

    // -------------------------------------------------------------------------------------------- the consumer's side

    @Override
    public boolean isReady() {
        return inbox.isReady();
    }

    @Override
    public boolean awaitItem() throws InterruptedException {
        if (inbox.isReady()) {
            return true;
        }
        if (!started) {
            start();
        }
        VarHandle.fullFence();
        wakeBody();
        return inbox.awaitItem();
    }

    private void start() {
        Thread thread = Thread.ofVirtual().name(name).unstarted(this::live);
        inbox.writtenBy(thread);
        thread.start();
        started = true;
    }

    @Override
    public T take() {
        T item = inbox.take();
        if (capacity <= FENCED_UP_TO) {
            VarHandle.fullFence();
        }
        wakeBody();
        return item;
    }

    private void wakeBody() {
        if (inbox.taken() >= wakeAt) {
            room.grantFirst();
        }
    }

    @Override
    public @Nullable Throwable failure() {
        Throwable failure = inbox.failure();
        if (failure != null) {
            PullSite.complete(failure, Prefetch.class, "live");
        }
        return failure;
    }

    @Override
    public void close() {
        if (started && !inbox.hasEnded()) {
            end(Demand.CLOSED);
            inbox.awaitEnd();
            Throwable failure = inbox.failure();
            if (failure != null) {
                throw Sneaky.rethrow(failure);
            }
        }
        inbox.clear();
    }

    @Override
    public void abandon() {
        if (!inbox.hasEnded()) {
            end(Demand.ABANDONED);
        }
    }

    /// Has the body exit where it waits for room; or else at its next yield, and its waits until then are cancelled.
    private void end(Demand how) {
        demand = how;
        if (!room.grantFirst()) {
            scope.cancel("the consumer of " + name + " wants no more");
        }
    }

    // ------------------------------------------------------------------------------------------------ the body's side

    private void live() {
        Ahead ahead = new Ahead();
        Throwable failure = null;
        try {
            scope.run(() -> generator.forEach(ahead));
        } catch (Throwable thrown) { // whatever it is, it belongs to the consumer
            failure = thrown == ahead.exit ? ExitSignal.failureIn(thrown) : thrown;
        }
        inbox.end(failure);
        if (failure != null && demand == Demand.ABANDONED) {
            LOG.warn("{} was abandoned, and its body or its clean-up failed", name, failure);
        }
    }

    /// What the body yields to.
    private final class Ahead implements Consumer<T> {

        private final ExitSignal exit = new ExitSignal();
        private final Patience patience = new Patience();
        private long made;

        /// How many items may have been made before the body has to look whether there is room.
        private long limit = capacity;

        @Override
        public void accept(T item) {
            inbox.put(item);
            if (++made == limit) {
                awaitRoom();
            }
            if (demand != Demand.OPEN) {
                throw exit;
            }
        }

        /// Looks out for room for a moment.
        private void lookOut(long target) {
            int rounds = patience.rounds();
            for (int i = rounds; i > 0 && inbox.taken() < target && demand == Demand.OPEN; i--) {
                Thread.onSpinWait();
            }
            patience.ended(rounds, inbox.taken() >= target);
        }

        private void awaitRoom() {
            limit = inbox.taken() + capacity;
            if (made < limit) {
                return;
            }
            long target = made - capacity / 2;
            lookOut(target);
            wakeAt = target;
            try {
                Waits.until(() -> inbox.taken() >= wakeAt || demand != Demand.OPEN, room);
            } catch (InterruptedException e) {
                if (demand == Demand.OPEN) {
                    throw Sneaky.rethrow(e);
                }
            }
            wakeAt = Long.MAX_VALUE;
            limit = inbox.taken() + capacity;
        }
    }
}
