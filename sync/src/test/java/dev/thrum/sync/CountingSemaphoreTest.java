// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountingSemaphoreTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final CountingSemaphore semaphore = newSemaphore();
    private final List<Integer> served = new CopyOnWriteArrayList<>();

    /// To be overridden by tests of the same in another mode.
    CountingSemaphore newSemaphore() {
        return CountingSemaphore.named("S", 0);
    }

    private void startWaiters(Strands strands, int count) {
        for (int i = 0; i < count; i++) {
            int number = i;
            strands.start("waiter " + i, () -> {
                semaphore.acquire();
                served.add(number);
            });
            Strands.untilWaiting(i + 1, semaphore);
        }
    }

    @Test
    void aNegativeInitialNumberIsAnError() {
        assertThatThrownBy(() -> new CountingSemaphore(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> CountingSemaphore.named("S", Integer.MIN_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void permitsAreCounted() throws InterruptedException {
        CountingSemaphore three = new CountingSemaphore(3);
        three.acquire();
        assertThat(three.tryAcquire()).isTrue();
        assertThat(three.tryAcquire(Duration.ZERO)).isTrue();
        assertThat(three.tryAcquire()).isFalse();
        assertThat(three.tryAcquire(Duration.ZERO)).isFalse();
        assertThat(three.availablePermits()).isZero();
        three.release();
        assertThat(three.availablePermits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void everyReleaseWakesExactlyOneInTheOrderOfArrival(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startWaiters(strands, 4);
        for (int i = 1; i <= 4; i++) {
            semaphore.release();
            int expected = i;
            Strands.until(i + " are served", () -> served.size() == expected);
            Strands.untilWaiting(4 - i, semaphore);
        }
        strands.join();
        assertThat(served).containsExactly(0, 1, 2, 3);
        assertThat(semaphore).hasToString("CountingSemaphore \"S\" (0 free, 0 waiting)");
    }

    @Test
    void aCounterThatWouldOverflowIsAnErrorAndStays() {
        CountingSemaphore full = new CountingSemaphore(Integer.MAX_VALUE);
        assertThatThrownBy(full::release).isInstanceOf(ArithmeticException.class);
        assertThat(full.availablePermits()).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void whoGivesUpLeavesThePermitToTheNext(Strands.Kind kind) throws InterruptedException {
        Strands leaving = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        leaving.start("cancelled", () -> scope.run(() ->
                assertThatThrownBy(semaphore::acquire).isInstanceOf(CancelledException.class).hasMessageContaining("\"S\"")));
        Strands.untilWaiting(1, semaphore);
        Thread interrupted = leaving.start("interrupted", () -> assertThatThrownBy(semaphore::acquire)
                .isExactlyInstanceOf(InterruptedException.class));
        Strands.untilWaiting(2, semaphore);
        Strands staying = Strands.of(kind);
        staying.start("stays", semaphore::acquire);
        Strands.untilWaiting(3, semaphore);
        scope.cancel("enough");
        interrupted.interrupt();
        leaving.join();
        semaphore.release();
        staying.join();
        assertThat(semaphore.statistics()).isEqualTo("0 free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    void timeOutsOfAnySize(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("tries", () -> {
            assertThat(semaphore.tryAcquire(MOMENT)).isFalse();
            assertThat(semaphore.statistics()).isEqualTo("0 free, 0 waiting");
            assertThatThrownBy(() -> semaphore.tryAcquire(Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        });
        strands.join();
        strands.start("tries for ever", () -> assertThat(semaphore.tryAcquire(FOREVER)).isTrue());
        Strands.untilWaiting(1, semaphore);
        semaphore.release();
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedBeforeTheWaitEvenIfAPermitIsFree(Strands.Kind kind) throws InterruptedException {
        semaphore.release();
        Strands strands = Strands.of(kind);
        strands.start("interrupted", () -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(semaphore::acquire).isExactlyInstanceOf(InterruptedException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> semaphore.tryAcquire(MOMENT)).isExactlyInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        strands.join();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void aBodyRunsWithAPermitAndReleasesItHoweverItEnds() throws Exception {
        semaphore.release();
        assertThat(semaphore.<Integer, RuntimeException>withPermit(semaphore::availablePermits)).isZero();
        assertThatThrownBy(() -> semaphore.withPermit(() -> {
            throw new IOException("closed");
        })).isInstanceOf(IOException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @Test
    void anActionRunsWithAPermitAndReleasesItHoweverItEnds() throws Exception {
        semaphore.release();
        semaphore.withPermit(() -> {
            served.add(semaphore.availablePermits());
        });
        assertThat(served).containsExactly(0);
        Action<IOException> fails = () -> {
            throw new IOException("closed");
        };
        assertThatThrownBy(() -> semaphore.withPermit(fails)).isInstanceOf(IOException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }
}
