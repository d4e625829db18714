// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Pools seen from outside: whole programs in JVMs of their own, which may be killed. They run on the class path,
/// whereas the other tests run on the module path.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PoolProgramTest {

    private static final Duration ORPHAN_TIME = Duration.ofSeconds(2);

    private final String folder = Scratch.newFolder();
    private final List<Process> programs = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() {
        programs.forEach(Process::destroyForcibly);
    }

    private Process start(String program) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                java, "-cp", classPath(), PoolPrograms.class.getName(), program, folder).start();
        programs.add(process);
        return process;
    }

    /// All that these tests see, whether from the class path or the module path.
    private static String classPath() {
        String self = PoolProgramTest.class.getName().replace('.', '/') + ".class";
        String location = PoolProgramTest.class.getResource("/" + self).toString();
        Path testClasses = Path.of(URI.create(location.substring(0, location.length() - self.length())));
        return String.join(File.pathSeparator, testClasses.toString(),
                System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""));
    }

    private long worker(String name) throws Exception {
        return TestTasks.readPid(folder, name);
    }

    private static CompletableFuture<String> output(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> {
            try (stream) {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, Thread::startVirtualThread);
    }

    private static List<Path> leftByPool(long pid) throws IOException {
        try (var paths = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return paths.filter(path -> path.getFileName().toString().startsWith("thrum-" + pid + "-")).toList();
        }
    }

    @Test
    void workersAreGoneSoonAfterTheirParentWasKilled() throws Exception {
        Process parent = start("busy");
        List<Long> workers = List.of(worker("a"), worker("b"));
        assertThat(workers).allSatisfy(worker -> assertThat(Processes.runs(worker)).isTrue());

        parent.destroyForcibly();

        for (long worker : workers) {
            assertThat(Processes.endsWithin(ORPHAN_TIME, worker)).isTrue();
        }
        assertThat(leftByPool(parent.pid())).isEmpty();
    }

    @Test
    void aWorkerBusyWithItsInitializerIsGoneSoonAfterItsParentWasKilled() throws Exception {
        Process parent = start("initializing");
        long worker = worker("a");

        parent.destroyForcibly();

        assertThat(Processes.endsWithin(ORPHAN_TIME, worker)).isTrue();
    }

    @Test
    void aProgramThatDoesNotCloseItsPoolEndsAndSoDoTheWorkers() throws Exception {
        Process parent = start("forgetful");
        long worker = worker("a");

        assertThat(parent.waitFor()).isZero();

        assertThat(Processes.endsWithin(ORPHAN_TIME, worker)).isTrue();
    }

    @Test
    void whatTasksPrintReachesTheProgramsOutputAndNotTheProtocolEvenInTwoProgramsAtOnce() throws Exception {
        List<Process> both = List.of(start("noisy"), start("noisy"));
        List<CompletableFuture<String>> stdout = both.stream().map(p -> output(p.getInputStream())).toList();
        List<CompletableFuture<String>> stderr = both.stream().map(p -> output(p.getErrorStream())).toList();

        for (int i = 0; i < both.size(); i++) {
            assertThat(both.get(i).waitFor()).as(stderr.get(i).get()).isZero();
            assertThat(stdout.get(i).get()).contains("results [0, 1, 2, 3, 4]", "raw noise");
            assertThat(stderr.get(i).get()).contains("complaint 0", "complaint 4");
        }
    }
}
