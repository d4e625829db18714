// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import org.jspecify.annotations.Nullable;

/// Raised where a body stands when its consumer wants no more of it, to unwind it through its `finally` blocks.
///
/// It is an [Error] so that `catch (Exception e)` in a body does not stop it. Bodies need not know it; one that catches
/// it must end soon, and must not yield again.
///
/// It carries no stack trace, as it tells nothing about a mistake. Failures that `try`-with-resources attaches to it
/// are reported to whoever closes.
///
/// Source: `GeneratorExit`, PEP 342.
public final class ExitSignal extends Error {

    private static final long serialVersionUID = 1L;

    /// Creates a signal, to be [thrown in][Coroutine#throwIn] by drivers that want to see how a body takes it; everybody
    /// else closes.
    public ExitSignal() {
        super("The consumer wants no more", null, true, false);
    }

    /// What has gone wrong in a body that has ended in a certain way: nothing if it has exited as it was told to,
    /// unless `try`-with-resources has attached failures to the signal; of those the first, with the others attached to
    /// it.
    static @Nullable Throwable failureIn(@Nullable Throwable ending) {
        if (!(ending instanceof ExitSignal)) {
            return ending;
        }
        Throwable[] failures = ending.getSuppressed();
        for (int i = 1; i < failures.length; i++) {
            failures[0].addSuppressed(failures[i]);
        }
        return failures.length == 0 ? null : failures[0];
    }
}
