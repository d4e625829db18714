// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;
import org.openjdk.jcstress.infra.runners.TestList;

/// One run of jcstress over every compiled jcstress test, or over those whose names the system property
/// `jcstress.only` is part of, in a JVM of its own, and what came of it.
///
/// The exit status of jcstress is no proof: it is 0 when no test matched, and a test with more actors than the machine
/// has processors is left out without a word. So the tests are taken from the list that jcstress's annotation processor
/// wrote, there must be some, and each of them must be found in the result file.
final class JcstressRun {
    private static final String ONLY = System.getProperty("jcstress.only", "");
    /// One for each part that the proofs are run in.
    private static final Path FOLDER = Path.of("target", "jcstress", ONLY.isEmpty() ? "all" : ONLY);
    private static final List<String> ARGUMENTS =
            List.of(System.getProperty("jcstress.arguments", "").strip().split("\\s+"));

    private final Path folder;
    private final Map<String, List<TestResult>> results;

    private JcstressRun(Path folder, Map<String, List<TestResult>> results) {
        this.folder = folder;
        this.results = results;
    }

    /// {@return the run of this JVM, made by the first caller}
    static JcstressRun shared() {
        return Holder.RUN;
    }

    /// {@return a run of one test, as long as such a run can be worth while: on a busy machine the strands of a
    /// canary may
    ///     not meet in a short one}
    static JcstressRun longer(String test) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(ARGUMENTS);
        int time = arguments.indexOf("-time");
        if (time >= 0) {
            arguments.set(time + 1, "1500");
        }
        return make(FOLDER.resolve(test), "^" + Pattern.quote(test) + "$", arguments);
    }

    /// {@return the names of the tests to run, at least one}
    static List<String> tests() {
        List<String> tests = TestList.tests().stream().filter(test -> test.contains(ONLY)).sorted().toList();
        if (tests.isEmpty()) {
            throw new AssertionError("No jcstress test has \"" + ONLY + "\" in its name; there are "
                    + TestList.tests().size());
        }
        return tests;
    }

    /// {@return the results of a test, one for each JVM configuration}
    List<TestResult> of(String test) {
        TestInfo info = TestList.getInfo(test);
        List<TestResult> found = results.getOrDefault(test, List.of());
        if (found.isEmpty()) {
            throw new AssertionError(("jcstress did not run %s: it has %d actors, and tests with more actors than "
                    + "processors (%d here) are left out; see %s").formatted(test, info.threads(),
                    Runtime.getRuntime().availableProcessors(), folder.resolve("console.txt").toAbsolutePath()));
        }
        for (TestResult result : found) {
            if (result.status() != Status.NORMAL) {
                throw new AssertionError(test + " ended with " + result.status() + ": " + result.getMessages()
                        + result.getVmErr());
            }
            if (result.getTotalCount() == 0) {
                throw new AssertionError(test + " has no samples");
            }
        }
        return found;
    }

    /// {@return the forbidden outcomes that a test has shown, as text for people}
    List<String> forbidden(String test) {
        List<String> seen = new ArrayList<>();
        for (TestResult result : of(test)) {
            for (GradingResult grade : result.grading().gradingResults.values()) {
                if (grade.expect == Expect.FORBIDDEN && grade.count > 0) {
                    seen.add("%s: %d of %d samples, %s".formatted(
                            grade.id, grade.count, result.getTotalCount(), grade.description));
                }
            }
        }
        return seen;
    }

    private static JcstressRun make(Path folder, String pattern, List<String> arguments)
            throws IOException, InterruptedException {
        deleteRecursively(folder);
        Files.createDirectories(folder);
        Path console = folder.toAbsolutePath().resolve("console.txt");

        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("org.openjdk.jcstress.Main");
        command.addAll(List.of("-r", "report", "-t", pattern));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        int exit = process.waitFor();

        // Exit status 1 means that a test failed, which is what the canaries are there for.
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(".bin.gz")).toList();
        }
        if (exit > 1 || files.size() != 1) {
            throw new IllegalStateException(
                    "jcstress ended with " + exit + " and left " + files + ":\n" + Files.readString(console));
        }
        return new JcstressRun(folder, read(files.getFirst()));
    }

    private static Map<String, List<TestResult>> read(Path file) throws IOException {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
        try {
            reader.dump();
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        } finally {
            reader.close();
        }
        Map<String, List<TestResult>> byName = new TreeMap<>();
        for (TestResult result : collector.getTestResults()) {
            byName.computeIfAbsent(result.getName(), _ -> new ArrayList<>()).add(result);
        }
        return byName;
    }

    /// Writes down what was seen, for the page that shows it.
    private void record(Duration duration) throws IOException {
        List<String> lines = new ArrayList<>();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        lines.add(String.join("\t", "run", String.join(" ", ARGUMENTS), "" + duration.toSeconds(), "" + load));
        results.forEach((test, found) -> {
            lines.add(String.join("\t", "test", test, "" + found.size()));
            Map<String, GradingResult> grades = new TreeMap<>();
            Map<String, Long> counts = new TreeMap<>();
            for (TestResult result : found) {
                result.grading().gradingResults.values().forEach(grade -> {
                    grades.put(grade.id, grade);
                    counts.merge(grade.id, grade.count, Long::sum);
                });
            }
            grades.forEach((id, grade) -> lines.add(String.join("\t",
                    "outcome", id, "" + counts.get(id), grade.expect.name(), grade.description)));
        });
        Files.write(folder.resolve("results.tsv"), lines);
    }

    private static void deleteRecursively(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> walk = Files.walk(folder)) {
                for (Path path : walk.toList().reversed()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static final class Holder {
        static final JcstressRun RUN;

        static {
            try {
                long start = System.nanoTime();
                RUN = make(FOLDER, Pattern.quote(ONLY), ARGUMENTS);
                RUN.record(Duration.ofNanos(System.nanoTime() - start));
            } catch (IOException | InterruptedException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
