// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// The interrupt signal of the terminal (control C), while somebody handles it.
///
/// Where the JVM offers no signals, or was told to leave them alone (`-Xrs`), or the program has a handler of its own,
/// nothing is handled here.
final class Sigint implements AutoCloseable {

    private final @Nullable Runnable removal;

    private Sigint(@Nullable Runnable removal) {
        this.removal = removal;
    }

    /// Whether the caller is the thread that the JVM's launcher has started, the one a user takes for the program. It has
    /// no other mark than its name and group.
    static boolean isForCaller() {
        Thread caller = Thread.currentThread();
        ThreadGroup group = caller.getThreadGroup();
        return !caller.isVirtual() && caller.getName().equals("main") && group != null && group.getName().equals("main");
    }

    /// Has the signal handled by somebody until this is closed.
    ///
    /// @param handler called on a thread of its own, for each signal
    static Sigint handledBy(Runnable handler) {
        try {
            return new Sigint(Signals.handleIfNobodyDoes("INT", handler));
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            return new Sigint(null);
        }
    }

    @Override
    public void close() {
        if (removal != null) {
            removal.run();
        }
    }
}
