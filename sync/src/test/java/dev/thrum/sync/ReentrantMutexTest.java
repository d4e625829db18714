// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ReentrantMutexTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final ReentrantMutex mutex = newMutex();

    /// To be overridden by tests of the same in another mode.
    ReentrantMutex newMutex() {
        return ReentrantMutex.named("R");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("1: the owner may lock it again, in every way, and n releases are needed")
    void nestsAndNeedsAsManyReleases(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("owner", () -> {
            assertThat(mutex.holdCount()).isZero();
            mutex.lock();
            mutex.lockInterruptibly();
            assertThat(mutex.tryLock()).isTrue();
            assertThat(mutex.tryLock(Duration.ZERO)).isTrue();
            assertThat(mutex.tryLock(-1, TimeUnit.DAYS)).isTrue();
            assertThat(mutex.holdCount()).isEqualTo(5);
            assertThat(mutex).hasToString("ReentrantMutex \"R\" (5 times locked, 0 waiting)");
            for (int left = 4; left >= 0; left--) {
                assertThat(mutex.isHeldByCurrentThread()).isTrue();
                mutex.unlock();
                assertThat(mutex.holdCount()).isEqualTo(left);
                assertThat(mutex.isLocked()).isEqualTo(left > 0);
            }
            assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalMonitorStateException.class);
        });
        strands.join();
        assertThat(mutex).hasToString("ReentrantMutex \"R\" (free, 0 waiting)");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("1: only the last release lets the next one in")
    void onlyTheLastReleaseLetsTheNextOneIn(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        List<String> steps = new CopyOnWriteArrayList<>();
        mutex.lock();
        mutex.lock();
        strands.start("next", () -> {
            mutex.lock();
            steps.add("in");
            assertThat(mutex.holdCount()).isOne();
            mutex.unlock();
        });
        Strands.untilWaiting(1, mutex);
        mutex.unlock();
        assertThat(mutex.statistics()).isEqualTo("locked, 1 waiting");
        steps.add("last release");
        mutex.unlock();
        strands.join();
        assertThat(steps).containsExactly("last release", "in");
    }

    @Test
    @DisplayName("1: more holds than can be counted are an error, and the count stays")
    void tooManyHoldsAreAnError() {
        mutex.lock();
        mutex.nested = Integer.MAX_VALUE - 1;
        assertThat(mutex.holdCount()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(mutex::lock).isInstanceOf(ArithmeticException.class).hasMessageContaining("\"R\"");
        assertThat(mutex.holdCount()).isEqualTo(Integer.MAX_VALUE);
        mutex.nested = 0;
        mutex.unlock();
    }

    @Test
    @DisplayName("2: a release by a non-owner is an error that names both")
    void onlyTheOwnerMayUnlock() throws Exception {
        assertThatThrownBy(mutex::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContainingAll("ReentrantMutex \"R\"", "free");
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        mutex.locked(() -> {
            strands.start("stranger", () -> assertThatThrownBy(mutex::unlock)
                    .isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContainingAll("\"stranger\"", "\"" + mutex.owner().getName() + "\""));
            strands.join();
            assertThat(mutex.holdCount()).isOne();
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("3: zero never parks; negative is an error in our own method and no wait in that of j.u.c.")
    void zeroAndNegativeTimeOuts(Strands.Kind kind) throws Exception {
        mutex.locked(() -> {
            Strands strands = Strands.of(kind);
            strands.start("tries", () -> {
                CancelScope scope = new CancelScope("cancelled");
                scope.run(() -> {
                    scope.cancel("a wait would tell");
                    assertThat(mutex.tryLock()).isFalse();
                    assertThat(mutex.tryLock(Duration.ZERO)).isFalse();
                    assertThat(mutex.tryLock(0, TimeUnit.SECONDS)).isFalse();
                    assertThat(mutex.tryLock(-1, TimeUnit.SECONDS)).isFalse();
                    assertThat(mutex.tryLock(Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
                });
                assertThatThrownBy(() -> mutex.tryLock(Duration.ofNanos(-1)))
                        .isInstanceOf(IllegalArgumentException.class);
            });
            strands.join();
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("3: a huge time-out does not overflow")
    void aHugeTimeOutDoesNotOverflow(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        mutex.locked(() -> {
            for (Attempt attempt : List.<Attempt>of(() -> mutex.tryLock(FOREVER),
                    () -> mutex.tryLock(Long.MAX_VALUE, TimeUnit.NANOSECONDS),
                    () -> mutex.tryLock(Long.MAX_VALUE, TimeUnit.DAYS))) {
                strands.start("tries", () -> {
                    assertThat(attempt.run()).isTrue();
                    mutex.unlock();
                });
            }
            Strands.untilWaiting(3, mutex);
        });
        strands.join();
    }

    private interface Attempt {
        boolean run() throws InterruptedException;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4: interrupted before the wait, even if it is free or one's own: throws and clears the flag")
    void interruptedBeforeTheWait(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("interrupted", () -> {
            for (int holds = 0; holds < 2; holds++) {
                for (Attempt attempt : List.<Attempt>of(
                        () -> {
                            mutex.lockInterruptibly();
                            return true;
                        },
                        () -> mutex.tryLock(MOMENT),
                        () -> mutex.tryLock(-1, TimeUnit.SECONDS))) {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(attempt::run).isExactlyInstanceOf(InterruptedException.class)
                            .hasMessageContaining("\"R\"");
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    assertThat(mutex.holdCount()).isEqualTo(holds);
                }
                mutex.lock();
            }
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4: interrupted during the wait: throws, clears the flag, leaves no residue")
    void interruptedDuringTheWait(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        mutex.locked(() -> {
            Thread waits = strands.start("waits", () -> {
                assertThatThrownBy(mutex::lockInterruptibly).isExactlyInstanceOf(InterruptedException.class);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            });
            Strands.untilWaiting(1, mutex);
            Strands.untilParked(waits);
            waits.interrupt();
            strands.join();
            assertThat(mutex.statistics()).isEqualTo("locked, 0 waiting");
        });
        assertThat(mutex.tryLock()).isTrue();
        mutex.unlock();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4: lock() waits on when interrupted or cancelled, and restores the flag")
    void lockIsNotInterruptible(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        mutex.lock();
        Thread waits = strands.start("waits", () -> scope.run(() -> {
            mutex.lock();
            assertThat(mutex.isHeldByCurrentThread()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            mutex.unlock();
            mutex.lock();
            mutex.unlock();
            assertThatThrownBy(CancelScope::checkpoint).isInstanceOf(CancelledException.class);
        }));
        strands.start("interrupted before", () -> {
            Thread.currentThread().interrupt();
            mutex.lock();
            assertThat(Thread.interrupted()).isTrue();
            mutex.unlock();
        });
        Strands.untilWaiting(2, mutex);
        Strands.untilParked(waits);
        scope.cancel("to no effect");
        waits.interrupt();
        Strands.untilWaiting(2, mutex);
        mutex.unlock();
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4: a cancelled scope ends lockInterruptibly()")
    void aCancelledScopeEndsTheInterruptibleWait(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        mutex.locked(() -> {
            strands.start("waits", () -> scope.run(() -> assertThatThrownBy(mutex::lockInterruptibly)
                    .isInstanceOf(CancelledException.class).hasMessageContaining("ReentrantMutex \"R\"")));
            Strands.untilWaiting(1, mutex);
            scope.cancel("enough");
            strands.join();
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("5: who timed out never acquires later")
    void whoTimedOutNeverAcquiresLater(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        mutex.locked(() -> {
            strands.start("tries", () -> {
                assertThat(mutex.tryLock(MOMENT)).isFalse();
                assertThat(mutex.tryLock(2, TimeUnit.MILLISECONDS)).isFalse();
                assertThat(mutex.holdCount()).isZero();
            });
            strands.join();
            assertThat(mutex.statistics()).isEqualTo("locked, 0 waiting");
        });
        assertThat(mutex.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("5: waiters are served in the order of their arrival")
    void waitersAreServedInTheOrderOfTheirArrival(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        List<Integer> served = new CopyOnWriteArrayList<>();
        mutex.locked(() -> {
            for (int i = 0; i < 5; i++) {
                int number = i;
                strands.start("waiter " + i, () -> mutex.locked(() -> mutex.locked(() -> served.add(number))));
                Strands.untilWaiting(i + 1, mutex);
            }
        });
        strands.join();
        assertThat(served).containsExactly(0, 1, 2, 3, 4);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("5: a strand keeps its ownership across its own waits")
    void aStrandStaysTheOwnerAcrossItsOwnWaits(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("owner", () -> {
            mutex.lock();
            mutex.lock();
            for (int i = 0; i < 20; i++) {
                Strand.sleep(Duration.ofNanos(1_000));
                Strand.yieldNow();
                assertThat(mutex.holdCount()).isEqualTo(2);
            }
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("6: two locks in opposite order, be the waits uninterruptible: one victim, the other goes on")
    void oppositeOrderHasOneVictim(Strands.Kind kind) throws InterruptedException {
        Mutex plain = Mutex.named("M");
        CountDownLatch ready = new CountDownLatch(2);
        Queue<DeadlockException> victims = new ConcurrentLinkedQueue<>();
        Queue<String> finished = new ConcurrentLinkedQueue<>();
        Strands strands = Strands.of(kind);
        strands.start("Ada", () -> plain.locked(() -> {
            ready.countDown();
            ready.await();
            try {
                mutex.lock();
                mutex.unlock();
                finished.add("Ada");
            } catch (DeadlockException e) {
                victims.add(e);
            }
        }));
        strands.start("Bob", () -> mutex.locked(() -> {
            ready.countDown();
            ready.await();
            try {
                plain.locked(() -> finished.add("Bob"));
            } catch (DeadlockException e) {
                victims.add(e);
            }
        }));
        strands.join();
        assertThat(finished).hasSize(1);
        assertThat(victims).singleElement().satisfies(e -> assertThat(e)
                .hasMessageContainingAll("2 strands", "\"Ada\"", "\"Bob\"", "ReentrantMutex \"R\"", "Mutex \"M\""));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("22: a scope's time-out names the holder, for how long and where")
    void aTimeOutNamesTheHolder(Strands.Kind kind) throws Exception {
        mutex.locked(() -> {
            String holder = Thread.currentThread().getName();
            Strands strands = Strands.of(kind);
            strands.start("waits", () -> assertThatThrownBy(() -> CancelScope.timeout(MOMENT, () -> {
                mutex.lockInterruptibly();
                return 1;
            })).isInstanceOf(DeadlineExceededException.class)
                    .hasMessageContainingAll("ReentrantMutex \"R\"", holder, "taken at", " ago", "now at"));
            strands.join();
        });
    }

    @Test
    @DisplayName("21: it is seen by its name, with its depth")
    void itIsSeenByItsName() {
        Lock lock = mutex;
        lock.lock();
        lock.lock();
        assertThat(Inspector.snapshot().toText()).contains("ReentrantMutex \"R\": state 2 times locked, 0 waiting");
        lock.unlock();
        lock.unlock();
    }

    @Test
    void aBodyRunsLockedAndUnlocksHoweverItEnds() throws Exception {
        assertThat(mutex.<Integer, RuntimeException>locked(() -> mutex.locked(mutex::holdCount))).isEqualTo(2);
        assertThatThrownBy(() -> mutex.locked(() -> {
            throw new IOException("closed");
        })).isInstanceOf(IOException.class);
        assertThat(mutex.isLocked()).isFalse();
        assertThatThrownBy(() -> mutex.locked(() -> {
            mutex.unlock();
            return 1;
        })).as("a body that gives away what is not its own").isInstanceOf(IllegalMonitorStateException.class);
    }

    @Test
    void anActionRunsLockedAndUnlocksHoweverItEnds() throws Exception {
        List<Integer> seen = new CopyOnWriteArrayList<>();
        mutex.locked(() -> mutex.locked(() -> {
            seen.add(mutex.holdCount());
        }));
        assertThat(seen).containsExactly(2);
        Action<IOException> fails = () -> {
            throw new IOException("closed");
        };
        assertThatThrownBy(() -> mutex.locked(fails)).isInstanceOf(IOException.class);
        assertThat(mutex.isLocked()).isFalse();
        assertThatThrownBy(() -> mutex.locked(mutex::unlock))
                .as("an action that gives away what is not its own").isInstanceOf(IllegalMonitorStateException.class);
    }
}
