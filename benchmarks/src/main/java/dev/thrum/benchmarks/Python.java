// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The figures of CPython, from a process of its own, where there is a `python3`.
final class Python {

    private static final String COMMAND = "python3";

    private Python() {}

    /// Such as `Python 3.13.1`, or nothing where it cannot be started.
    static Optional<String> version() throws InterruptedException {
        try {
            return Optional.of(run("--version").strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Runs a script that prints a name and a number of nanoseconds a line.
    static Stream<Sample> samples(Path script, Suite.Setting setting, int pass) throws InterruptedException {
        try {
            return run(script.toString()).lines()
                    .map(line -> line.split(" ", 2))
                    .map(line -> new Sample(line[0], setting.name(), pass, Double.parseDouble(line[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(String argument) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(COMMAND, argument))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output;
        try (var reader = process.inputReader()) {
            output = reader.readAllAsString();
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(COMMAND + " " + argument + " has ended with status " + status);
        }
        return output;
    }
}
