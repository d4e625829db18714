// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker process could not be brought to the point where it accepts tasks: the JVM did not start, it did not connect
/// in time, or the pool's initializer failed. The message contains what the process wrote to its standard error; where
/// the initializer threw, its exception is the cause.
///
/// A pool whose workers cannot start is broken: all its tasks, present and future, fail with this.
public final class WorkerStartException extends Exception {

    private static final long serialVersionUID = 1L;

    /// The last lines that the process wrote to standard error.
    private final String[] stderr;

    /// Describes a failed start.
    ///
    /// @param message which worker failed, and why
    /// @param stderr the last lines that the process wrote to its standard error, oldest first
    /// @param cause what went wrong, or null if the process just ended
    public WorkerStartException(String message, List<String> stderr, @Nullable Throwable cause) {
        super(message + WorkerDiedException.quote(stderr), cause);
        this.stderr = stderr.toArray(String[]::new);
    }

    /// The last lines that the process wrote to its standard error, oldest first.
    ///
    /// @return at most a few lines; empty if it wrote none
    public List<String> stderr() {
        return List.of(stderr);
    }
}
