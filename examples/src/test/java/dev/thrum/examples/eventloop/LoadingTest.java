// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.thrum.examples.Printed;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// The faces in front of "loading...", in their three versions, and what a computation does to them.
@Timeout(120)
@ResourceLock(Resources.SYSTEM_OUT)
class LoadingTest {

    @TempDir
    Path folder;

    @Test
    void aTaskShowsFacesUntilItIsCancelled() throws Exception {
        List<String> lines = Printed.inVirtualTimeBy(new LoadingTask()::main).lines().stream()
                .filter(line -> !line.isBlank()).toList();
        assertThat(lines).startsWith("(o_o) loading...", "(-_-) loading...", "(o_o) loading...")
                .endsWith("Task is cancelled: nothing is being loaded any more", "Result is 1337");
        // Thirty seconds of five faces each, and one more in the very moment of the end.
        assertThat(lines).filteredOn(line -> line.contains("loading...")).hasSize(151);
    }

    @Test
    void aThreadShowsFacesWhileAnotherIsBusyAndEndsWithIt() throws Exception {
        CountDownLatch threeFaces = new CountDownLatch(3);
        StringBuffer screen = new StringBuffer();
        Faces faces = new Faces("loading...", text -> {
            screen.append(text);
            threeFaces.countDown();
        });
        int result = LoadingThread.withLoading(faces, Duration.ofMillis(1), () -> {
            threeFaces.await();
            return 1337;
        });
        assertThat(result).isEqualTo(1337);
        assertThat(faces.shown()).isGreaterThanOrEqualTo(3);
        assertThat(screen.toString()).contains("(o_o) loading...").endsWith("\r" + " ".repeat(16) + "\r");
    }

    @Test
    void aThreadIsStoppedAlsoWhenTheOtherFails() {
        Faces faces = new Faces("loading...", _ -> {});
        assertThatIllegalStateException().isThrownBy(() ->
                LoadingThread.withLoading(faces, Duration.ofMillis(1), () -> {
                    throw new IllegalStateException("nothing there");
                })).withMessage("nothing there");
    }

    @Test
    void aProcessShowsFacesUntilItIsKilled() throws Exception {
        String path = Stream.of("jdk.module.path", "java.class.path")
                .map(name -> System.getProperty(name, ""))
                .collect(Collectors.joining(File.pathSeparator));
        Path out = folder.resolve("out.txt");
        Process lesson = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", path, LoadingProcess.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(lesson.waitFor(100, TimeUnit.SECONDS)).as("the lesson comes to an end").isTrue();
        } finally {
            lesson.destroyForcibly();
        }
        String printed = Files.readString(out);
        assertThat(lesson.exitValue()).as(printed).isZero();
        assertThat(printed).containsPattern("The faces are shown by process \\d+, and this is " + lesson.pid())
                .contains("\r(o_o) loading...").endsWith("\nResult is 1337\n");
    }

    @Test
    void aComputationFreezesTheFaceUnlessItGivesWay() throws Exception {
        // A pause of nothing: whenever the loop is free, there is a new face.
        List<String> lines = Printed.by(new PrimeFreezes(1_000_000_000_039L, Duration.ZERO)::main).lines().stream()
                .filter(line -> line.contains("the face has")).toList();
        assertThat(lines).containsExactly(
                "In the task: 1000000000039 is prime, and the face has frozen",
                "With yieldNow: 1000000000039 is prime, and the face has moved",
                "On another thread: 1000000000039 is prime, and the face has moved",
                "In another process: 1000000000039 is prime, and the face has moved");
    }

    @Test
    void bothFindThePrimes() throws Exception {
        for (long number = 0; number < 100; number++) {
            long n = number;
            boolean prime = n > 1 && Stream.iterate(2L, i -> i + 1).takeWhile(i -> i < n).noneMatch(i -> n % i == 0);
            assertThat(PrimeFreezes.isPrime(n)).as("%d", n).isEqualTo(prime);
            assertThat(PrimeFreezes.isPrimePolitely(n)).as("%d", n).isEqualTo(prime);
        }
    }
}
