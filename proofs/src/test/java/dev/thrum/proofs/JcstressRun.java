// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
/// wrote, and each of them must be found in the result file.
final class JcstressRun {
    private static final Path FOLDER = Path.of("target", "jcstress");
    private static final String ONLY = System.getProperty("jcstress.only", "");

    private final Map<String, List<TestResult>> results;

    private JcstressRun(Map<String, List<TestResult>> results) {
        this.results = results;
    }

    /// {@return the run of this JVM, made by the first caller}
    static JcstressRun shared() {
        return Holder.RUN;
    }

    /// {@return the names of the tests to run}
    static List<String> tests() {
        return TestList.tests().stream().filter(test -> test.contains(ONLY)).sorted().toList();
    }

    /// {@return the results of a test, one for each JVM configuration}
    List<TestResult> of(String test) {
        TestInfo info = TestList.getInfo(test);
        List<TestResult> found = results.getOrDefault(test, List.of());
        if (found.isEmpty()) {
            throw new AssertionError(("jcstress did not run %s: it has %d actors, and tests with more actors than processors "
                    + "(%d here) are left out; see %s").formatted(test, info.threads(),
                    Runtime.getRuntime().availableProcessors(), FOLDER.resolve("console.txt").toAbsolutePath()));
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

    private static JcstressRun make() throws IOException, InterruptedException {
        deleteRecursively(FOLDER);
        Files.createDirectories(FOLDER);
        Path console = FOLDER.toAbsolutePath().resolve("console.txt");

        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("org.openjdk.jcstress.Main");
        command.addAll(List.of("-r", "report", "-t", Pattern.quote(ONLY)));
        command.addAll(List.of(System.getProperty("jcstress.arguments", "").strip().split("\\s+")));
        Process process = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
        int exit = process.waitFor();

        // Exit status 1 means that a test failed, which is what the canaries are there for.
        List<Path> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.filter(file -> file.getFileName().toString().endsWith(".bin.gz")).toList();
        }
        if (exit > 1 || files.size() != 1) {
            throw new IllegalStateException(
                    "jcstress ended with " + exit + " and left " + files + ":\n" + Files.readString(console));
        }
        return new JcstressRun(read(files.getFirst()));
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
                RUN = make();
            } catch (IOException | InterruptedException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
