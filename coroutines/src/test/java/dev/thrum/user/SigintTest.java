// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SigintTest {

    /// A JVM does not handle SIGINT if it was told to ignore it when it was started, as background jobs are.
    private static Process start(String how) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder("env", "--default-signal=INT", java, "-cp", classPath(), SigintProgram.class.getName(), how)
                .redirectErrorStream(true).start();
    }

    /// Everything this JVM has on its paths, and the tests, which are patched into the module under test.
    private static String classPath() throws IOException {
        try {
            Path tests = Path.of(SigintTest.class.getResource("SigintTest.class").toURI()).resolve("../../../..").normalize();
            return Stream.of(tests.toString(), System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                    .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor()).isZero();
    }

    @DisplayName("4: the first SIGINT cancels the main task, which cleans up; then run throws")
    @Test
    void theFirstSigintCancelsMain() throws Exception {
        Process process = start("willing");
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            interrupt(process);
            assertThat(output.lines()).containsExactly("cancelled: interrupted by the user (SIGINT)", "cleaned up",
                    "thrown: Interrupted by the user (SIGINT) while running loop");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @DisplayName("4: a second SIGINT makes run throw at once, though the main task has not ended")
    @Test
    void theSecondSigintRaises() throws Exception {
        Process process = start("stubborn");
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            interrupt(process);
            assertThat(output.readLine()).startsWith("cancelled");
            interrupt(process);
            assertThat(output.lines()).singleElement().asString().startsWith("thrown: Interrupted by the user for the second time");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @DisplayName("31: an action for SIGINT takes the place of cancelling the main task, until it is taken away")
    @Test
    void anActionOfTheProgram() throws Exception {
        Process process = start("answered");
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            interrupt(process);
            assertThat(output.readLine()).isEqualTo("not yet");
            assertThat(output.readLine()).isEqualTo("ready");
            interrupt(process);
            assertThat(output.lines()).first().asString().startsWith("cancelled");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
