// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A process that measures something itself and prints a name and a figure a line.
final class Program {

    private static final String PYTHON = "python3";

    private Program() {}

    /// Such as `Python 3.13.1`, or nothing where it cannot be started.
    static Optional<String> pythonVersion() throws InterruptedException {
        try {
            return Optional.of(run(List.of(PYTHON, "--version")).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Stream<Sample> python(Path script, Suite.Setting setting, int pass) throws InterruptedException {
        return samples(List.of(PYTHON, "-B", script.toString()), setting, pass);
    }

    /// Runs a class with the Java and the class path of this process.
    static Stream<Sample> java(Suite.Java program, List<String> jvmOptions, Suite.Setting setting, int pass)
            throws InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(setting.jvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.main().getName()));
        command.addAll(program.arguments());
        return samples(command, setting, pass);
    }

    private static Stream<Sample> samples(List<String> command, Suite.Setting setting, int pass)
            throws InterruptedException {
        try {
            return run(command).lines()
                    .map(line -> line.split(" ", 2))
                    .filter(line -> setting.only().matcher(line[0]).find())
                    .map(line -> new Sample(line[0], setting.name(), pass, Double.parseDouble(line[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output;
        try (var reader = process.inputReader()) {
            output = reader.readAllAsString();
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(command + " has ended with status " + status);
        }
        return output;
    }
}
