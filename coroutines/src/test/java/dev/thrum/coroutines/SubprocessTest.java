// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Child processes: what goes in and out. The loop is on a virtual clock, which must stand for them.
///
/// In threads of their own, since the end of a process is waited for whatever interrupts: one that hangs is given up.
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubprocessTest extends LoopTestBase {

    private static ProcessBuilder shell(String script) {
        return new ProcessBuilder("sh", "-c", script);
    }

    @DisplayName("31: a program runs to its end; its output and its exit code are there")
    @Test
    void runs() throws Exception {
        run(() -> {
            SubprocessResult result = Subprocess.run("sh", "-c", "echo out; echo err >&2; exit 3");
            assertThat(result.output()).isEqualTo("out\n");
            assertThat(result.errors()).isEqualTo("err\n");
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.signal()).isEmpty();
            assertThat(result.command()).containsExactly("sh", "-c", "echo out; echo err >&2; exit 3");
            assertThat(result).hasToString("sh -c echo out; echo err >&2; exit 3 has ended with exit code 3");
            return 0;
        });
        assertThat(clock.elapsed()).isZero();
    }

    @DisplayName("31: outside of a loop as well")
    @Test
    void runsOutsideOfALoop() throws Exception {
        assertThat(Subprocess.run(new ProcessBuilder("tr", "a-z", "A-Z"), "loud").output()).isEqualTo("LOUD");
    }

    @DisplayName("31: environment and working folder are those of the ProcessBuilder")
    @Test
    void environmentAndFolder(@TempDir Path folder) throws Exception {
        Path real = folder.toRealPath();
        run(() -> {
            ProcessBuilder builder = shell("pwd; echo $GREETING").directory(real.toFile());
            builder.environment().put("GREETING", "hello");
            return assertThat(Subprocess.run(builder, "").check().output().lines()).containsExactly(real.toString(), "hello");
        });
    }

    @DisplayName("31: megabytes go in and come out of both outputs at the same time")
    @Test
    void allPipesFill() throws Exception {
        byte[] much = new byte[3 << 20];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 + i / 4_096);
        }
        run(() -> {
            try (Subprocess tee = Subprocess.start(shell("tee /dev/stderr"))) {
                SubprocessResult result = tee.communicate(much);
                assertThat(result.outputBytes()).isEqualTo(much);
                assertThat(result.errorBytes()).isEqualTo(much);
                return result.check();
            }
        });
    }

    @DisplayName("31: a process need not read its input")
    @Test
    void inputThatNobodyReads() throws Exception {
        run(() -> {
            try (Subprocess child = Subprocess.start(shell("head -c 1"))) {
                return assertThat(child.communicate("x".repeat(1 << 20)).output()).isEqualTo("x");
            }
        });
    }

    @DisplayName("31: lines are read and written while the process runs, and the other tasks go on")
    @Test
    void aConversation() throws Exception {
        List<CompletableFuture<String>> seen = Stream.generate(CompletableFuture<String>::new).limit(3).toList();
        run(() -> {
            try (Subprocess cat = Subprocess.start("cat")) {
                Task<Integer> reader = EventLoop.spawn(() -> {
                    int n = 0;
                    for (String line : cat.lines()) {
                        seen.get(n++).complete(line);
                    }
                    return n;
                });
                Strand.yieldNow();
                for (int i = 0; i < 3; i++) {
                    cat.write("line " + i + (i == 1 ? "\r\n" : "\n"));
                    assertThat(EventLoop.await(seen.get(i))).isEqualTo("line " + i);
                }
                assertThat(reader.isDone()).isFalse();
                cat.closeInput();
                assertThat(reader.await()).isEqualTo(3);
                return assertThat(cat.waitFor()).isZero();
            }
        });
        assertThat(clock.elapsed()).isZero();
    }

    @DisplayName("31: lines that are long, empty, or the last without an end are lines; a loop that is left leaves the rest")
    @Test
    void linesOfAllKinds() throws Exception {
        String longLine = "x".repeat(3 * PipeReader.CAPACITY);
        run(() -> {
            try (Subprocess cat = Subprocess.start("cat")) {
                EventLoop.spawn(() -> {
                    cat.write("first\n\n" + longLine + "\nlast\rone\r");
                    cat.closeInput();
                    return 0;
                });
                for (String line : cat.lines()) {
                    assertThat(line).isEqualTo("first");
                    break;
                }
                assertThat(cat.lines().toList()).containsExactly("", longLine, "last\rone\r");
                assertThat(cat.lines().toList()).isEmpty();
                return assertThat(cat.communicate().output()).isEqualTo("");
            }
        });
    }

    @DisplayName("31: what lines() has left over, communicate() gives")
    @Test
    void linesAndThenTheRest() throws Exception {
        run(() -> {
            try (Subprocess child = Subprocess.start(shell("echo one; echo two; echo three; echo err >&2"))) {
                assertThat(child.lines().iterator().next()).isEqualTo("one");
                SubprocessResult result = child.communicate();
                assertThat(child.errorLines()).isEmpty();
                assertThat(result.errors()).isEqualTo("err\n");
                return assertThat(result.output()).isEqualTo("two\nthree\n");
            }
        });
    }

    @DisplayName("31: who reads slowly makes the process wait, and no more than the buffer is read ahead")
    @Test
    void backPressure() throws Exception {
        run(() -> {
            try (Subprocess yes = Subprocess.start("yes"); GeneratorIterator<String> lines = yes.lines().iterator()) {
                lines.next();
                Inspector.Node full = EventLoop.toThread(() -> untilShown("the output of process " + yes.pid(), "full"));
                String unread = full.facts().get("state").split(" ")[0];
                assertThat(Integer.parseInt(unread)).isBetween(PipeReader.CAPACITY - 10, PipeReader.CAPACITY + PipeReader.CHUNK);
                for (int i = 0; i < PipeReader.CAPACITY; i++) {
                    assertThat(lines.next()).isEqualTo("y");
                }
                return yes.isAlive();
            }
        });
    }

    /// Looks until a resource that somebody waits for is in a state.
    static Inspector.Node untilShown(String name, String state) throws InterruptedException {
        while (true) {
            for (Inspector.Node node : Inspector.snapshot().roots()) {
                if (node.name().contains(name) && node.facts().getOrDefault("state", "").contains(state)) {
                    return node;
                }
            }
            Thread.yield();
        }
    }

    @DisplayName("31: streams that lead elsewhere are neither read nor written here")
    @Test
    void streamsThatLeadElsewhere(@TempDir Path folder) throws Exception {
        File file = folder.resolve("out").toFile();
        run(() -> {
            ProcessBuilder toFile = shell("echo out; echo err >&2").redirectOutput(file).redirectErrorStream(true)
                    .redirectInput(Redirect.INHERIT);
            try (Subprocess child = Subprocess.start(toFile)) {
                assertThatExceptionOfType(IllegalStateException.class).isThrownBy(child::lines)
                        .withMessageContaining("is not piped");
                assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> child.write("x"));
                SubprocessResult result = child.communicate();
                assertThat(result.output() + result.errors()).isEmpty();
            }
            SubprocessResult discarded = Subprocess.run(shell("echo out; echo err >&2").redirectOutput(Redirect.DISCARD), "");
            return assertThat(discarded.output() + discarded.errors()).isEqualTo("err\n");
        });
        assertThat(file).hasContent("out\nerr");
        run(() -> assertThat(Subprocess.run(shell("echo out; echo err >&2").redirectErrorStream(true), "").output())
                .isEqualTo("out\nerr\n"));
    }

    @DisplayName("31: check lets success pass, and else throws with the command, the exit code and the last lines of the errors")
    @Test
    void check() throws Exception {
        run(() -> {
            SubprocessResult success = Subprocess.run("true");
            assertThat(success.check()).isSameAs(success);
            SubprocessResult failure = Subprocess.run("sh", "-c", "seq 1 100 >&2; exit 7");
            assertThatExceptionOfType(SubprocessException.class).isThrownBy(failure::check).satisfies(e -> {
                assertThat(e.command()).isEqualTo(failure.command());
                assertThat(e.exitCode()).isEqualTo(7);
                assertThat(e.lastErrors()).containsExactly("91", "92", "93", "94", "95", "96", "97", "98", "99", "100");
                assertThat(e).hasMessageContaining("exit code 7").hasMessageContaining("\n  99\n  100")
                        .hasMessageContaining("sh -c seq");
            });
            assertThatExceptionOfType(SubprocessException.class).isThrownBy(() -> Subprocess.run("false").check())
                    .withMessage("false has ended with exit code 1; it has written nothing to its standard error");
            return 0;
        });
    }

    @DisplayName("31: the end by a signal is told apart")
    @Test
    void endBySignal() throws Exception {
        run(() -> {
            SubprocessResult result = Subprocess.run("sh", "-c", "kill -9 $$");
            assertThat(result.exitCode()).isEqualTo(137);
            assertThat(result.signal()).isEqualTo(OptionalInt.of(9));
            assertThatExceptionOfType(SubprocessException.class).isThrownBy(result::check)
                    .withMessageContaining("was ended by signal 9, KILL");
            return 0;
        });
    }

    @DisplayName("31: a program that cannot be started is an error that says why")
    @Test
    void cannotBeStarted(@TempDir Path folder) throws Exception {
        Path notExecutable = Files.writeString(folder.resolve("text"), "text");
        run(() -> {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> Subprocess.start("no-such-program-here", "x"))
                    .withMessage("Cannot start no-such-program-here: no folder of the PATH has such a program");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> Subprocess.start(folder + "/nothing"))
                    .withMessageContaining("there is no such file");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> Subprocess.start(notExecutable.toString()))
                    .withMessageContaining("may not be executed");
            return assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> Subprocess.start(shell("true").directory(notExecutable.toFile())))
                    .withMessageContaining("which is no folder");
        });
    }

    @DisplayName("31: writing to a process that has ended is an error, and so is writing after the input was closed")
    @Test
    void writingToNobody() throws Exception {
        run(() -> {
            try (Subprocess child = Subprocess.start("true")) {
                child.waitFor();
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        child.write("x".repeat(100_000));
                    }
                }).withMessageContaining("nobody reads");
            }
            try (Subprocess cat = Subprocess.start("cat")) {
                cat.closeInput();
                cat.closeInput();
                return assertThatExceptionOfType(IOException.class).isThrownBy(() -> cat.write("x"))
                        .withMessageContaining("was closed before");
            }
        });
    }
}
