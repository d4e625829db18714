// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutexTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final Mutex mutex = newMutex();

    /// To be overridden by tests of the same in another mode.
    Mutex newMutex() {
        return Mutex.named("M");
    }

    @ParameterizedTest
    @EnumSource
    void lockingItTwiceIsADeadlockAtOnceAndItStaysLocked(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("self", () -> {
            mutex.lock();
            assertThatThrownBy(mutex::lock).isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("1 strand", "\"self\"", "Mutex \"M\"");
            assertThat(mutex.owner()).isSameAs(Thread.currentThread());
            assertThat(mutex.tryLock()).isFalse();
            assertThat(mutex.tryLock(MOMENT)).isFalse();
            mutex.unlock();
            mutex.lock();
            mutex.unlock();
        });
        strands.join();
        assertThat(mutex).hasToString("Mutex \"M\" (free, 0 waiting)");
    }

    @Test
    void onlyTheOwnerMayUnlock() throws Exception {
        assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContainingAll("Mutex \"M\"", "free");
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        mutex.locked(() -> {
            strands.start("stranger", () -> assertThatThrownBy(mutex::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContainingAll("stranger", "\"" + mutex.owner().getName() + "\""));
            strands.join();
            assertThat(mutex.isLocked()).isTrue();
        });
    }

    @Test
    void anOwnerWithoutANameIsCalledByItsNumber() throws InterruptedException {
        Thread owner = Thread.ofVirtual().unstarted(mutex::tryLock);
        owner.start();
        owner.join();
        assertThatThrownBy(mutex::unlock).hasMessageContaining("\"#" + owner.threadId() + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOutOfZeroNeverParksAndANegativeOneIsAnError(Strands.Kind kind) throws Exception {
        mutex.locked(() -> {
            Strands strands = Strands.of(kind);
            strands.start("tries", () -> {
                CancelScope scope = new CancelScope("cancelled");
                scope.run(() -> {
                    scope.cancel("a wait would tell");
                    assertThat(mutex.tryLock(Duration.ZERO)).isFalse();
                    assertThat(mutex.tryLock()).isFalse();
                });
                assertThatThrownBy(() -> mutex.tryLock(Duration.ofNanos(-1)))
                        .isInstanceOf(IllegalArgumentException.class);
            });
            strands.join();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aHugeTimeOutDoesNotOverflow(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        mutex.locked(() -> {
            strands.start("tries", () -> {
                assertThat(mutex.tryLock(FOREVER)).isTrue();
                mutex.unlock();
            });
            Strands.untilWaiting(1, mutex);
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void whoTimedOutNeverAcquiresLater(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        mutex.locked(() -> {
            strands.start("tries", () -> assertThat(mutex.tryLock(MOMENT)).isFalse());
            strands.join();
            assertThat(mutex.statistics()).isEqualTo("locked, 0 waiting");
        });
        assertThat(mutex.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedBeforeTheWaitEvenIfItIsFree(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("interrupted", () -> {
            for (Action<?> lock : List.<Action<?>>of(mutex::lock, () -> mutex.tryLock(MOMENT))) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(lock::run).isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("\"M\"");
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
                assertThat(mutex.isLocked()).isFalse();
            }
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedDuringTheWait(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        mutex.locked(() -> {
            Thread waits = strands.start("waits", () -> {
                assertThatThrownBy(mutex::lock).isExactlyInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
            Strands.untilWaiting(1, mutex);
            Strands.untilParked(waits);
            waits.interrupt();
            strands.join();
            assertThat(mutex.statistics()).isEqualTo("locked, 0 waiting");
        });
        mutex.lock();
        mutex.unlock();
    }

    @ParameterizedTest
    @EnumSource
    void waitersAreServedInTheOrderOfTheirArrival(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        List<Integer> served = new CopyOnWriteArrayList<>();
        mutex.locked(() -> {
            for (int i = 0; i < 5; i++) {
                int number = i;
                strands.start("waiter " + i, () -> mutex.locked(() -> served.add(number)));
                Strands.untilWaiting(i + 1, mutex);
            }
        });
        strands.join();
        assertThat(served).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    void whoLosesToANewcomerKeepsItsPlace(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        List<Integer> served = new CopyOnWriteArrayList<>();
        mutex.lock();
        for (int i = 0; i < 3; i++) {
            int number = i;
            strands.start("waiter " + i, () -> mutex.locked(() -> served.add(number)));
            Strands.untilWaiting(i + 1, mutex);
        }
        for (int i = 0; i < 1_000 && served.isEmpty(); i++) {
            mutex.unlock(); // wakes the heir, who often finds the mutex taken again
            mutex.lock();
        }
        mutex.unlock();
        strands.join();
        assertThat(served).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void aStrandStaysTheOwnerAcrossItsOwnWaits(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("owner", () -> {
            mutex.lock();
            for (int i = 0; i < 20; i++) {
                Strand.sleep(Duration.ofNanos(1_000));
                Strand.yieldNow();
                assertThat(mutex.owner()).isSameAs(Thread.currentThread());
            }
            mutex.unlock();
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOutNamesTheHolderForHowLongAndWhere(Strands.Kind kind) throws Exception {
        mutex.locked(() -> {
            String holder = Thread.currentThread().getName();
            Strands strands = Strands.of(kind);
            strands.start("waits", () -> assertThatThrownBy(() -> CancelScope.timeout(MOMENT, () -> {
                mutex.lock();
                return 1;
            })).isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContainingAll("Mutex \"M\"", holder, "taken at", " ago", "now at")
                    .cause().isInstanceOf(CancelledException.class));
            strands.join();
        });
    }

    @Test
    void aBodyRunsLockedAndUnlocksHoweverItEnds() throws Exception {
        assertThat(mutex.<Boolean, RuntimeException>locked(mutex::isLocked)).isTrue();
        assertThatThrownBy(() -> mutex.locked(() -> {
            throw new IOException("closed");
        })).isInstanceOf(IOException.class);
        assertThat(mutex.isLocked()).isFalse();
    }

    @Test
    void anActionRunsLockedAndUnlocksHoweverItEnds() throws Exception {
        List<Boolean> seen = new CopyOnWriteArrayList<>();
        mutex.locked(() -> {
            seen.add(mutex.isLocked());
        });
        assertThat(seen).containsExactly(true);
        Action<IOException> fails = () -> {
            throw new IOException("closed");
        };
        assertThatThrownBy(() -> mutex.locked(fails)).isInstanceOf(IOException.class);
        assertThat(mutex.isLocked()).isFalse();
    }

    @Test
    @DisplayName("a lambda that could be either is a body, and its value is returned")
    void aLambdaWithAValueIsABody() throws InterruptedException {
        AtomicInteger counter = new AtomicInteger();
        int now = mutex.locked(() -> counter.incrementAndGet());
        assertThat(now).isOne();
    }

    @Test
    void acquisitionsAreRecordedAtFirstAndForgottenOnRelease() throws InterruptedException {
        mutex.lock();
        assertThat(mutex.acquisition().owner()).isSameAs(Thread.currentThread());
        assertThat(mutex.acquisition().ageNanos()).isNotNegative();
        mutex.unlock();
        assertThat(mutex.acquisition()).isNull();
        for (int i = 0; i < 100; i++) {
            mutex.lock();
            mutex.unlock();
        }
        mutex.lock();
        assertThat(mutex.acquisition()).as("of a hot lock").isNull();
        mutex.unlock();
    }
}
