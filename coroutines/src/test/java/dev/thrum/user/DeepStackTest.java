// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Waits so deep in a recursion that the JDK cannot park the thread, in JVMs that compile nothing.
@Timeout(60)
class DeepStackTest {

    private static final String TWO_CARRIERS = "-Djdk.virtualThreadScheduler.parallelism=2";
    private static final String ONE_CARRIER = "-Djdk.virtualThreadScheduler.parallelism=1";
    private static final String INLINE = "-Dthrum.generators.engine=inline";

    private static List<String> run(String scenario, String consumer, String... options) throws Exception {
        Path tests = Path.of(DeepStackTest.class.getResource("DeepStackTest.class").toURI()).resolve("../../../..").normalize();
        String classPath = Stream.of(tests.toString(), System.getProperty("jdk.module.path", ""),
                System.getProperty("java.class.path", ""))
                .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        Collections.addAll(command, Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xint");
        Collections.addAll(command, options);
        Collections.addAll(command, "-cp", classPath, DeepStackProgram.class.getName(), scenario, consumer);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader()) {
            return output.lines().filter(line -> !line.startsWith("SLF4J")).toList();
        } finally {
            process.destroyForcibly();
        }
    }

    @DisplayName("35: a body may yield however deep its stack is")
    @ParameterizedTest
    @CsvSource({"platform, hand-off", "virtual, hand-off", "virtual, compiled", "virtual, inline"})
    void aBodyYieldsDeepDown(String consumer, String engine) throws Exception {
        assertThat(run("generator", consumer, TWO_CARRIERS, "-Dthrum.generators.engine=" + engine,
                "--add-opens=java.base/java.lang=ALL-UNNAMED")).containsExactly("1", "2", "3", "finally");
    }

    @DisplayName("35: on one carrier, too, if the consumer is not on it")
    @Test
    void aBodyYieldsDeepDownOnTheOnlyCarrier() throws Exception {
        assertThat(run("generator", "platform", ONE_CARRIER)).containsExactly("1", "2", "3", "finally");
    }

    @DisplayName("35: a yield that would keep its consumer from running fails in the body")
    @Test
    void aYieldThatWouldKeepItsConsumerFromRunningFails() throws Exception {
        assertThat(run("generator", "virtual", ONE_CARRIER)).containsExactly("too deep", "3", "finally");
    }

    @DisplayName("35: a yield on the stack of its consumer fails in the body")
    @Test
    void aYieldOnTheStackOfItsConsumerFails() throws Exception {
        assertThat(run("generator", "platform", INLINE, "--add-opens=java.base/java.lang=ALL-UNNAMED"))
                .containsExactly("too deep", "3", "finally");
    }

    @DisplayName("35: a consumer may pull however deep its stack is")
    @Test
    void aConsumerPullsDeepDown() throws Exception {
        assertThat(run("consumer", "virtual", TWO_CARRIERS)).containsExactly("0", "1", "2");
    }

    @DisplayName("a strand may wait however deep its stack is")
    @ParameterizedTest
    @ValueSource(strings = {"platform", "virtual"})
    void aStrandWaitsDeepDown(String granter) throws Exception {
        assertThat(run("queue", granter, TWO_CARRIERS))
                .containsExactlyInAnyOrder("waits: true", "granted: true", "left: 0");
    }

    @DisplayName("a strand that would keep the last carrier while it waits fails, and leaves the queue")
    @Test
    void aStrandThatWouldKeepTheLastCarrierFails() throws Exception {
        assertThat(run("queue", "virtual", ONE_CARRIER))
                .containsExactlyInAnyOrder("java.lang.StackOverflowError", "waits: false", "left: 0");
    }

    @DisplayName("a strand may sleep however deep its stack is")
    @ParameterizedTest
    @ValueSource(strings = {ONE_CARRIER, TWO_CARRIERS})
    void aStrandSleepsDeepDown(String carriers) throws Exception {
        assertThat(run("sleep", "virtual", carriers)).containsExactly("slept");
    }

    @DisplayName("a task may wait however deep its stack is")
    @Test
    void aTaskWaitsDeepDown() throws Exception {
        assertThat(run("loop", "platform", TWO_CARRIERS)).containsExactly("caught: answered", "other task", "answered");
    }

    @DisplayName("a task that would keep the other tasks from running fails, and takes turns with them again")
    @Test
    void aTaskThatWouldKeepTheOthersFromRunningFails() throws Exception {
        assertThat(run("loop", "platform", ONE_CARRIER))
                .containsExactly("caught: java.lang.StackOverflowError", "other task", "answered");
    }
}
