// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/// Runs tests that fail, and looks how.
@Timeout(60)
class EventLoopExtensionTest {

    /// What the tests below have done. They run one at a time.
    private static final List<String> TRACE = new CopyOnWriteArrayList<>();

    @BeforeEach
    void clear() {
        TRACE.clear();
    }

    private static Events run(Class<?> type, String method, Map<String, String> configuration) {
        return EngineTestKit.engine("junit-jupiter").configurationParameters(configuration)
                .configurationParameter(OnlyWhenAsked.KEY, "yes")
                .selectors(selectMethod(type, methodOf(type, method))).execute().testEvents();
    }

    private static Method methodOf(Class<?> type, String name) {
        return Stream.of(type.getDeclaredMethods()).filter(method -> method.getName().equals(name)).findFirst().orElseThrow();
    }

    private static Throwable failureOf(Class<?> type, String method, Map<String, String> configuration) {
        return run(type, method, configuration).assertStatistics(count -> count.failed(1)).executions().failed().stream()
                .findFirst().orElseThrow().getTerminationInfo().getExecutionResult().getThrowable().orElseThrow();
    }

    private static Throwable failureOf(Class<?> type, String method) {
        return failureOf(type, method, Map.of());
    }

    // ------------------------------------------------------------------------------------------------- failures

    private static final IOException FAILURE = new IOException("as it is");

    @InEventLoop(limit = "PT10S")
    @ExtendWith(OnlyWhenAsked.class)
    static class Failing {
        @Test
        void throwsSomething() throws Exception {
            Strand.sleep(Duration.ofHours(1));
            throw FAILURE;
        }

        @Test
        void isDeadlocked() throws Exception {
            EventLoop.await(new CompletableFuture<>());
        }

        @Test
        void leavesATask() {
            EventLoop.spawn("forgotten", () -> {
                Strand.sleep(Duration.ofDays(1));
                return 0;
            });
        }

        @Test
        @InEventLoop(mayLeaveTasks = true)
        void leavesATaskAndMay() {
            EventLoop.spawn("forgotten", () -> {
                try {
                    Strand.sleep(Duration.ofDays(1));
                } finally {
                    TRACE.add("cancelled");
                }
                return 0;
            }).cancel("it may be left, and its end is no matter of the test");
            leavesATask();
        }

        @Test
        void leavesOnlyWhatIsAboutToEnd() throws Exception {
            Task<Integer> sleeper = EventLoop.spawn(() -> {
                Strand.sleep(Duration.ofDays(1));
                return 0;
            });
            Strand.yieldNow();
            EventLoop.callLater(Duration.ofDays(1), () -> {});
            sleeper.cancel("not needed any more");
        }
    }

    @DisplayName("26: what the test throws comes out as it is")
    @Test
    void failure() {
        assertThat(failureOf(Failing.class, "throwsSomething")).isSameAs(FAILURE);
    }

    @DisplayName("26: all blocked and no timer is a deadlock that names the test")
    @Test
    void deadlock() {
        assertThat(failureOf(Failing.class, "isDeadlocked")).isInstanceOf(DeadlockException.class)
                .hasMessageContaining("main").hasMessageContaining("the completion of");
    }

    @DisplayName("26: tasks left behind fail the test, unless they may be, or are about to end")
    @Test
    void tasksLeftBehind() {
        assertThat(failureOf(Failing.class, "leavesATask")).isInstanceOf(AssertionError.class)
                .hasMessageContaining("left behind task \"forgotten\"").hasMessageContaining("mayLeaveTasks");
        run(Failing.class, "leavesATaskAndMay", Map.of()).assertStatistics(count -> count.succeeded(1));
        run(Failing.class, "leavesOnlyWhatIsAboutToEnd", Map.of()).assertStatistics(count -> count.succeeded(1));
    }

    // ---------------------------------------------------------------------------------------------------- limits

    @ExtendWith(OnlyWhenAsked.class)
    static class Hanging {
        static final CountDownLatch NEVER = new CountDownLatch(1);

        @Test
        @InEventLoop(limit = "PT0.1S")
        void inTheJdk() throws Exception {
            Task<Integer> other = EventLoop.spawn("one that waits", () -> {
                Strand.sleep(Duration.ofDays(1));
                return 0;
            });
            EventLoop.blocking(() -> {
                NEVER.await();
                return 0;
            });
            other.await();
        }

        @Test
        @InEventLoop(limit = "PT0.1S")
        void whateverHappens() {
            while (NEVER.getCount() > 0) {
                Thread.onSpinWait();
            }
        }

        @Test
        @InEventLoop(limit = "PT10S")
        void underAPropertysLimit() throws Exception {
            inTheJdk();
        }
    }

    @DisplayName("26: a test that hangs fails at its limit in real time, and shows who waits for what")
    @Test
    void limit() {
        assertThat(failureOf(Hanging.class, "inTheJdk")).isInstanceOf(AssertionError.class)
                .hasMessageContaining("inTheJdk()\" has not ended after PT0.1S of real time")
                .hasMessageContaining("one that waits");
        assertThat(failureOf(Hanging.class, "underAPropertysLimit", Map.of("thrum.testing.limit", "PT0.2S")))
                .hasMessageContaining("has not ended after PT0.2S");
    }

    @ExtendWith(OnlyWhenAsked.class)
    static class UnderJUnitsTimeout {
        @Test
        @InEventLoop(time = InEventLoop.Time.REAL)
        @Timeout(value = 100, unit = TimeUnit.MILLISECONDS)
        void sleeps() throws Exception {
            try {
                Strand.sleep(Duration.ofDays(1));
            } finally {
                TRACE.add("cancelled");
            }
        }
    }

    @DisplayName("26: JUnit's own time-outs cancel the test, too")
    @Test
    void timeOutOfJUnit() {
        assertThat(failureOf(UnderJUnitsTimeout.class, "sleeps")).isInstanceOf(TimeoutException.class);
        assertThat(TRACE).containsExactly("cancelled");
    }

    @DisplayName("26: a test that does not even end when it is cancelled is left alone")
    @Test
    void stubborn() {
        try {
            assertThat(failureOf(Hanging.class, "whateverHappens").getSuppressed())
                    .anySatisfy(note -> assertThat(note).hasMessageContaining("does not end after it was cancelled"));
        } finally {
            Hanging.NEVER.countDown();
        }
    }

    // ----------------------------------------------------------------------------------------------------- seeds

    @InEventLoop(order = InEventLoop.Order.SEEDED)
    @ExtendWith(OnlyWhenAsked.class)
    static class Seeded {
        @Test
        void traces() throws Exception {
            List<Task<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String name = Integer.toString(i);
                tasks.add(EventLoop.spawn(() -> {
                    Strand.yieldNow();
                    return TRACE.add(name);
                }));
            }
            for (Task<Boolean> task : tasks) {
                task.await();
            }
            throw new AssertionError(String.join(" ", TRACE));
        }

        @Test
        @Seed(7)
        void tracesBySeed() throws Exception {
            traces();
        }

        @RepeatedTest(5)
        void tracesOften() throws Exception {
            traces();
        }
    }

    private static long seedOf(Throwable failure) {
        assertThat(failure.getSuppressed()).hasSize(1);
        String note = failure.getSuppressed()[0].getMessage();
        assertThat(note).startsWith("The order of the tasks was that of seed ").contains("@Seed(");
        return Long.parseLong(note.substring(note.lastIndexOf('=') + 1));
    }

    @DisplayName("26: a failure in a seeded order names its seed, which repeats it")
    @Test
    void seedsRepeat() {
        Throwable failure = failureOf(Seeded.class, "traces");
        long seed = seedOf(failure);
        for (int i = 0; i < 5; i++) {
            TRACE.clear();
            Throwable again = failureOf(Seeded.class, "traces", Map.of("thrum.testing.seed", Long.toString(seed)));
            assertThat(again).hasMessage(failure.getMessage());
            assertThat(seedOf(again)).isEqualTo(seed);
        }
        TRACE.clear();
        Throwable bySeed = failureOf(Seeded.class, "tracesBySeed");
        assertThat(seedOf(bySeed)).isEqualTo(7);
        TRACE.clear();
        assertThat(failureOf(Seeded.class, "traces", Map.of("thrum.testing.seed", "7"))).hasMessage(bySeed.getMessage());
    }

    @DisplayName("26: without one, each run has a seed of its own")
    @Test
    void seedsDiffer() {
        Events events = run(Seeded.class, "tracesOften", Map.of()).assertStatistics(count -> count.failed(5));
        assertThat(events.executions().failed().stream()
                .map(run -> run.getTerminationInfo().getExecutionResult().getThrowable().orElseThrow())
                .map(EventLoopExtensionTest::seedOf).distinct()).hasSizeGreaterThan(1);
    }

    // ---------------------------------------------------------------------------------------------------- mistakes

    @ExtendWith(OnlyWhenAsked.class)
    static class Mistaken {
        @Test
        @InEventLoop(time = InEventLoop.Time.REAL, order = InEventLoop.Order.SEEDED)
        void seededInRealTime() {}

        @Test
        @InEventLoop
        @Seed(1)
        void seedWithoutOrder() {}

        @Test
        @InEventLoop(limit = "30 s")
        void limitWithoutSense() {}

        @Test
        @InEventLoop(time = InEventLoop.Time.REAL)
        void clockInRealTime(VirtualClock clock) {
            TRACE.add(clock.toString());
        }
    }

    @DisplayName("26: a mistake in an annotation is an error that says what to do")
    @Test
    void mistakes() {
        assertThat(failureOf(Mistaken.class, "seededInRealTime")).hasMessageContaining("leave the time at Time.VIRTUAL");
        assertThat(failureOf(Mistaken.class, "seedWithoutOrder")).hasMessageContaining("no effect without");
        assertThat(failureOf(Mistaken.class, "limitWithoutSense")).hasMessageContaining("a duration such as PT30S");
        assertThat(failureOf(Mistaken.class, "clockInRealTime")).hasMessageContaining("runs in real time");
        assertThat(failureOf(Seeded.class, "traces", Map.of("thrum.testing.seed", "x")))
                .hasMessageContaining("not a whole number");
    }

    // ------------------------------------------------------------------------------------------------ other forms

    @ExtendWith(OnlyWhenAsked.class)
    static class InRealTime {
        @Test
        @InEventLoop(time = InEventLoop.Time.REAL)
        void sleeps(EventLoop loop) throws Exception {
            long before = System.nanoTime();
            Strand.sleep(Duration.ofMillis(10));
            TRACE.add(EventLoop.current() == loop && System.nanoTime() - before >= 10_000_000 ? "slept" : "did not sleep");
        }
    }

    @DisplayName("26: in real time, if asked for")
    @Test
    void realTime() {
        run(InRealTime.class, "sleeps", Map.of()).assertStatistics(count -> count.succeeded(1));
        assertThat(TRACE).containsExactly("slept");
    }

    @ExtendWith(OnlyWhenAsked.class)
    static class Registered {
        @RegisterExtension
        final EventLoopExtension extension = new EventLoopExtension();

        @BeforeEach
        void fails() {
            if (TRACE.contains("fail")) {
                throw new IllegalStateException("before the test");
            }
        }

        @Test
        void hasTheDefaults(VirtualClock clock, EventLoop loop) throws Exception {
            Strand.sleep(Duration.ofDays(1));
            TRACE.add(clock.elapsed() + " " + (EventLoop.current() == loop));
        }
    }

    @DisplayName("26: the extension can be registered by itself; a test that is never run leaves no loop behind")
    @Test
    void registered() {
        run(Registered.class, "hasTheDefaults", Map.of()).assertStatistics(count -> count.succeeded(1));
        assertThat(TRACE).containsExactly("PT24H true");
        TRACE.add("fail");
        assertThat(failureOf(Registered.class, "hasTheDefaults")).hasMessage("before the test");
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("drives test hasTheDefaults"));
    }
}
