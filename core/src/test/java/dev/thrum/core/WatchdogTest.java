// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The one thread that looks after all watches. Whether it sleeps is seen by its state: with something to watch it never
/// parks without a time.
@Timeout(60)
class WatchdogTest {

    private static final Duration SOON = Duration.ofMillis(10);

    /// Runs a task that keeps its loop to itself until it is reported.
    ///
    /// @return false if it was not, within a time that is long enough for any machine
    private static boolean isHogReported() throws InterruptedException {
        CountDownLatch isReported = new CountDownLatch(1);
        CountDownLatch hasEnded = new CountDownLatch(1);
        Baton baton = Baton.inRealTime("watched loop");
        baton.watchSteps(SOON, _ -> isReported.countDown());
        boolean[] inTime = new boolean[1];
        baton.fork("hog", () -> {
            try {
                inTime[0] = isReported.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } finally {
                hasEnded.countDown();
            }
        });
        hasEnded.await();
        return inTime[0];
    }

    private static Thread watchdog() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("thrum-watchdog")).findAny().orElseThrow();
    }

    private static void untilAsleep(Thread watchdog) {
        Strands.until("the watchdog sleeps", () -> watchdog.getState() == Thread.State.WAITING);
    }

    @Test
    @DisplayName("27: the watchdog sleeps when there is nothing to watch, and is woken when there is")
    void sleepsAndWakes() throws InterruptedException {
        assertThat(isHogReported()).isTrue();
        untilAsleep(watchdog());
        assertThat(isHogReported()).isTrue();
    }

    @Test
    @DisplayName("27: a watch that fails ends alone")
    @SuppressWarnings("NullAway") // the fault of this watch: there is nothing to look at
    void aWatchThatFails() throws InterruptedException {
        Watchdog.lookAfter(new StepWatch(null, SOON.toNanos(), _ -> { }, _ -> { }));
        assertThat(isHogReported()).isTrue();
    }

    @Test
    @DisplayName("27: an interrupt disturbs the watchdog no further")
    void interrupted() throws InterruptedException {
        assertThat(isHogReported()).isTrue();
        Thread watchdog = watchdog();
        watchdog.interrupt();
        Strands.until("it has forgotten that", () -> !watchdog.isInterrupted());
        untilAsleep(watchdog);
        assertThat(isHogReported()).isTrue();
    }
}
