// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread that looks after all [StepWatch]es. A platform thread, since the virtual ones may be what is held up.
///
/// **Cost**: one daemon thread for the whole JVM, started with the first baton that is watched. While a baton is passed
/// around it looks four times in each threshold, at two fields; while all of them lie on the table it sleeps.
final class Watchdog {

    // A watch is in AWOKEN before `asleep` is read; the thread sets `asleep` before it looks into AWOKEN a last time.

    private static final Logger LOG = LoggerFactory.getLogger("dev.thrum.slow");

    private static final ConcurrentLinkedQueue<StepWatch> AWOKEN = new ConcurrentLinkedQueue<>();

    private static volatile boolean asleep;

    private static final Thread THREAD = Thread.ofPlatform()
            .name("thrum-watchdog")
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(Watchdog::watch);

    static {
        THREAD.setContextClassLoader(null); // rather than that of whoever happens to start the first loop
        try {
            THREAD.start();
        } catch (OutOfMemoryError e) { // no native thread to be had: loops must work all the same
            LOG.error("Nobody will notice tasks that keep their event loop to themselves", e);
        }
    }

    private Watchdog() {}

    /// Has the thread look after a watch that is awake, until it falls asleep. Never blocks.
    static void lookAfter(StepWatch watch) {
        if (THREAD.isAlive()) {
            AWOKEN.add(watch);
            if (asleep) {
                LockSupport.unpark(THREAD);
            }
        }
    }

    private static void watch() {
        List<StepWatch> watches = new ArrayList<>();
        while (true) {
            for (StepWatch awoken = AWOKEN.poll(); awoken != null; awoken = AWOKEN.poll()) {
                watches.add(awoken);
            }
            watches.removeIf(watch -> !look(watch));
            if (watches.isEmpty()) {
                sleepUntilOneWakes();
            } else {
                long period = watches.stream().mapToLong(StepWatch::period).min().orElseThrow();
                LockSupport.parkNanos(Watchdog.class, period);
            }
            Thread.interrupted(); // whoever did that; parking would return at once from now on
        }
    }

    /// What goes wrong with one watch must not end the others.
    private static boolean look(StepWatch watch) {
        try {
            return watch.look(System.nanoTime());
        } catch (RuntimeException | Error e) {
            LOG.error("A watch over slow steps has failed, and ends", e);
            return false;
        }
    }

    private static void sleepUntilOneWakes() {
        asleep = true;
        if (AWOKEN.isEmpty()) {
            LockSupport.park(Watchdog.class);
        }
        asleep = false;
    }
}
