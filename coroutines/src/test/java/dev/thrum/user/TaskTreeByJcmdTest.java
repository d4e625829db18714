// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The task tree of another process that was not prepared for it, as the guide tells to look at it.
@Timeout(120)
class TaskTreeByJcmdTest {

    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");

    @TempDir
    private Path folder;

    private static String run(String tool, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(JDK.resolve(tool).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        return answer;
    }

    private static String classPath() throws Exception {
        Path tests = Path.of(TaskTreeByJcmdTest.class.getResource("TaskTreeByJcmdTest.class").toURI())
                .resolve("../../../..").normalize();
        return Stream.of(tests.toString(), System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                .filter(path -> !path.isEmpty()).collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    @DisplayName("28: from outside the process, by jcmd: who is under whom, who awaits whom, where, for how long")
    void byJcmd() throws Exception {
        String file = folder.resolve("tasks.jfr").toString();
        Process program = new ProcessBuilder(JDK.resolve("java").toString(), "-cp", classPath(), LookedAtProgram.class.getName())
                .redirectErrorStream(true).start();
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            String pid = Long.toString(program.pid());
            run("jcmd", pid, "JFR.start", "name=tasks", "settings=none", "+dev.thrum.Snapshot#enabled=true");
            run("jcmd", pid, "JFR.dump", "name=tasks", "filename=" + file);
            program.outputWriter().close();
            assertThat(program.waitFor()).isZero();
        } finally {
            program.destroyForcibly();
        }
        String printed = run("jfr", "print", "--events", "dev.thrum.Snapshot", file);
        List<String> lines = List.of(printed.split(Pattern.quote("dev.thrum.Snapshot {"), -1));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("depth = 0", "kind = \"event loop\"", "name = \"looked at\""));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("depth = 2", "name = \"sleeper\"", "parent = \"main\"",
                "state = \"waiting\"", "LookedAtProgram.java", "wakes in ", "awaited by 1"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("depth = 2", "name = \"waits\"", "parent = \"main\"",
                "sleeper").containsPattern("waitingFor = \"\\d"));
    }
}
