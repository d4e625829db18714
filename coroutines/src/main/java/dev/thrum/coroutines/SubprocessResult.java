// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.nio.charset.Charset;
import java.util.List;
import java.util.OptionalInt;

/// How a child process has ended, and what it has written.
///
/// Source: `subprocess.CompletedProcess`.
public final class SubprocessResult {

    /// Above it, on Unix, come the exit codes of processes that a signal has ended.
    private static final int SIGNALS = 128;

    private static final int LAST_SIGNAL = 64;
    private static final int LAST_LINES = 10;

    private final List<String> command;
    private final int exitCode;
    private final byte[] output;
    private final byte[] errors;
    private final Charset charset;

    SubprocessResult(List<String> command, int exitCode, byte[] output, byte[] errors, Charset charset) {
        this.command = command;
        this.exitCode = exitCode;
        this.output = output;
        this.errors = errors;
        this.charset = charset;
    }

    /// The program and its arguments.
    ///
    /// @return the command as it was started
    public List<String> command() {
        return command;
    }

    /// The code with which the process has ended. That of a process which a signal has ended is 128 and the number of the
    /// signal, as in a shell; see [#signal()].
    ///
    /// @return the exit code; zero for success
    public int exitCode() {
        return exitCode;
    }

    /// The signal that has ended the process. The JVM tells it by the exit code only, so a process that ends by itself
    /// with a code from 129 to 192, as shells do after one of *their* children was killed, looks the same.
    ///
    /// @return the number, such as 9 or 15; empty if none did, and on Windows
    public OptionalInt signal() {
        return signal(exitCode);
    }

    static OptionalInt signal(int exitCode) {
        return exitCode > SIGNALS && exitCode <= SIGNALS + LAST_SIGNAL && java.io.File.separatorChar == '/'
                ? OptionalInt.of(exitCode - SIGNALS) : OptionalInt.empty();
    }

    /// What the process has written to its standard output, as far as it was not read before.
    ///
    /// @return the text, decoded as [Process#inputReader()] does, in the encoding of the platform
    public String output() {
        return new String(output, charset);
    }

    /// What the process has written to its standard error, as far as it was not read before.
    ///
    /// @return the text, decoded as [#output()]
    public String errors() {
        return new String(errors, charset);
    }

    /// What [#output()] was decoded from.
    ///
    /// @return a copy
    public byte[] outputBytes() {
        return output.clone();
    }

    /// What [#errors()] was decoded from.
    ///
    /// @return a copy
    public byte[] errorBytes() {
        return errors.clone();
    }

    /// Refuses everything but success.
    ///
    /// @return this
    /// @throws SubprocessException if the exit code is not zero
    public SubprocessResult check() throws SubprocessException {
        if (exitCode != 0) {
            List<String> lines = errors().lines().toList();
            throw new SubprocessException(command, exitCode,
                    lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        }
        return this;
    }

    /// How a process with an exit code has ended, in words.
    static String end(int exitCode) {
        OptionalInt signal = signal(exitCode);
        return signal.isEmpty() ? "has ended with exit code " + exitCode
                : "was ended by signal " + signal.getAsInt() + nameOf(signal.getAsInt()) + " (or has itself ended with exit code "
                        + exitCode + ")";
    }

    /// The names of those that have the same number everywhere.
    private static String nameOf(int signal) {
        return switch (signal) {
            case 1 -> ", HUP";
            case 2 -> ", INT";
            case 3 -> ", QUIT";
            case 4 -> ", ILL";
            case 6 -> ", ABRT";
            case 8 -> ", FPE";
            case 9 -> ", KILL";
            case 11 -> ", SEGV";
            case 13 -> ", PIPE";
            case 14 -> ", ALRM";
            case 15 -> ", TERM";
            default -> "";
        };
    }

    @Override
    public String toString() {
        return String.join(" ", command) + " " + end(exitCode);
    }
}
