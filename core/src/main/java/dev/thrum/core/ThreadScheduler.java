// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// The default scheduler: the JDK's own, for platform and virtual threads alike.
final class ThreadScheduler implements Scheduler {

    static final ThreadScheduler INSTANCE = new ThreadScheduler();

    /// After how many yields, on average, a virtual thread gives way: about a millisecond of nothing but yields.
    private static final int YIELDS = 1_024;

    private final long start = System.nanoTime();

    private ThreadScheduler() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - start;
    }

    @Override
    public void park(Object blocker, long deadline) {
        if (deadline == NEVER) {
            Parking.park(blocker);
        } else {
            Parking.parkNanos(blocker, deadline - nanoTime());
        }
    }

    @Override
    public void unpark(Strand strand) {
        LockSupport.unpark(strand.carrier());
    }

    /// The JDK puts a virtual thread that yields before those that other threads have made ready in the meantime, so
    /// two that go on yielding would keep these from their carrier for ever. Now and then one really steps aside.
    @Override
    public void yieldNow() {
        Parking.yieldNow();
        if (ThreadLocalRandom.current().nextInt(YIELDS) == 0) {
            Carriers.giveWay();
        }
    }

    @Override
    public String toString() {
        return "threads";
    }
}
