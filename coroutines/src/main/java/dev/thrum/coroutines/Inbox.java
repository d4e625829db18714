// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Patience;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.VarHandle;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// What one strand, the writer, has made and another one, the reader, has not yet taken: a ring of items and then an
/// end. The reader waits for the writer, but not the other way round: the writer has to know how much it may put.
///
/// @param <T> the items
final class Inbox<T extends @Nullable Object> implements Resource {

    // Neither side misses the other:
    //
    //     writer: put the item;    full fence;   is a reader in the queue?  then grant
    //     reader: enter the queue; (atomic op);  is there an item?          then withdraw, else wait
    //
    // One of the two must see the other. Entering the queue is the reader's slow path, so on the fast path the fence
    // and a read that usually stays in the cache are all that the writer pays.

    private static final Object NULL = new Object();

    // A reader that has caught up with the writer would from then on meet it at every item, and the processors would
    // pass each place of the ring to and fro. So it lets the writer get ahead again first: half a microsecond, well
    // below what a wake-up costs, and lost to nobody, since the writer is what everything waits for. Measured: 12 to 18
    // ns an item instead of 65 to 120. A ring so small that it is full by then gains nothing.
    private static final int LINGER = 16;
    private static final int LINGERS_FROM = 64;

    private final String name;
    private final SpscAtomicArrayQueue<Object> ring;
    private final WaitQueue reader = new WaitQueue(this);

    /// Who fills it, as far as that is known.
    private volatile @Nullable Thread writer;

    // null --the writer, once--> an end
    private volatile @Nullable End end;

    /// The reader's.
    private final Patience patience = new Patience();

    private record End(@Nullable Throwable failure) {}

    /// Creates an empty inbox.
    ///
    /// @param name what the reader waits for, in words
    /// @param capacity how many items it must be able to hold
    Inbox(String name, int capacity) {
        this.name = name;
        this.ring = new SpscAtomicArrayQueue<>(capacity);
    }

    // ---------------------------------------------------------------------------------------------- the writer's side

    /// Says who will write, so that a reader who stands in the writer's way is told of the deadlock.
    void writtenBy(@Nullable Thread thread) {
        writer = thread;
    }

    /// Puts an item.
    ///
    /// @return false if there was no room
    boolean put(T item) {
        if (!ring.offer(item == null ? NULL : item)) {
            return false;
        }
        VarHandle.fullFence();
        wakeReader();
        return true;
    }

    /// Puts the end.
    void end(@Nullable Throwable failure) {
        writer = null;
        end = new End(failure);
        wakeReader();
    }

    /// How many items have been taken since the beginning.
    long taken() {
        return ring.currentConsumerIndex();
    }

    private void wakeReader() {
        if (!reader.isEmpty()) {
            reader.grantFirst();
        }
    }

    // ---------------------------------------------------------------------------------------------- the reader's side

    boolean isReady() {
        return ring.peek() != null;
    }

    /// Waits until there is an item or the end; answers whether there is an item.
    boolean awaitItem() throws InterruptedException {
        if (isReady() || lookOut()) {
            return true;
        }
        while (end == null) {
            Waiter waiter = reader.enqueue();
            if (isReady() || end != null) {
                reader.withdraw(waiter);
            } else {
                reader.await(waiter, Scheduler.NEVER);
            }
            if (isReady()) {
                return true;
            }
        }
        return isReady(); // what was put before the end is seen after it
    }

    /// Looks out for an item for a moment; answers whether there is one.
    private boolean lookOut() {
        int rounds = patience.rounds();
        for (int i = rounds; i > 0 && !isReady() && end == null; i--) {
            Thread.onSpinWait();
        }
        boolean inTime = patience.ended(rounds, isReady());
        if (inTime && ring.capacity() >= LINGERS_FROM) {
            for (int i = LINGER; i > 0 && end == null; i--) {
                Thread.onSpinWait();
            }
        }
        return inTime;
    }

    /// Waits for the end, whatever interrupts or cancels.
    void awaitEnd() {
        Waits.stubbornlyUntil(() -> end != null, reader);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only put(T) puts; null only where T may be
    T take() {
        Object item = ring.poll();
        return item == NULL ? null : (T) item;
    }

    /// Whether the end has been put, though items may be there that come before it.
    boolean hasEnded() {
        return end != null;
    }

    void clear() {
        ring.clear();
    }

    @Nullable Throwable failure() {
        End present = end;
        return present == null ? null : present.failure;
    }

    // ------------------------------------------------------------------------------------------------------- to be seen

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Thread owner() {
        return writer;
    }

    @Override
    public String statistics() {
        return ring.size() + " items" + (end == null ? "" : ", ended");
    }
}
