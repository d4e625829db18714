// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import org.jspecify.annotations.Nullable;

/// The stay of a strand outside of its [Baton], and when it has to be called there.
///
/// On a virtual clock a stay outside takes real time, of which that clock knows nothing. So a deadline outside comes
/// when as much *real* time has passed since the strand went outside as the deadline lay ahead then.
final class Outing {

    private final Relay baton;

    /// The innermost scope the strand was in when it went outside.
    private final @Nullable CancelScope scope;

    private final long since;
    private final long sinceInRealTime = System.nanoTime();

    /// Until when the strand waits outside, in virtual time; in real time its thread looks after that itself.
    volatile long waitsUntil = Scheduler.NEVER;

    /// Whether it was called since a scope around the stay has expired; nothing more is due then. Held.
    boolean isCalled;

    Outing(Relay baton, @Nullable CancelScope scope) {
        this.baton = baton;
        this.scope = scope;
        this.since = baton.nanoTime();
    }

    /// When a scope around the whole stay expires.
    long expiry() {
        return isCalled ? Scheduler.NEVER : ScopesAround.firstDeadline(scope, baton);
    }

    /// When the strand has to be called, on the baton's clock.
    long due() {
        return Math.min(expiry(), waitsUntil);
    }

    /// For how many nanoseconds, in real time, it can still be left alone; zero or less: for none.
    long nanosLeft() {
        long due = due();
        return due == Scheduler.NEVER ? due : due - since - (System.nanoTime() - sinceInRealTime);
    }
}
