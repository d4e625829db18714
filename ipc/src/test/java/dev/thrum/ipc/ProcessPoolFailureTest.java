// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a pool does when workers die, cannot start, or are not wanted any more. All processes are real, and so are the
/// kills.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessPoolFailureTest {

    private static final String HOLD = "hold";

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static void awaitGone(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }

    private static ExecutionException failureOf(CompletableFuture<?> result) {
        return catchThrowableOfType(ExecutionException.class, result::get);
    }

    /// Runs a map on another thread.
    private static <A, R> CompletableFuture<List<R>> inBackground(
            ProcessPool pool, RemoteFunction<A, R> function, List<A> arguments, List<Completed<R>> seen) {
        CompletableFuture<List<R>> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(pool.map(function, arguments, seen::add));
            } catch (ExecutionException e) {
                result.completeExceptionally(e.getCause());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Test
    void aTaskThatEndsItsProcessFailsAloneAndTheWorkerIsReplaced() throws Exception {
        try (ProcessPool pool = ProcessPool.of(2)) {
            List<Completed<Integer>> seen = new ArrayList<>();

            var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> {
                if (n == 3) {
                    System.err.println("farewell");
                    System.exit(42);
                }
                return n;
            }, numbers(10), seen::add));

            assertThat(failure).hasMessageContaining("task 3 of 10").hasNoSuppressedExceptions();
            assertThat(failure.getCause()).isInstanceOfSatisfying(WorkerDiedException.class, death -> {
                assertThat(death.exitCode()).isEqualTo(42);
                assertThat(death.signal()).isEmpty();
                assertThat(death.stderr()).contains("farewell");
                assertThat(death).hasMessageContaining("exit code 42").hasMessageContaining("farewell");
                assertThat(death.pid()).isPositive();
            });
            assertThat(seen).filteredOn(Completed::succeeded).hasSize(9);
            assertThat(pool.map(n -> -n, numbers(4))).containsExactly(0, -1, -2, -3);
        }
    }

    @Test
    void aTaskThatEndsItsProcessWhoseShutdownHookHangsIsNotWaitedForForEver() {
        try (ProcessPool pool = ProcessPool.of(1)) {
            var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> {
                Runtime.getRuntime().addShutdownHook(new Thread(TestTasks::waitForEver));
                System.exit(0);
                return n;
            }, numbers(1)));

            assertThat(failure.getCause()).isInstanceOfSatisfying(WorkerDiedException.class,
                    death -> assertThat(death.signal()).hasValue(9));
        }
    }

    @Test
    void aWorkerKilledInTheMiddleOfATaskFailsExactlyThatTask() throws Exception {
        String folder = Scratch.newFolder();
        try (ProcessPool pool = ProcessPool.of(2)) {
            List<Completed<String>> seen = new ArrayList<>();
            List<String> arguments = List.of("a", HOLD, "b", "c", "d", "e");
            CompletableFuture<List<String>> result = inBackground(pool, name -> {
                if (name.equals(HOLD)) {
                    TestTasks.writePidAndWait(folder, HOLD);
                }
                return name.toUpperCase(Locale.ROOT);
            }, arguments, seen);

            long victim = TestTasks.readPid(folder, HOLD);
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();

            assertThat(failureOf(result).getCause()).isInstanceOfSatisfying(WorkerDiedException.class, death -> {
                assertThat(death.pid()).isEqualTo(victim);
                assertThat(death.signal()).hasValue(9);
            });
            assertThat(seen).filteredOn(completed -> !completed.succeeded()).extracting(Completed::index)
                    .containsExactly(1);
            assertThat(seen).filteredOn(Completed::succeeded).extracting(Completed::result)
                    .containsExactlyInAnyOrder("A", "B", "C", "D", "E");
        }
    }

    @Test
    void aWorkerKilledWhileItIsIdleIsReplacedWithoutAnyFailure() throws Exception {
        RemoteAction initializer = () -> System.setProperty("x", "1");
        try (ProcessPool pool = ProcessPool.builder().workers(1).initializer(initializer).build()) {
            long before = pool.map(n -> ProcessHandle.current().pid(), numbers(1)).getFirst();
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            awaitGone(before);

            assertThat(pool.map(n -> ProcessHandle.current().pid(), numbers(1))).doesNotContain(before);
            assertThat(pool.map(n -> System.getProperty("x"), numbers(1))).containsExactly("1");
        }
    }

    @Test
    void everyTaskMayKillItsWorker() {
        try (ProcessPool pool = ProcessPool.of(2)) {
            List<Completed<Integer>> seen = new ArrayList<>();

            var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> {
                Runtime.getRuntime().halt(n);
                return n;
            }, numbers(6), seen::add));

            assertThat(failure.getSuppressed()).hasSize(5);
            assertThat(seen).allSatisfy(completed -> assertThat(completed.failure())
                    .isInstanceOfSatisfying(WorkerDiedException.class,
                            death -> assertThat(death.exitCode()).isEqualTo(completed.index())));
            assertThat(seen).extracting(Completed::pid).doesNotHaveDuplicates();
        }
    }

    @Test
    void interruptingMapKillsItsRunningTasksAndDropsTheOthers() throws Exception {
        String folder = Scratch.newFolder();
        try (ProcessPool pool = ProcessPool.of(1)) {
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread mapper = Thread.ofPlatform().start(() -> outcome.complete(catchThrowableOfType(
                    InterruptedException.class,
                    () -> pool.map(name -> TestTasks.writePidAndWait(folder, name), List.of(HOLD, "never")))));
            long victim = TestTasks.readPid(folder, HOLD);

            mapper.interrupt();

            assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
            awaitGone(victim);
            assertThat(pool.map(n -> n, numbers(3))).containsExactly(0, 1, 2);
            assertThat(Path.of(folder, "never")).doesNotExist();
        }
    }

    @Test
    void cancellingTheScopeAroundMapKillsItsRunningTasks() throws Exception {
        String folder = Scratch.newFolder();
        try (ProcessPool pool = ProcessPool.of(1)) {
            CancelScope scope = new CancelScope("patience");
            CompletableFuture<Throwable> outcome = new CompletableFuture<>();
            Thread.startVirtualThread(() -> outcome.complete(catchThrowableOfType(
                    CancelledException.class,
                    () -> scope.call(() -> pool.map(name -> TestTasks.writePidAndWait(folder, name), List.of(HOLD))))));
            long victim = TestTasks.readPid(folder, HOLD);

            scope.cancel("enough");

            assertThat(outcome.get()).hasMessageContaining("enough");
            awaitGone(victim);
            assertThat(pool.map(n -> n, numbers(3))).containsExactly(0, 1, 2);
        }
    }

    @Test
    void aPoolInACancelledScopeClosesAllTheSame() throws Exception {
        String folder = Scratch.newFolder();
        CancelScope scope = new CancelScope("patience");
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        Thread.startVirtualThread(() -> outcome.complete(catchThrowableOfType(CancelledException.class,
                () -> scope.call(() -> {
                    try (ProcessPool pool = ProcessPool.of(2)) {
                        return pool.map(name -> TestTasks.writePidAndWait(folder, name), List.of("a", "b"));
                    }
                }))));
        List<Long> victims = List.of(TestTasks.readPid(folder, "a"), TestTasks.readPid(folder, "b"));

        scope.cancel("enough");

        assertThat(outcome.get()).isInstanceOf(CancelledException.class);
        assertThat(victims).allSatisfy(pid -> assertThat(Processes.runs(pid)).isFalse());
    }

    @Test
    void closeWaitsForWhatIsUnderWayAndLeavesNoProcess() throws Exception {
        String folder = Scratch.newFolder();
        ProcessPool pool = ProcessPool.of(2);
        List<Completed<Long>> seen = new ArrayList<>();
        CompletableFuture<List<Long>> result = inBackground(pool, name -> {
            TestTasks.touch(folder, "running-" + name);
            TestTasks.awaitFile(folder, "go");
            return ProcessHandle.current().pid();
        }, List.of("a", "b", "c"), seen);
        TestTasks.awaitFile(folder, "running-a");
        CompletableFuture<Void> closed = CompletableFuture.runAsync(pool::close, Thread::startVirtualThread);

        assertThatThrownBy(() -> {
            while (true) {
                // Until the closing thread has got that far; refusal is what the pool is closed by.
                pool.map(n -> n, List.of());
                Thread.onSpinWait();
            }
        }).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
        assertThat(closed).isNotDone();
        TestTasks.touch(folder, "go");

        Set<Long> pids = new HashSet<>(result.get());
        closed.get();
        assertThat(pids).isNotEmpty().allSatisfy(pid -> assertThat(ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)).isEmpty());
        pool.close();
    }

    @Test
    void terminateFailsRunningAndWaitingTasks() throws Exception {
        String folder = Scratch.newFolder();
        ProcessPool pool = ProcessPool.of(1);
        List<Completed<String>> seen = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of(HOLD));
        numbers(10_000).forEach(n -> arguments.add("later " + n));
        CompletableFuture<List<String>> result =
                inBackground(pool, name -> TestTasks.writePidAndWait(folder, name), arguments, seen);
        long victim = TestTasks.readPid(folder, HOLD);

        pool.terminate();

        assertThat(failureOf(result).getCause()).isInstanceOf(WorkerDiedException.class);
        assertThat(seen).hasSize(10_001);
        assertThat(seen).filteredOn(completed -> completed.index() > 0)
                .allSatisfy(completed -> assertThat(completed.failure()).isInstanceOf(CancellationException.class));
        pool.close();
        assertThat(ProcessHandle.of(victim).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aPoolThatWasNeverUsedClosesAtOnce() {
        ProcessPool pool = ProcessPool.of(2);
        pool.close();

        assertThatThrownBy(() -> pool.map(n -> n, numbers(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingOnAnInterruptedThreadTerminatesAndKeepsTheInterrupt() throws Exception {
        String folder = Scratch.newFolder();
        ProcessPool pool = ProcessPool.of(1);
        CompletableFuture<List<String>> result = inBackground(
                pool, name -> TestTasks.writePidAndWait(folder, name), List.of(HOLD), new ArrayList<>());
        long victim = TestTasks.readPid(folder, HOLD);

        Thread.currentThread().interrupt();
        pool.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ProcessHandle.of(victim).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(failureOf(result).getCause()).isInstanceOf(WorkerDiedException.class);
    }

    @Test
    void anInitializerThatThrowsBreaksThePoolWithItsException() {
        try (ProcessPool pool = ProcessPool.builder().workers(2).initializer(() -> {
            throw new IllegalStateException("no session");
        }).build()) {
            for (int i = 0; i < 2; i++) {
                var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> n, numbers(3)));

                assertThat(failure.getCause()).isInstanceOf(WorkerStartException.class)
                        .hasMessageContaining("initializer").hasMessageContaining("no session");
                assertThat(failure.getCause().getCause()).isInstanceOf(IllegalStateException.class)
                        .hasMessage("no session");
                assertThat(failure.getSuppressed()).hasSize(2);
            }
        }
    }

    @Test
    void anInitializerThatEndsTheProcessBreaksThePool() {
        try (ProcessPool pool = ProcessPool.builder().workers(1).initializer(() -> System.exit(5)).build()) {
            var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> n, numbers(1)));

            assertThat(failure.getCause()).isInstanceOf(WorkerStartException.class);
            assertThat(failure.getCause().getCause()).isInstanceOfSatisfying(WorkerDiedException.class,
                    death -> assertThat(death.exitCode()).isEqualTo(5));
        }
    }

    @Test
    void aJvmThatDoesNotStartBreaksThePoolAndSaysWhy() {
        try (ProcessPool pool = ProcessPool.builder().workers(1).jvmOptions(List.of("-XX:NoSuchOption=1")).build()) {
            var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> n, numbers(1)));

            assertThat(failure.getCause()).isInstanceOfSatisfying(WorkerStartException.class,
                    e -> assertThat(String.join("\n", e.stderr())).contains("NoSuchOption"));
            assertThat(failure.getCause()).hasMessageContaining("ended before it had connected");
        }
    }

    @Test
    void aWorkerThatDoesNotConnectInTimeBreaksThePool() {
        try (ProcessPool pool = ProcessPool.builder().workers(1).startTimeout(Duration.ofMillis(1)).build()) {
            var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> n, numbers(1)));

            assertThat(failure.getCause()).isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("did not connect within PT0.001S");
        }
    }

    @Test
    void jvmOptionsReachTheWorker() throws Exception {
        List<String> options = List.of("-Dgreeting=hello \"world\" \\ and more", "-XX:+UseParallelGC");
        try (ProcessPool pool = ProcessPool.builder().workers(1).jvmOptions(options).build()) {
            assertThat(pool.map(System::getProperty, List.of("greeting")))
                    .containsExactly("hello \"world\" \\ and more");
        }
    }

    @Test
    void theSocketIsGoneFromTheFileSystemOnceTheWorkersHaveConnected() throws Exception {
        try (ProcessPool pool = ProcessPool.of(1)) {
            pool.map(n -> n, numbers(1));

            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            try (var names = Files.list(temporary)) {
                String prefix = "thrum-" + ProcessHandle.current().pid() + "-";
                assertThat(names.filter(path -> path.getFileName().toString().startsWith(prefix))).isEmpty();
            }
        }
    }

    @Test
    void aForgottenPoolIsTerminatedByTheGarbageCollector() throws Exception {
        ProcessHandle worker = ProcessHandle.of(pidOfForgottenPool()).orElseThrow();
        CompletableFuture<ProcessHandle> exit = worker.onExit();

        while (!exit.isDone()) {
            System.gc();
            exit.copy().completeOnTimeout(worker, 50, TimeUnit.MILLISECONDS).join();
        }
        assertThat(worker.isAlive()).isFalse();
    }

    @SuppressWarnings("resource") // that is what the test is about
    private static long pidOfForgottenPool() throws Exception {
        return ProcessPool.of(1).map(n -> ProcessHandle.current().pid(), List.of(0)).getFirst();
    }
}
