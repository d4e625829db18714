// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Wakes those who wait for a lock whose owner has ended: a thread's end tells nobody, so somebody has to look.
///
/// **Cost**: one daemon thread for the whole JVM, started by the first wait for a lock. It looks at each lock that
/// somebody waits for every [#PERIOD_NANOS], and sleeps without limit while there is none. To a wait a vigil that is
/// kept already costs one volatile read; what does not wait never hears of it.
final class Vigil {

    // Why not the waiters themselves, by waking up now and then: a wait with a deadline is one that ends by itself, so
    // a cycle of them would not count as a deadlock; a virtual clock would jump from one look to the next, for ever;
    // and who times out has to queue again.
    //
    // kept                                               idle (of the watcher)
    //
    //    false --keep(): CAS, by a waiter--> true          true before the watcher sleeps without limit
    //      ^                                  |
    //      +----------------------------------+ look(): nobody waits
    //
    // No waiter is overlooked: a waiter is in its queue before it reads `kept`; look() clears `kept` before it looks
    // into the queue a last time. A vigil is in ADDED before `idle` is read; the watcher sets `idle` before it looks
    // into ADDED a last time.

    /// Long enough to cost nothing, short enough for a person who waits.
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Logger LOG = LoggerFactory.getLogger("dev.thrum.abandoned");

    private static final ConcurrentLinkedQueue<Vigil> ADDED = new ConcurrentLinkedQueue<>();

    private static volatile boolean idle;

    /// Made when the first vigil is.
    private static final Thread WATCHER = Thread.ofPlatform()
            .name("thrum-vigil")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(Vigil::watch);

    static {
        WATCHER.setContextClassLoader(null); // rather than that of whoever happens to wait first
        try {
            WATCHER.start();
        } catch (OutOfMemoryError e) { // no native thread to be had: locks must work all the same
            LOG.error("Nobody will notice locks whose owner ends without unlocking them", e);
        }
    }

    private final Resource lock;
    private final BooleanSupplier isAbandoned;
    private final WaitQueue waiters;
    private final AtomicBoolean kept = new AtomicBoolean();

    /// @param lock what is waited for
    /// @param isAbandoned whether somebody who holds it has ended
    /// @param waiters whom to wake when that has ended; they see for themselves why
    Vigil(Resource lock, BooleanSupplier isAbandoned, WaitQueue waiters) {
        this.lock = lock;
        this.isAbandoned = isAbandoned;
        this.waiters = waiters;
    }

    /// Has the vigil kept for as long as somebody waits. Called by a waiter between entering the queue and waiting.
    /// Never blocks.
    void keep() {
        if (!kept.get() && kept.compareAndSet(false, true) && WATCHER.isAlive()) {
            ADDED.add(this);
            if (idle) {
                LockSupport.unpark(WATCHER);
            }
        }
    }

    /// @return false if nobody waits any more
    private boolean look() {
        if (isAbandoned.getAsBoolean()) {
            wakeAll();
        }
        if (waiters.isEmpty()) {
            kept.set(false);
            return !waiters.isEmpty() && kept.compareAndSet(false, true);
        }
        return true;
    }

    /// Waking calls the waiter's scheduler, which may be anybody's: the failure of one must not end the vigil for all.
    private void wakeAll() {
        try {
            waiters.tellAll();
        } catch (RuntimeException e) {
            LOG.error("Could not tell everybody who waits for {} that it is abandoned", lock.name(), e);
        }
    }

    private static void watch() {
        List<Vigil> vigils = new ArrayList<>();
        while (true) {
            for (Vigil added = ADDED.poll(); added != null; added = ADDED.poll()) {
                vigils.add(added);
            }
            vigils.removeIf(vigil -> !vigil.look());
            if (vigils.isEmpty()) {
                sleepUntilAdded();
            } else {
                LockSupport.parkNanos(Vigil.class, PERIOD_NANOS);
            }
            Thread.interrupted(); // whoever did that; parking would return at once from now on
        }
    }

    private static void sleepUntilAdded() {
        idle = true;
        if (ADDED.isEmpty()) {
            LockSupport.park(Vigil.class);
        }
        idle = false;
    }
}
