// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Acquisition;
import dev.thrum.core.Strand;
import org.jspecify.annotations.Nullable;

/// Thrown instead of a wait that could never end: the thread that owns the lock has ended without unlocking it.
///
/// Everybody who waits for the lock is told, and everybody who comes to wait for it later, until somebody takes it
/// over: what the lock guards was left half done, so it is not simply given to the next one. Whoever knows how to mend
/// it calls `reclaim()`. The caller does not hold the lock when this is thrown.
///
/// The exception is unchecked because it reports a mistake in the program: an `unlock` that does not stand in a
/// `finally` block.
///
/// Source: POSIX robust mutexes (`EOWNERDEAD`); `WAIT_ABANDONED` of Windows.
public final class AbandonedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable Thread owner;

    AbandonedException(String lock, Thread owner, @Nullable Acquisition acquisition) {
        super(lock + " is abandoned: its owner, thread \"" + Strand.nameOf(owner) + "\", has ended without unlocking it"
                + (acquisition == null ? "" : " (" + acquisition + ")")
                + ". Unlock in a finally block; to go on with this one, mend what it guards and call reclaim()");
        this.owner = owner;
    }

    /// The thread that ended as the owner.
    ///
    /// @return the dead thread; `null` in a deserialised exception
    public @Nullable Thread owner() {
        return owner;
    }
}
