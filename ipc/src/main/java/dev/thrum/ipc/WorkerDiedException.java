// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The process that ran a task ended before it answered: it was killed, it crashed, or the task called `System.exit`.
///
/// Only the task that the process was working on fails with this; the process has been replaced. Whether the task's
/// side effects took place is not known.
public final class WorkerDiedException extends Exception {

    private static final long serialVersionUID = 1L;

    /// By convention of shells and of the JDK, a process that died of signal `n` has exit code `128 + n`.
    private static final int SIGNAL_BASE = 128;

    private static final int LAST_SIGNAL = 64;

    /// The process that ended.
    private final long pid;
    /// Its exit code, 128 and the signal's number if a signal has ended it.
    private final int exitCode;
    /// The last lines that it wrote to standard error.
    private final String[] stderr;

    /// Describes the death of a worker process.
    ///
    /// @param worker how the worker is called, for the message
    /// @param pid its process id
    /// @param exitCode its exit code; 128 + n if it died of signal n
    /// @param stderr the last lines that it wrote to its standard error, oldest first
    /// @param cause what the parent noticed first, or null if that was simply the end of the stream
    public WorkerDiedException(
            String worker, long pid, int exitCode, List<String> stderr, @Nullable Throwable cause) {
        super(worker + " (pid " + pid + ") died: " + describeExit(exitCode) + quote(stderr), cause);
        this.pid = pid;
        this.exitCode = exitCode;
        this.stderr = stderr.toArray(String[]::new);
    }

    /// The process id of the dead worker.
    ///
    /// @return the process id
    public long pid() {
        return pid;
    }

    /// The exit code as the JDK reports it: 128 + n where the process died of signal n.
    ///
    /// @return the exit code
    public int exitCode() {
        return exitCode;
    }

    /// The number of the signal that ended the worker, as far as the exit code tells: a task that calls
    /// `System.exit(137)` cannot be told from one killed with signal 9.
    ///
    /// @return the signal's number, or empty if the worker ended by itself
    public OptionalInt signal() {
        return signalOf(exitCode);
    }

    /// The last lines that the worker wrote to its standard error, oldest first. Crash messages of the JVM and native
    /// libraries are found here.
    ///
    /// @return at most a few lines; empty if it wrote none
    public List<String> stderr() {
        return List.of(stderr);
    }

    private static OptionalInt signalOf(int exitCode) {
        int signal = exitCode - SIGNAL_BASE;
        return signal > 0 && signal <= LAST_SIGNAL ? OptionalInt.of(signal) : OptionalInt.empty();
    }

    static String describeExit(int exitCode) {
        OptionalInt signal = signalOf(exitCode);
        return signal.isPresent()
                ? "signal " + signal.getAsInt() + " (exit code " + exitCode + ")"
                : "exit code " + exitCode;
    }

    static String quote(List<String> stderr) {
        return stderr.isEmpty() ? "" : "; its last words on stderr:\n  " + String.join("\n  ", stderr);
    }
}
