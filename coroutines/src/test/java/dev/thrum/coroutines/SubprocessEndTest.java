// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// Child processes: how they end, and that nothing is left of them.
///
/// In threads of their own, since the end of a process is waited for whatever interrupts: one that hangs is given up.
@EnabledOnOs({OS.LINUX, OS.MAC})
@ResourceLock(Resources.SYSTEM_ERR)
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SubprocessEndTest extends LoopTestBase {

    private static ProcessBuilder shell(String script) {
        return new ProcessBuilder("sh", "-c", script);
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessFamily::isRunning).orElse(false);
    }

    @DisplayName("31: while a task waits for the end of a process, others go on, and may end it")
    @Test
    void othersGoOn() throws Exception {
        run(() -> {
            try (Subprocess sleep = Subprocess.start("sleep", "1000")) {
                Task<Integer> waiter = EventLoop.spawn(sleep::waitFor);
                Strand.yieldNow();
                trace.add(sleep.isAlive() ? "running" : "ended");
                sleep.terminate();
                assertThat(waiter.await()).isEqualTo(128 + 15);
                assertThat(sleep.isAlive()).isFalse();
                return assertThat(sleep.toString()).contains("sleep 1000").contains("signal 15, TERM");
            }
        });
        assertThat(trace).containsExactly("running");
        assertThat(clock.elapsed()).isZero();
    }

    /// Looks until some strand waits for something. For tasks, within [EventLoop#toThread], as it keeps its thread busy.
    private static boolean untilWaitedFor(String what) {
        while (Inspector.snapshot().toText().lines()
                .noneMatch(line -> line.contains("waits for ") && line.contains(what))) {
            Thread.yield();
        }
        return true;
    }

    @DisplayName("31: cancelling a wait leaves the process alone")
    @Test
    void cancelledWait() throws Exception {
        run(() -> {
            try (Subprocess sleep = Subprocess.start("sleep", "1000")) {
                Task<Integer> waiter = EventLoop.spawn(sleep::waitFor);
                EventLoop.toThread(() -> untilWaitedFor("the end of process " + sleep.pid()));
                waiter.cancel("enough");
                assertThatExceptionOfType(CancellationException.class).isThrownBy(waiter::await)
                        .withMessageContaining("enough");
                return assertThat(sleep.isAlive()).isTrue();
            }
        });
    }

    @DisplayName("31: cancelling the task that runs a process ends the process, with what that has started")
    @Test
    void cancelledRun() throws Exception {
        run(() -> {
            CompletableFuture<List<Long>> pids = new CompletableFuture<>();
            Task<?> task = EventLoop.spawn(() -> {
                try (Subprocess shell = Subprocess.start(shell("sleep 1000 & echo $!; wait"))) {
                    pids.complete(List.of(shell.pid(), Long.parseLong(shell.lines().iterator().next())));
                    return shell.communicate();
                } finally {
                    trace.add("left, alive: " + pids.join().stream().filter(SubprocessEndTest::isAlive).toList());
                }
            });
            List<Long> both = EventLoop.await(pids);
            EventLoop.toThread(() -> untilWaitedFor("the end of process " + both.getFirst()));
            assertThat(both).allMatch(SubprocessEndTest::isAlive);
            task.cancel("enough");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await);
            return 0;
        });
        assertThat(trace).containsExactly("left, alive: []");
    }

    @DisplayName("31: a time-out around a process ends it; on a virtual clock it comes after as much real time")
    @Test
    void timeOut() throws Exception {
        long start = System.nanoTime();
        run(() -> assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() ->
                CancelScope.timeout(Duration.ofMillis(50), () -> Subprocess.run("sleep", "1000"))));
        assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(50).toNanos());
        assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() ->
                CancelScope.timeout(Duration.ofMillis(50), () -> Subprocess.run("sleep", "1000")));
        assertThat(ProcessHandle.current().children().filter(child -> child.info().arguments()
                .filter(arguments -> List.of(arguments).contains("1000")).isPresent())).isEmpty();
    }

    @DisplayName("31: a cancelled start starts nothing")
    @Test
    void cancelledStart() throws Exception {
        run(() -> {
            CancelScope scope = new CancelScope("scope");
            scope.cancel("before");
            scope.run(() -> {
                assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> Subprocess.start("sleep", "1000"));
                Subprocess.start("sleep", "1000").close();
            });
            return 0;
        });
    }

    @DisplayName("31: a process that is asked to terminate may clean up")
    @Test
    void politeEnd() throws Exception {
        run(() -> {
            Subprocess child = Subprocess.start(shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done"));
            try (child) {
                assertThat(child.lines().iterator().next()).isEqualTo("ready");
            }
            return assertThat(child.waitFor()).isEqualTo(7);
        });
    }

    @DisplayName("31: a process that refuses to terminate is killed after the grace")
    @Test
    void killedAfterTheGrace() throws Exception {
        run(() -> {
            Subprocess child = Subprocess.start(shell("trap '' TERM; echo ready; while :; do sleep 0.01; done"),
                    Duration.ofMillis(100));
            try (child) {
                assertThat(child.lines().iterator().next()).isEqualTo("ready");
            }
            assertThat(child.waitFor()).isEqualTo(128 + 9);
            child.close();
            return assertThat(child.isAlive()).isFalse();
        });
    }

    @DisplayName("31: while a process is being ended other tasks go on; an interrupt does not disturb that, and is kept")
    @Test
    void endingIsAWait() throws Exception {
        run(() -> {
            Subprocess child = Subprocess.start(shell("trap 'echo asked; read line; exit 5' TERM; echo ready; "
                    + "while :; do sleep 0.01; done"), Duration.ofDays(1));
            assertThat(child.lines().iterator().next()).isEqualTo("ready");
            CompletableFuture<Thread> closer = new CompletableFuture<>();
            Task<?> task = EventLoop.spawn(() -> {
                closer.complete(Thread.currentThread());
                try (child) {
                    return child.waitFor();
                } finally {
                    trace.add("exit code " + child.waitFor() + ", interrupted " + Thread.interrupted());
                }
            });
            EventLoop.await(closer);
            EventLoop.toThread(() -> untilWaitedFor("the end of process " + child.pid()));
            task.cancel("enough");
            assertThat(child.lines().iterator().next()).isEqualTo("asked");
            closer.join().interrupt();
            child.write("go\n");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await);
            return 0;
        });
        assertThat(trace).containsExactly("exit code 5, interrupted true");
    }

    @DisplayName("31: a line that arrives after its reader was cancelled is there for the next")
    @Test
    void noLineIsLost() throws Exception {
        run(() -> {
            try (Subprocess cat = Subprocess.start("cat")) {
                for (int i = 0; i < 20; i++) {
                    Task<String> impatient = EventLoop.spawn(() -> cat.lines().iterator().next());
                    EventLoop.toThread(() -> untilWaitedFor("the output of process " + cat.pid()));
                    impatient.cancel("enough");
                    assertThatExceptionOfType(CancellationException.class).isThrownBy(impatient::await);
                    cat.write("line " + i + "\n");
                    assertThat(cat.lines().iterator().next()).isEqualTo("line " + i);
                }
                return 0;
            }
        });
    }

    @DisplayName("31: a write whose wait is cancelled is not torn")
    @Test
    void noWriteIsTorn() throws Exception {
        run(() -> {
            try (Subprocess cat = Subprocess.start("cat")) {
                String much = "x".repeat(1 << 20) + "\n";
                Task<?> writer = EventLoop.spawn(() -> {
                    cat.write(much);
                    return 0;
                });
                EventLoop.toThread(() -> untilWaitedFor("the input of process " + cat.pid()));
                writer.cancel("enough");
                assertThatExceptionOfType(CancellationException.class).isThrownBy(writer::await);
                assertThat(cat.communicate("end").output()).isEqualTo(much + "end");
                return 0;
            }
        });
    }

    @DisplayName("31: who waits until something is written is told when the process ends without having read it")
    @Test
    void aWriteThatNobodyReads() throws Exception {
        run(() -> {
            try (Subprocess sleep = Subprocess.start("sleep", "1000")) {
                Task<?> writer = EventLoop.spawn(() -> sleep.write(new byte[1 << 20]));
                EventLoop.toThread(() -> untilWaitedFor("the input of process " + sleep.pid()));
                sleep.kill();
                assertThatExceptionOfType(ExecutionException.class).isThrownBy(writer::await)
                        .withCauseInstanceOf(IOException.class).withMessageContaining("nobody reads");
                return 0;
            }
        });
    }

    @DisplayName("31: a communication that was cancelled can be taken up again, and nothing is lost")
    @Test
    void communicateAgain(@TempDir Path folder) throws Exception {
        Path go = folder.resolve("go");
        run(() -> {
            try (Subprocess child = Subprocess.start(shell(
                    "read a; echo $a; echo err >&2; until [ -e '" + go + "' ]; do sleep 0.01; done; echo later"))) {
                Task<?> first = EventLoop.spawn(() -> child.communicate("hello\n"));
                EventLoop.toThread(() -> untilWaitedFor("the end of process " + child.pid()));
                first.cancel("enough");
                assertThatExceptionOfType(CancellationException.class).isThrownBy(first::await);
                Files.createFile(go);
                SubprocessResult result = child.communicate();
                assertThat(result.output()).isEqualTo("hello\nlater\n");
                return assertThat(result.errors()).isEqualTo("err\n");
            }
        });
    }

    @DisplayName("31: a pipe that somebody left behind holds open delays the end by the grace, and is logged")
    @Test
    void aPipeHeldOpen() throws Exception {
        String log = Logged.by(() -> run(() -> {
            long orphan;
            try (Subprocess shell = Subprocess.start(shell("(trap '' HUP; exec sleep 1000) & echo $!; read wait"),
                    Duration.ofMillis(50))) {
                GeneratorIterator<String> lines = shell.lines().iterator();
                orphan = Long.parseLong(lines.next());
                Task<String> reader = EventLoop.spawn(lines::next);
                EventLoop.toThread(() -> untilWaitedFor("the output of process " + shell.pid()));
                shell.closeInput();
                shell.waitFor();
                reader.cancel("enough");
                assertThatExceptionOfType(CancellationException.class).isThrownBy(reader::await);
            }
            assertThat(isAlive(orphan)).isTrue();
            ProcessHandle.of(orphan).orElseThrow().destroyForcibly();
            return 0;
        }));
        assertThat(log).contains("left behind holds the output of process").contains("open");
    }

    @DisplayName("31: neither file descriptors nor threads nor zombies are left behind, however it ends")
    @Test
    @EnabledOnOs(OS.LINUX)
    void nothingIsLeftBehind() throws Exception {
        startAndEnd(3);
        Set<String> before = openPipes();
        long threads = poolThreads();
        startAndEnd(8);
        assertThat(openPipes()).isEqualTo(before);
        assertThat(poolThreads()).isLessThan(threads + 10);
        while (Thread.getAllStackTraces().values().stream().flatMap(Stream::of)
                .anyMatch(frame -> frame.getClassName().startsWith(PipeReader.class.getName()))) {
            Thread.onSpinWait(); // one that has closed its pipe, and is about to go
        }
        assertThat(ProcessHandle.current().children().flatMap(child -> child.info().command().stream())
                .filter(command -> command.endsWith("sleep") || command.endsWith("cat") || command.endsWith("sh"))).isEmpty();
    }

    /// In five ways each.
    private void startAndEnd(int times) throws Exception {
        run(() -> {
            for (int i = 0; i < times; i++) {
                Subprocess.run("cat");
                try (Subprocess unread = Subprocess.start(shell("echo out; echo err >&2; sleep 1000"))) {
                    assertThat(unread.isAlive()).isTrue();
                }
                try (Subprocess halfRead = Subprocess.start(shell("yes; sleep 1000"))) {
                    assertThat(halfRead.lines().iterator().next()).isEqualTo("y");
                }
                try (Subprocess writing = Subprocess.start("sleep", "1000")) {
                    Task<?> writer = EventLoop.spawn(() -> {
                        writing.write("x".repeat(1 << 20));
                        return 0;
                    });
                    EventLoop.toThread(() -> untilWaitedFor("the input of process " + writing.pid()));
                    writer.cancel("enough");
                    assertThatExceptionOfType(CancellationException.class).isThrownBy(writer::await);
                }
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> Subprocess.start("no-such-program-here"));
            }
            return 0;
        });
    }

    private static Set<String> openPipes() throws IOException {
        Set<String> pipes = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("pipe:")) {
                        pipes.add(descriptor.getFileName() + " " + target);
                    }
                } catch (NoSuchFileException e) {
                    continue; // that of the list itself
                }
            }
        }
        return pipes;
    }

    private static long poolThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("thrum-")).count();
    }
}
