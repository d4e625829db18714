// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Requests of all sizes under interrupts, time-outs and cancellations: no permit is lost, none is there twice, and
/// nobody is forgotten.
@Timeout(60)
class SemaphoreStormTest {

    private static final int STRANDS = 8;
    private static final int PATIENT = 3;
    private static final int ROUNDS = 1_000;
    static final int PERMITS = 5;

    private final BoundedSemaphore semaphore = newSemaphore();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger gotten = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();

    /// To be overridden by tests of the same in another mode.
    BoundedSemaphore newSemaphore() {
        return new BoundedSemaphore(PERMITS);
    }

    private boolean acquire(boolean patient, Random random, int n) {
        Duration moment = Duration.ofNanos(random.nextInt(20_000));
        try {
            switch (patient ? 4 : random.nextInt(5)) {
                case 0 -> {
                    return semaphore.tryAcquire(n);
                }
                case 1 -> {
                    return semaphore.tryAcquire(n, moment);
                }
                case 2 -> CancelScope.timeout(moment, () -> {
                    semaphore.acquire(n);
                    return n;
                });
                case 3 -> semaphore.acquireUninterruptibly(n);
                default -> semaphore.acquire(n);
            }
            return true;
        } catch (InterruptedException | DeadlineExceededException e) {
            return false;
        }
    }

    private void storm(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        for (int s = 0; s < STRANDS; s++) {
            Random random = new Random(s);
            boolean patient = s < PATIENT;
            strands.start("strand " + s, () -> {
                // Where few run at once, nobody may have had to give up by then.
                for (int i = 0; i < ROUNDS || (!patient && givenUp.get() == 0); i++) {
                    int n = 1 + random.nextInt(PERMITS);
                    if (acquire(patient, random, n)) {
                        gotten.incrementAndGet();
                        assertThat(taken.addAndGet(n)).isLessThanOrEqualTo(PERMITS);
                        Impatience.dawdle(random);
                        taken.addAndGet(-n);
                        semaphore.release(n);
                    } else {
                        givenUp.incrementAndGet();
                    }
                }
            });
        }
        Impatience.interruptAllBut(PATIENT, strands);
        assertThat(gotten).hasPositiveValue();
        assertThat(givenUp).hasPositiveValue();
        assertThat(semaphore.statistics()).isEqualTo(PERMITS + " of " + PERMITS + " free, 0 waiting");
        assertThat(semaphore.tryAcquire(PERMITS)).as("nothing is reserved").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("9, 10: no permit is lost or doubled in a storm of requests of all sizes")
    void noPermitIsLostOrDoubled(Strands.Kind kind) throws InterruptedException {
        storm(kind);
    }

    @Tag("one-carrier")
    @Test
    @DisplayName("9, 10: nor on one carrier")
    void noPermitIsLostOrDoubledOnOneCarrier() throws InterruptedException {
        storm(Strands.Kind.VIRTUAL);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("9: in a tight race of small and large requests no wake-up is lost")
    void inATightRace(Strands.Kind kind) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        CountingSemaphore two = new CountingSemaphore(2);
        Strands strands = Strands.of(kind);
        for (int s = 0; s < 3; s++) {
            int n = 1 + s % 2;
            strands.start("wants " + n, () -> {
                start.await();
                for (int i = 0; i < 50_000; i++) {
                    two.acquire(n);
                    two.release(n);
                }
            });
        }
        start.countDown();
        strands.join();
        assertThat(two.statistics()).isEqualTo("2 free, 0 waiting");
    }

    @Test
    @DisplayName("9, 10: threads and tasks of two loops share one semaphore")
    void threadsAndTasksShareOneSemaphore() throws InterruptedException {
        Strands[] all = {
            Strands.of(Strands.Kind.PLATFORM), Strands.of(Strands.Kind.VIRTUAL),
            Strands.of(Strands.Kind.TASK), Strands.of(Strands.Kind.TASK)
        };
        for (int s = 0; s < 12; s++) {
            int n = 1 + s % PERMITS;
            all[s % 4].start("strand " + s, () -> {
                for (int i = 0; i < 500; i++) {
                    semaphore.acquire(n);
                    assertThat(taken.addAndGet(n)).isLessThanOrEqualTo(PERMITS);
                    taken.addAndGet(-n);
                    semaphore.release(n);
                }
            });
        }
        for (Strands strands : all) {
            strands.join();
        }
        assertThat(semaphore.availablePermits()).isEqualTo(PERMITS);
    }
}
