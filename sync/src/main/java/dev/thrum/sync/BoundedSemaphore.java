// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import org.jspecify.annotations.Nullable;

/// A [CountingSemaphore] that never has more permits than at first: Python's `threading.BoundedSemaphore`.
///
/// For resources of a known number, connections for instance, where a release too many is a mistake that should not go
/// unnoticed. Everything else is as in [CountingSemaphore], its cost included.
///
/// ```java
/// BoundedSemaphore connections = BoundedSemaphore.named("connections", 3);
/// connections.withPermit(() -> query());
/// connections.release(); // IllegalStateException: nobody has acquired a permit
/// ```
public final class BoundedSemaphore extends CountingSemaphore {

    private final int bound;

    /// Creates a semaphore without a name.
    ///
    /// @param permits how many permits there are at first and at most
    /// @throws IllegalArgumentException if the number is negative
    public BoundedSemaphore(int permits) {
        this(null, permits, false);
    }

    private BoundedSemaphore(@Nullable String name, int permits, boolean fair) {
        super(name, permits, permits, fair);
        bound = permits;
    }

    /// Creates a semaphore that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param permits how many permits there are at first and at most
    /// @return the semaphore
    /// @throws IllegalArgumentException if the number is negative
    public static BoundedSemaphore named(String name, int permits) {
        return watched(name, permits, false);
    }

    /// Creates a semaphore in fair mode, without a name: requests are served strictly in the order of their arrival.
    ///
    /// @param permits how many permits there are at first and at most
    /// @return the semaphore
    /// @throws IllegalArgumentException if the number is negative
    public static BoundedSemaphore fair(int permits) {
        return new BoundedSemaphore(null, permits, true);
    }

    /// Creates a semaphore in [fair mode][#fair(int)] that is shown by every [Inspector] snapshot.
    ///
    /// @param name the name shown in messages and dumps
    /// @param permits how many permits there are at first and at most
    /// @return the semaphore
    /// @throws IllegalArgumentException if the number is negative
    public static BoundedSemaphore fair(String name, int permits) {
        return watched(name, permits, true);
    }

    private static BoundedSemaphore watched(String name, int permits, boolean fair) {
        BoundedSemaphore semaphore = new BoundedSemaphore("BoundedSemaphore \"" + name + "\"", permits, fair);
        Inspector.watch(semaphore);
        return semaphore;
    }

    /// How many permits there are if nobody has acquired any.
    ///
    /// @return the number given at creation
    public int bound() {
        return bound;
    }

    @Override
    RuntimeException tooMany(int n, int present) {
        return new IllegalStateException(name() + " has " + present + " of its " + bound + " permits; " + n
                + " more were never acquired: release exactly what was acquired, once");
    }

    @Override
    public String statistics() {
        return availablePermits() + " of " + bound + " free, " + waiting() + " waiting";
    }
}
