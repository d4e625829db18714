// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs suites of benchmarks and writes the results: `<date>-<suite>.md` to read, `<date>-<suite>.json` as JMH gives
/// it.
///
/// Several passes go over all benchmarks of a suite, each with one fresh JVM for each benchmark, so that a comparison
/// is between neighbours in time.
///
/// Arguments: how many passes (default: 5), and the names of suites (default: all). Works in the folder of this module.
public final class Bench {

    private static final Path SCRIPTS = Path.of("python");
    private static final Path RESULTS = Path.of("results");

    private final Suite suite;
    private final int passes;
    private final List<RunResult> results = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    private Bench(Suite suite, int passes) {
        this.suite = suite;
        this.passes = passes;
    }

    /// Runs suites.
    ///
    /// @param arguments the number of passes, the names of suites
    /// @throws Exception if a benchmark fails or a result cannot be written
    public static void main(String[] arguments) throws Exception {
        int passes = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        List<Suite> suites = arguments.length < 2
                ? Suite.ALL
                : Arrays.stream(arguments).skip(1).map(Suite::named).toList();
        for (Suite suite : suites) {
            new Bench(suite, passes).run();
        }
    }

    private void run() throws RunnerException, IOException, InterruptedException {
        LocalDate date = LocalDate.now(ZoneOffset.UTC);
        List<String> conditions = new ArrayList<>(List.of(
                date.toString(),
                Machine.describe(),
                "passes: " + passes + ", each with a JVM for each benchmark"));
        Optional<String> python = suite.script().isEmpty() ? Optional.empty() : Python.version();
        if (!suite.script().isEmpty()) {
            conditions.add(python.orElse("without Python: there is no python3"));
        }
        StringBuilder load = new StringBuilder("load average before each pass and at the end: ");
        for (int pass = 1; pass <= passes; pass++) {
            load.append(Machine.load()).append(", ");
            for (Suite.Setting setting : suite.settings()) {
                runJmh(setting, pass);
                if (python.isPresent()) {
                    Python.samples(SCRIPTS.resolve(suite.script()), setting, pass).forEach(samples::add);
                }
            }
        }
        conditions.add(load + Machine.load());
        String name = date + "-" + suite.name();
        Files.createDirectories(RESULTS);
        Files.writeString(RESULTS.resolve(name + ".md"), new Report(suite, samples).toMarkdown(conditions));
        Files.writeString(RESULTS.resolve(name + ".json"), json());
    }

    private void runJmh(Suite.Setting setting, int pass) throws RunnerException {
        for (RunResult result : new Runner(new OptionsBuilder()
                .include("^" + suite.benchmarks().getName().replace(".", "\\.") + "\\.")
                .jvmArgs("-Xmx1g", "--sun-misc-unsafe-memory-access=allow")
                .jvmArgsAppend(setting.jvmOptions().toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.NORMAL)
                .build()).run()) {
            results.add(result);
            samples.add(Sample.of(result, setting, pass));
        }
    }

    /// JMH's own format, without the place where this machine has its JDK.
    private String json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ResultFormatFactory.getInstance(ResultFormatType.JSON, new PrintStream(bytes, false, StandardCharsets.UTF_8))
                .writeOut(results);
        String text = bytes.toString(StandardCharsets.UTF_8);
        for (RunResult result : results) {
            text = text.replace(result.getParams().getJvm(), "java");
        }
        return text;
    }
}
