// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Whether a scope is cancelled, and which scopes of other strands are under it.
final class CancelState extends AtomicReference<@Nullable Cancellation> {

    //              request(), expire()                       takeBack(), the last of the requests
    //        null ---------------------> IN FORCE: n requests ----------------------------------> NOT IN FORCE
    //                                       |   ^                                                     |
    //       request(): n + 1, takeBack(): n - 1 +-----------------------------------------------------+
    //                                                          request(), expire()
    //
    // One that has expired stays in force.

    private static final long serialVersionUID = 1L;

    /// That of all scopes that were never cancelled and have no branches; never changed.
    static final CancelState NONE = new CancelState();

    /// Those of other strands under this scope.
    final transient Branches branches = new Branches();

    boolean isInForce() {
        return isInForce(get());
    }

    private static boolean isInForce(@Nullable Cancellation present) {
        return present != null && present.isInForce();
    }

    /// Whether this was cancelled before another one that is cancelled, too.
    boolean isEarlierThan(CancelState other) {
        Cancellation mine = get();
        Cancellation others = other.get();
        return mine != null && (others == null || mine.number() < others.number());
    }

    boolean isExpired() {
        Cancellation present = get();
        return present != null && present.isExpired();
    }

    /// How many requests stand.
    int requests() {
        Cancellation present = get();
        return present == null ? 0 : present.requests();
    }

    /// Makes a request. Answers true if it is this one that brings the cancellation into force.
    boolean request(String reason, String by) {
        Cancellation before;
        Cancellation after;
        do {
            before = get();
            after = before == null || !before.isInForce() ? Cancellation.requested(reason, by) : before.requestedAgain();
        } while (!compareAndSet(before, after));
        return !isInForce(before);
    }

    /// Answers true if it is this that brings the cancellation into force. Whoever does so at the same moment has
    /// cancelled, too.
    boolean expire() {
        Cancellation before = get();
        return !isInForce(before) && compareAndSet(before, Cancellation.expired());
    }

    /// Takes back a request, if there is one. Answers how many stand.
    int takeBack() {
        updateAndGet(before -> before == null ? null : before.takenBack());
        return requests();
    }
}
