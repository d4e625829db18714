// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs suites of benchmarks and writes the results: `<date>-<suite>.md` to read, `<date>-<suite>.svg` to look at,
/// `<date>-<suite>.json` as JMH gives it. The guide's page on generators is written anew from the newest results.
///
/// Several passes go over all benchmarks of a suite, each with one fresh JVM for each benchmark, so that a comparison
/// is between neighbours in time.
///
/// Arguments: how many passes (default: 5), and the names of suites (default: all). Works in the folder of this module.
public final class Bench {

    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx1g", "--sun-misc-unsafe-memory-access=allow", "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
    private static final Path SCRIPTS = Path.of("python");
    static final Path RESULTS = Path.of("results");

    private final Suite suite;
    private final int passes;
    private final Optional<String> python;
    private final List<RunResult> results = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    private Bench(Suite suite, int passes, Optional<String> python) {
        this.suite = suite;
        this.python = python;
        this.passes = passes;
    }

    /// Runs suites.
    ///
    /// @param arguments the number of passes, the names of suites
    /// @throws Exception if a benchmark fails or a result cannot be written
    public static void main(String[] arguments) throws Exception {
        int passes = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
        List<Suite> suites = arguments.length < 2
                ? Suites.ALL
                : Arrays.stream(arguments).skip(1).map(Suites::named).toList();
        for (Suite suite : suites) {
            new Bench(suite, passes, Program.pythonVersion()).run();
        }
    }

    private void run() throws RunnerException, IOException, InterruptedException {
        LocalDate date = LocalDate.now(ZoneOffset.UTC);
        List<String> conditions = new ArrayList<>(List.of(
                date.toString(),
                Machine.describe(),
                "passes: " + passes + ", each with a process for each benchmark"));
        if (suite.sources().stream().anyMatch(Suite.Python.class::isInstance)) {
            conditions.add(python.orElse("without Python: there is no python3"));
        }
        StringBuilder load = new StringBuilder("load average before each pass and at the end: ");
        for (int pass = 1; pass <= passes; pass++) {
            load.append(Machine.load()).append(", ");
            for (Suite.Setting setting : suite.settings()) {
                try (var _ = Spinners.start(setting.load())) {
                    for (Suite.Source source : suite.sources()) {
                        run(source, setting, pass);
                    }
                }
            }
        }
        conditions.add(load + Machine.load());
        write(date + "-" + suite.name(), conditions);
    }

    private void run(Suite.Source source, Suite.Setting setting, int pass) throws RunnerException, InterruptedException {
        switch (source) {
            case Suite.Jmh jmh -> runJmh(jmh.benchmarks(), setting, pass);
            case Suite.Java java -> Program.java(java, JVM_OPTIONS, setting, pass).forEach(samples::add);
            case Suite.Python script -> {
                if (python.isPresent()) {
                    Program.python(SCRIPTS.resolve(script.script()), setting, pass).forEach(samples::add);
                }
            }
        }
    }

    private void runJmh(Class<?> benchmarks, Suite.Setting setting, int pass) throws RunnerException {
        var options = new OptionsBuilder()
                .jvmArgs(JVM_OPTIONS.toArray(String[]::new))
                .jvmArgsAppend(setting.jvmOptions().toArray(String[]::new))
                .shouldFailOnError(true)
                .addProfiler(Distance.class)
                .verbosity(VerboseMode.NORMAL);
        for (Method method : benchmarks.getMethods()) {
            if (method.isAnnotationPresent(Benchmark.class) && setting.only().matcher(method.getName()).find()) {
                options.include("^" + Pattern.quote(benchmarks.getName() + "." + method.getName()) + "$");
            }
        }
        for (RunResult result : new Runner(options.build()).run()) {
            results.add(result);
            Sample.of(result, suite, setting, pass).forEach(samples::add);
        }
    }

    private void write(String name, List<String> conditions) throws IOException {
        Figures figures = new Figures(samples);
        Files.createDirectories(RESULTS);
        Files.writeString(RESULTS.resolve(name + ".md"), new Report(suite, figures).toMarkdown(conditions, name + ".svg"));
        Files.writeString(RESULTS.resolve(name + ".svg"), new Chart(suite, figures).toSvg());
        if (!results.isEmpty()) {
            Files.writeString(RESULTS.resolve(name + ".json"), json());
        }
        if (CostsPage.isAbout(suite)) {
            Files.writeString(CostsPage.PAGE, CostsPage.of(RESULTS));
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
