// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.io.IOException;
import java.util.List;

/// A child process has not ended with success: what [SubprocessResult#check()] throws.
///
/// Source: `subprocess.CalledProcessError`.
public final class SubprocessException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> command;
    private final transient int exitCode;
    private final transient List<String> lastErrors;

    SubprocessException(List<String> command, int exitCode, List<String> lastErrors) {
        super(String.join(" ", command) + " " + SubprocessResult.end(exitCode) + (lastErrors.isEmpty()
                ? "; it has written nothing to its standard error"
                : ". The last it has written to its standard error:\n  " + String.join("\n  ", lastErrors)));
        this.command = List.copyOf(command);
        this.exitCode = exitCode;
        this.lastErrors = List.copyOf(lastErrors);
    }

    /// The program and its arguments.
    ///
    /// @return the command as it was started
    public List<String> command() {
        return command;
    }

    /// The code with which the process has ended; see [SubprocessResult#exitCode()].
    ///
    /// @return the exit code, not zero
    public int exitCode() {
        return exitCode;
    }

    /// The last lines that the process has written to its standard error: up to ten.
    ///
    /// @return the lines
    public List<String> lastErrors() {
        return lastErrors;
    }
}
