// SPDX-License-Identifier: Apache-2.0

package dev.thrum.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.NotSerializableException;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a pool of healthy workers does. The pool is shared by the tests, as their tasks leave nothing behind.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProcessPoolTest {

    private static int initialized;
    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        pool = ProcessPool.builder().workers(2).name("shared").initializer(() -> initialized++).build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    @Test
    void keepsTheOrderOfTheInput() throws Exception {
        List<Integer> squares = pool.map(n -> n * n, numbers(50));

        assertThat(squares).isEqualTo(IntStream.range(0, 50).map(n -> n * n).boxed().toList());
    }

    @Test
    void runsTasksInOtherProcessesAsManyAsThereAreWorkers() throws Exception {
        // Each task ends only when its partner in the other process has begun, so both workers must take part.
        List<Long> pids = pool.map(TestTasks::meetPartner, List.of(
                new TestTasks.Meeting(Scratch.folder(), "a", "b"), new TestTasks.Meeting(Scratch.folder(), "b", "a")));

        assertThat(new HashSet<>(pids)).hasSize(2).doesNotContain(ProcessHandle.current().pid());
    }

    @Test
    void runsTheInitializerOnceInEachWorkerAndKeepsStatics() throws Exception {
        List<Integer> seen = pool.map(n -> initialized, numbers(20));

        assertThat(seen).containsOnly(1);
        assertThat(initialized).isZero();
    }

    @Test
    void acceptsAnEmptyInput() throws Exception {
        assertThat(pool.map(n -> n, List.of())).isEmpty();
    }

    @Test
    void carriesNullBothWays() throws Exception {
        assertThat(pool.map(text -> text, Arrays.asList("a", null))).containsExactly("a", null);
    }

    @Test
    void carriesRecordsCollectionsAndCapturedValues() throws Exception {
        record Point(int x, int y) implements Serializable {}
        int offset = 10;

        List<Map<String, Point>> moved =
                pool.map(p -> Map.of("moved", new Point(p.x() + offset, p.y())), List.of(new Point(1, 2)));

        assertThat(moved).containsExactly(Map.of("moved", new Point(11, 2)));
    }

    @Test
    void carriesMegabytes() throws Exception {
        byte[] large = new byte[16 * 1024 * 1024];
        large[large.length - 1] = 42;

        List<byte[]> back = pool.map(bytes -> bytes, List.of(large));

        assertThat(back.getFirst()).isEqualTo(large);
    }

    @Test
    void tellsTheListenerOfEachTaskOnTheCallingThread() throws Exception {
        List<Completed<Integer>> seen = new ArrayList<>();
        Set<Thread> threads = new HashSet<>();

        pool.map(n -> n + 1, numbers(10), completed -> {
            seen.add(completed);
            threads.add(Thread.currentThread());
        });

        assertThat(threads).containsExactly(Thread.currentThread());
        assertThat(seen).extracting(Completed::index).containsExactlyInAnyOrderElementsOf(numbers(10));
        assertThat(seen).allSatisfy(completed -> {
            assertThat(completed.result()).isEqualTo(completed.index() + 1);
            assertThat(completed.succeeded()).isTrue();
            assertThat(completed.worker()).isBetween(0, 1);
            assertThat(completed.pid()).isPositive().isNotEqualTo(ProcessHandle.current().pid());
            assertThat(completed.end()).isAfterOrEqualTo(completed.start());
            assertThat(completed.elapsed()).isLessThan(Duration.ofMinutes(1));
        });
    }

    @Test
    void aListenerThatThrowsEndsTheMapAndLeavesThePoolUsable() throws Exception {
        assertThatThrownBy(() -> pool.map(n -> n, numbers(10), completed -> {
            throw new IllegalStateException("enough");
        })).isInstanceOf(IllegalStateException.class).hasMessage("enough");

        assertThat(pool.map(n -> n, numbers(3))).containsExactly(0, 1, 2);
    }

    @Test
    void bringsAnExceptionBackWithItsRemoteStackTrace() {
        var failure = catchThrowableOfType(ExecutionException.class,
                () -> pool.map(TestTasks::divideHundredBy, List.of(1, 0, 2)));

        assertThat(failure).hasMessageContaining("task 1 of 3").hasMessageContaining("argument 0")
                .hasMessageContaining("pid");
        assertThat(failure.getCause()).isInstanceOf(ArithmeticException.class);
        assertThat(failure.getCause().getStackTrace()).extracting(StackTraceElement::getMethodName)
                .contains("divideHundredBy");
        assertThat(failure.getCause().getStackTrace()).extracting(StackTraceElement::getClassName)
                .doesNotContain(ProcessPoolTest.class.getName());
    }

    @Test
    void computesEverythingBeforeItReportsTheFirstFailureInOrderOfInput() {
        List<Integer> completed = new ArrayList<>();

        var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(
                TestTasks::failIfOdd, numbers(6), done -> completed.add(done.index())));

        assertThat(completed).hasSize(6);
        assertThat(failure.getCause()).hasMessage("odd: 1");
        assertThat(failure.getSuppressed()).extracting(other -> other.getCause().getMessage())
                .containsExactly("odd: 3", "odd: 5");
    }

    @Test
    void anExceptionThatCannotTravelIsStoodInFor() {
        var failure = catchThrowableOfType(ExecutionException.class,
                () -> pool.map(TestTasks::failWithBaggage, List.of("x")));

        assertThat(failure.getCause()).isInstanceOfSatisfying(RemoteTaskException.class, standIn -> {
            assertThat(standIn.remoteClass()).isEqualTo(TestTasks.BaggageException.class.getName());
            assertThat(standIn.remoteMessage()).isEqualTo("too heavy: x");
            assertThat(standIn.getStackTrace()[0].getMethodName()).isEqualTo("failWithBaggage");
            assertThat(standIn.getCause()).isInstanceOfSatisfying(RemoteTaskException.class,
                    cause -> assertThat(cause.remoteClass()).isEqualTo("java.io.IOException"));
        });
    }

    @Test
    void anExceptionWithAHugeMessageIsStoodInFor() {
        var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(n -> {
            throw new IllegalStateException("x".repeat(n));
        }, List.of(80_000_000)));

        assertThat(failure.getCause()).isInstanceOfSatisfying(RemoteTaskException.class, standIn -> {
            assertThat(standIn.remoteMessage()).startsWith("xxx").endsWith("(80000000 characters)");
            assertThat(standIn.remoteMessage()).hasSizeLessThan(10_000);
        });
    }

    @Test
    void anErrorOfTheVirtualMachineFailsItsTaskOnly() {
        var failure = catchThrowableOfType(ExecutionException.class,
                () -> pool.map(TestTasks::recurseIfZero, List.of(0, 1)));

        assertThat(failure.getCause()).isInstanceOf(StackOverflowError.class);
        assertThat(failure.getSuppressed()).isEmpty();
    }

    @Test
    void aResultThatCannotBeSerializedFailsItsTaskOnly() throws Exception {
        List<Long> pids = pool.map(n -> ProcessHandle.current().pid(), numbers(20));

        var failure = catchThrowableOfType(ExecutionException.class,
                () -> pool.map(n -> n == 1 ? new Object() : n, numbers(4)));

        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.getCause()).isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("the result").hasCauseInstanceOf(NotSerializableException.class);
        assertThat(failure.getCause().getCause()).hasMessageContaining("java.lang.Object");
        assertThat(pids).as("workers live on")
                .allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).hasValueSatisfying(
                        process -> assertThat(process.isAlive()).isTrue()));
    }

    @Test
    void anArgumentThatCannotBeSerializedFailsItsTaskOnly() {
        List<Object> arguments = List.of("a", new Object(), "c");
        List<Completed<Integer>> seen = new ArrayList<>();

        var failure = catchThrowableOfType(ExecutionException.class,
                () -> pool.map(argument -> argument.toString().length(), arguments, seen::add));

        assertThat(failure).hasMessageContaining("task 1 of 3");
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failure.getCause()).isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("the argument").hasCauseInstanceOf(NotSerializableException.class);
        assertThat(seen).filteredOn(Completed::succeeded).hasSize(2);
    }

    @Test
    void aResultLargerThanAMessageFailsItsTaskOnly() throws Exception {
        try (ProcessPool small = ProcessPool.builder().workers(1).maximumObject(10_000).build()) {
            var failure = catchThrowableOfType(ExecutionException.class,
                    () -> small.map(n -> new byte[n], List.of(100, 20_000, 100)));

            assertThat(failure).hasMessageContaining("task 1 of 3");
            assertThat(failure.getCause()).isInstanceOf(NotTransferableException.class)
                    .hasMessageContaining("maximum of 10000 bytes");
            assertThat(failure.getSuppressed()).isEmpty();
        }
    }

    @Test
    void aFunctionThatCannotBeSerializedIsRefusedAtOnce() {
        Object baggage = new Object();

        assertThatThrownBy(() -> pool.map(n -> baggage.hashCode() + n, numbers(2)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("the function")
                .hasRootCauseInstanceOf(NotSerializableException.class);
    }

    @Test
    void aClassThatThePolicyRefusesFailsItsTaskAndTheFilterCanWidenIt() throws Exception {
        var url = URI.create("http://127.0.0.1/").toURL();

        var failure = catchThrowableOfType(ExecutionException.class, () -> pool.map(u -> u.getHost(), List.of(url)));
        assertThat(failure.getCause()).isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("java.net.URL").hasMessageContaining("serial filter");

        try (ProcessPool wide = ProcessPool.builder().workers(1).serialFilter("java.net.URL").build()) {
            assertThat(wide.map(u -> u.getHost(), List.of(url))).containsExactly("127.0.0.1");
        }
    }

    @Test
    void manyThreadsMayMapAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<List<Integer>> results = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            int factor = i;
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    results.add(pool.map(n -> n * factor, numbers(25)));
                } catch (InterruptedException | ExecutionException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(results).hasSize(4).extracting(list -> list.get(1)).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void aTaskThatInterruptsItselfDoesNotDisturbTheNext() throws Exception {
        pool.map(n -> {
            Thread.currentThread().interrupt();
            return n;
        }, numbers(4));

        assertThat(pool.map(n -> Thread.currentThread().isInterrupted(), numbers(4))).containsOnly(false);
    }

    @Test
    void aTaskReadsNothingFromStandardInput() throws Exception {
        assertThat(pool.map(n -> System.in.read(), List.of(0))).containsExactly(-1);
    }
}
