// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The permits of a [CountingSemaphore] and the line of those who wait for them: how they are taken, waited for and
/// given back. What a user may ask for, and how, is said there.
abstract sealed class PermitLine implements Resource permits CountingSemaphore {

    // state: one word, for newcomers to decide with one comparison
    //
    //       63                         32 31                          0
    //      +-----------------------------+-----------------------------+
    //      |   minus the reservations    |        free permits         |    state = permits - reservations * 2^32
    //      +-----------------------------+-----------------------------+
    //
    // Every request for several permits that waits has a reservation. A newcomer takes n if state >= n, so never past
    // a reservation; a waiter whose turn it is looks at the lower half only.
    //
    // front: whose turn it is
    //
    //              serve(): CAS, and a grant to the first of `waiters`;
    //              or CAS by a newcomer that finds no waiters
    //     NOBODY --------------------------------------------------> AWAKE
    //       ^  ^      leaveFront(): has its permits                    |  too few permits: it enqueues in `foremost`,
    //       |  +-------------------------------------------------------+  alone, to be granted by serve() when there
    //       +----------------------------------- n <-------------------+  are n, which is leave to try again
    //                 leaveFront(): has them now, or gives up
    //
    // No grant is a permit: those handed to a strand that has yet to be woken would lie idle for the time of the
    // wake-up, while others that run want them. Whoever leaves the front calls the next, if permits are left; so
    // release(n) ends as many waits as it can serve, one after another.
    //
    // No wake-up is lost: whoever changes something calls serve() afterwards, release() after adding permits, a waiter
    // after enqueueing, the one in front after clearing `front`. If serve() finds somebody in front, it may rely on
    // that one: it has yet to write n and then look at the permits, or to clear `front` and then serve.

    private static final int NOBODY = 0;
    private static final int AWAKE = -1;
    private static final long RESERVATION = 1L << 32;

    private static final VarHandle STATE;
    private static final VarHandle FRONT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(PermitLine.class, "state", long.class);
            FRONT = lookup.findVarHandle(PermitLine.class, "front", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int limit;
    private final boolean fair;

    /// Those who wait for their turn.
    private final WaitQueue waiters;

    /// The one whose turn it is, while it is parked.
    private final WaitQueue foremost;

    @SuppressWarnings("FieldMayBeFinal") // written through STATE
    private volatile long state;

    private volatile int front = NOBODY;

    PermitLine(int permits, int limit, boolean fair) {
        this.state = permits;
        this.limit = limit;
        this.fair = fair;
        this.waiters = fair ? new WaitQueue(this) : WaitQueue.parkingAtOnce(this);
        this.foremost = fair ? new WaitQueue(this) : WaitQueue.parkingAtOnce(this);
    }

    // --------------------------------------------------------------------------------------------- taking

    /// Takes permits as a newcomer: not if there are reservations; in fair mode, not if anybody waits.
    final boolean take(int n) {
        if (fair && (front != NOBODY || !waiters.isEmpty())) {
            return false;
        }
        for (long present = state; present >= n; present = state) {
            if (STATE.compareAndSet(this, present, present - n)) {
                return true;
            }
        }
        return false;
    }

    /// Waits for permits, of which there are too few, or somebody was first.
    ///
    /// @return false if the time is over
    final boolean takeContended(int n, long deadline, boolean cancellable) throws InterruptedException {
        if (n > limit) {
            throw new IllegalArgumentException("Waiting for " + n + " permits of " + name()
                    + " would never end, as there are at most " + limit);
        }
        if (n == 1) {
            return takeInLine(n, deadline, cancellable);
        }
        STATE.getAndAdd(this, -RESERVATION);
        boolean taken = false;
        try {
            taken = takeInLine(n, deadline, cancellable);
            return taken;
        } finally {
            if (!taken) {
                STATE.getAndAdd(this, RESERVATION);
            }
        }
    }

    /// Waits for the calling strand's turn, and then for permits.
    private boolean takeInLine(int n, long deadline, boolean cancellable) throws InterruptedException {
        if (!fair && waiters.snatch(() -> take(n))) {
            return true;
        }
        if (!waiters.isEmpty() || !FRONT.compareAndSet(this, NOBODY, AWAKE)) {
            Waiter waiter = waiters.enqueue();
            if (take(n)) {
                if (!waiters.withdraw(waiter)) {
                    leaveFront(); // was given the turn as well
                }
                return true;
            }
            serve();
            if (!await(waiters, waiter, deadline, cancellable)) {
                return false;
            }
        }
        try {
            while (!takeInTurn(n) && (fair || !waiters.snatch(() -> takeInTurn(n)))) {
                Waiter waiter = foremost.enqueue();
                front = n;
                if (availablePermits() >= n) {
                    foremost.withdraw(waiter); // granted or not, there is something to try for
                } else if (!await(foremost, waiter, deadline, cancellable)) {
                    return false;
                }
            }
            return true;
        } finally {
            leaveFront();
        }
    }

    /// Takes permits whatever is reserved; a request for several ends its own reservation at the same time.
    private boolean takeInTurn(int n) {
        long reservation = n > 1 ? RESERVATION : 0;
        for (long present = state; (int) present >= n; present = state) {
            if (STATE.compareAndSet(this, present, present - n + reservation)) {
                return true;
            }
        }
        return false;
    }

    private void leaveFront() {
        front = NOBODY;
        serve();
    }

    /// Wakes the one in front if there are permits enough for it; where nobody is, gives the turn to the first waiter.
    private void serve() {
        int claim = front;
        while (claim == NOBODY && availablePermits() > 0 && !waiters.isEmpty()
                && FRONT.compareAndSet(this, NOBODY, AWAKE)) {
            if (waiters.grantFirst()) {
                return;
            }
            front = NOBODY; // all had given up; but somebody may have come, and relied on the turn being taken
        }
        if (claim > 0 && availablePermits() >= claim) {
            foremost.grantFirst(); // if it is not there, it is awake, and will look
        }
    }

    private static boolean await(WaitQueue queue, Waiter waiter, long deadline, boolean cancellable)
            throws InterruptedException {
        if (cancellable) {
            return queue.await(waiter, deadline);
        }
        queue.awaitUninterruptibly(waiter);
        return true;
    }

    // --------------------------------------------------------------------------------------------- giving back

    /// Adds permits, and serves as many waiters with them as it can.
    final void give(int n) {
        long present;
        do {
            present = state;
            if (n > limit - (int) present) {
                throw tooMany(n, (int) present);
            }
        } while (!STATE.compareAndSet(this, present, present + n));
        if (front != NOBODY || !waiters.isEmpty()) {
            serve();
        }
    }

    /// The exception for a release that would exceed the limit.
    RuntimeException tooMany(int n, int present) {
        return new ArithmeticException(name() + " has " + present + " permits; with " + n
                + " more there would be more than the largest possible number, " + limit);
    }

    // --------------------------------------------------------------------------------------------- in a select

    /// The second look of a waiter for one permit in a select, as in `takeInLine`.
    final boolean isWorthTrying() {
        if (!fair && state > 0) {
            return true;
        }
        serve();
        return false;
    }

    /// Takes a permit as one who was given the turn, in a select, and gives the turn to the next.
    final boolean takeInTurnAndLeave() {
        try {
            return takeInTurn(1);
        } finally {
            leaveFront();
        }
    }

    final WaitQueue waiters() {
        return waiters;
    }

    // --------------------------------------------------------------------------------------------- seeing

    /// Whether requests are served strictly in the order of their arrival.
    ///
    /// @return true in fair mode
    public final boolean isFair() {
        return fair;
    }

    /// How many strands wait at some moment during the call.
    final int waiting() {
        return foremost.size() + waiters.size();
    }

    /// How many permits are free at this moment.
    ///
    /// @return the number, never negative
    public final int availablePermits() {
        return (int) state;
    }
}
