// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.locks.LockSupport;

/// The default scheduler: the JDK's own, for platform and virtual threads alike.
final class ThreadScheduler implements Scheduler {

    static final ThreadScheduler INSTANCE = new ThreadScheduler();

    private final long start = System.nanoTime();

    private ThreadScheduler() {}

    @Override
    public long nanoTime() {
        return System.nanoTime() - start;
    }

    @Override
    public void park(Object blocker, long deadline) {
        if (deadline == NEVER) {
            LockSupport.park(blocker);
        } else {
            LockSupport.parkNanos(blocker, deadline - nanoTime());
        }
    }

    @Override
    public void unpark(Strand strand) {
        LockSupport.unpark(strand.carrier());
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // giving way is all that is asked for; nothing relies on it
    public void yieldNow() {
        Thread.yield();
    }

    @Override
    public String toString() {
        return "threads";
    }
}
