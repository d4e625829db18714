// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

/// The platform threads on which the JDK's scheduler runs virtual threads.
final class Carriers {

    /// How many can run at the same time; what the JDK's property says, by default the number of processors.
    static final int NUMBER = Math.min(Runtime.getRuntime().availableProcessors(),
            Integer.getInteger("jdk.virtualThreadScheduler.parallelism", Integer.MAX_VALUE));

    /// After how many turns threads that do nothing but wake one another should [give way][#giveWay]: some
    /// milliseconds.
    static final int TURNS = 16_384;

    // A carrier runs the threads that its own threads have woken, and then those of the queue from which it has taken
    // the last one, before it looks elsewhere. So threads that wake one another without a pause keep it from all
    // others, on a single carrier for ever. A yield does not help: it puts the thread into such a queue. A timed park
    // does, since it is another thread that ends it, and meanwhile the carrier finds nothing and looks everywhere.
    private static final long PAUSE_NANOS = 1;

    private Carriers() {}

    /// Lets the carrier of the calling virtual thread run others that are ready. Costs some tens of microseconds. May
    /// take a permit to park: to be called where none is awaited. An interrupt status is kept.
    static void giveWay() {
        if (Thread.currentThread().isVirtual()) {
            Parking.parkNanos(Carriers.class, PAUSE_NANOS);
        }
    }
}
