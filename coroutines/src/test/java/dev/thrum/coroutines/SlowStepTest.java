// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.thrum.core.Inspector;
import dev.thrum.core.SlowStep;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The watchdog at work. Tasks that are stuck here stay so until they are reported, so the tests take as long as that.
@Timeout(60)
@Tag("one-carrier")
class SlowStepTest {

    /// In seconds; long enough for any machine. A task that is stuck hears of no interrupt of the test.
    private static final long PATIENCE = 20;

    private final List<SlowStep> found = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("27: a task that is stuck is reported before it goes on, also on a virtual clock, and counted")
    void reportedWhileItIsStuck(boolean isVirtual) throws Exception {
        CountDownLatch untilReported = new CountDownLatch(1);
        EventLoop.Builder builder = EventLoop.builder().name("stuck loop").slowStep(Duration.ofMillis(20), step -> {
            found.add(step);
            if (step.task().equals("hog")) {
                untilReported.countDown();
            }
        });
        LoopStatistics statistics = (isVirtual ? builder.clock(new VirtualClock()) : builder).run(() -> {
            assertThat(EventLoop.current().statistics().tasks()).isEqualTo(1);
            EventLoop.spawn("hog", () -> {
                assertThat(untilReported.await(PATIENCE, SECONDS)).as("reported").isTrue();
                return 0;
            }).await();
            assertThat(Inspector.snapshot().roots()).filteredOn(node -> node.name().equals("stuck loop")).singleElement()
                    .satisfies(node -> assertThat(node.facts()).hasEntrySatisfying("slow steps",
                            steps -> assertThat(steps).matches("\\d+, the longest .* m?s")));
            return EventLoop.current().statistics();
        });
        assertThat(found).filteredOn(step -> step.task().equals("hog")).singleElement().satisfies(step -> {
            assertThat(step.loop()).isEqualTo("stuck loop");
            assertThat(step.task()).isEqualTo("hog");
            assertThat(step.kind()).isEqualTo(SlowStep.Kind.LOCK);
            assertThat(step.held()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        });
        assertThat(statistics.slowSteps()).isPositive(); // a slow machine has other slow steps
        assertThat(found).contains(statistics.latestSlowStep());
    }

    @Test
    @DisplayName("27: unless it is told otherwise, a loop warns of a task that keeps it to itself, once")
    @ResourceLock(Resources.SYSTEM_ERR)
    void warnsByDefault() throws Exception {
        PrintStream real = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            long end = System.nanoTime() + SECONDS.toNanos(PATIENCE);
            EventLoop.builder().name("default loop").run(() -> EventLoop.spawn("hog", () -> {
                while (!log.toString(StandardCharsets.UTF_8).contains("VirtualThread.run(") && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
                return 0;
            }).await());
        } finally {
            System.setErr(real);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("WARN dev.thrum.slow - Task \"hog\" has kept \"default loop\" to itself for ")
                .containsPattern(" and still does: it computes \\(.*\\)\\R\tat ").contains("SlowStepTest");
    }

    @Test
    @DisplayName("27: one thread watches all loops, but not those that do not want it")
    void oneWatchdogForAll() throws Exception {
        CountDownLatch bothReported = new CountDownLatch(2);
        CyclicBarrier allAreStuck = new CyclicBarrier(3);
        EventLoop.builder().name("unwatched").ignoreSlowSteps().run(() -> {
            List<Thread> others = List.of(stuckLoop("one", allAreStuck, bothReported), stuckLoop("two", allAreStuck, bothReported));
            allAreStuck.await(PATIENCE, SECONDS);
            assertThat(bothReported.await(PATIENCE, SECONDS)).as("both reported").isTrue();
            for (Thread other : others) {
                other.join();
            }
            assertThat(EventLoop.current().statistics()).isEqualTo(new LoopStatistics(1, 0, null));
            return 0;
        });
        assertThat(found).extracting(SlowStep::loop).contains("one", "two");
        assertThat(Thread.getAllStackTraces().keySet()).filteredOn(thread -> thread.getName().equals("thrum-watchdog"))
                .singleElement().matches(Thread::isDaemon);
    }

    private Thread stuckLoop(String name, CyclicBarrier allAreStuck, CountDownLatch allReported) {
        return Thread.ofPlatform().start(() -> {
            CountDownLatch untilReported = new CountDownLatch(1);
            try {
                EventLoop.builder().name(name).slowStep(Duration.ofMillis(10), step -> {
                    found.add(step);
                    if (step.stack().stream().anyMatch(frame -> frame.getClassName().equals(CountDownLatch.class.getName()))) {
                        untilReported.countDown();
                    }
                }).run(() -> {
                    allAreStuck.await(PATIENCE, SECONDS);
                    Strand.yieldNow(); // so that it begins another step
                    return untilReported.await(PATIENCE, SECONDS);
                });
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            allReported.countDown();
        });
    }

    @Test
    @DisplayName("27: a threshold of nothing is refused")
    void thresholdOfNothing() {
        assertThatIllegalArgumentException().isThrownBy(
                () -> EventLoop.builder().slowStep(Duration.ZERO).run(() -> 0)).withMessageContaining("must be positive");
    }
}
