// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Inspector;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionTest extends ConditionTestBase {

    private static final Duration MOMENT = Duration.ofMillis(2);

    @ParameterizedTest
    @EnumSource
    @DisplayName("12: to wait or signal without the lock is an error that names the owner")
    void onlyTheOwnerMayWaitOrSignal(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        locked(() -> {
            for (Action<?> use : List.<Action<?>>of(condition::await, condition::awaitUninterruptibly,
                    () -> condition.awaitNanos(1), () -> condition.await(MOMENT),
                    () -> condition.await(1, TimeUnit.SECONDS), () -> condition.awaitUntil(new Date()),
                    () -> condition.await(() -> true), () -> condition.await(() -> true, MOMENT),
                    condition::signal, condition::signalAll, () -> condition.signal(0))) {
                strands.start("stranger", () -> assertThatThrownBy(use::run)
                        .isInstanceOf(IllegalMonitorStateException.class)
                        .hasMessageContainingAll("\"stranger\"", "Condition \"C\"", "ReentrantMutex \"R\"",
                                "\"" + mutex.owner().getName() + "\""));
            }
            strands.join();
        });
        assertThatThrownBy(condition::signal).hasMessageContaining("free");
        assertThat(condition).hasToString("Condition \"C\" of ReentrantMutex \"R\" (mutex free, 0 waiting)");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("12: a wait frees the whole depth and restores it")
    void aWaitFreesTheWholeDepthAndRestoresIt(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> {
            mutex.lock();
            mutex.lock();
            mutex.lock();
            condition.await();
            assertThat(mutex.holdCount()).isEqualTo(3);
            mutex.unlock();
            mutex.unlock();
            mutex.unlock();
        });
        Strands.untilWaiting(1, condition);
        locked(() -> {
            assertThat(mutex.holdCount()).isOne();
            condition.signal();
        });
        strands.join();
        assertThat(mutex.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("12: the depth is restored when it times out, is interrupted or cancelled, or the predicate throws")
    void theDepthIsRestoredHoweverTheWaitEnds(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        AtomicInteger ended = new AtomicInteger();
        strands.start("timed out", () -> twice(ended, () -> assertThat(condition.await(MOMENT)).isFalse()));
        Thread interrupted = strands.start("interrupted", () -> twice(ended, () -> {
            assertThatThrownBy(condition::await).isExactlyInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }));
        strands.start("cancelled", () -> scope.run(() -> twice(ended, () ->
                assertThatThrownBy(condition::await).isInstanceOf(CancelledException.class)
                        .hasMessageContaining("Condition \"C\""))));
        strands.start("fails", () -> twice(ended, () -> assertThatThrownBy(() -> condition.await(() -> {
            throw new UnsupportedOperationException();
        })).isInstanceOf(UnsupportedOperationException.class)));
        strands.start("interrupted before", () -> twice(ended, () -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> condition.await(() -> true)).isInstanceOf(InterruptedException.class);
        }));
        Strands.until("three have ended", () -> ended.get() == 3);
        untilWaiting(2);
        Strands.untilParked(interrupted);
        interrupted.interrupt();
        scope.cancel("enough");
        strands.join();
        assertThat(ended).hasValue(5);
        assertThat(condition.statistics()).isEqualTo("mutex free, 0 waiting");
    }

    /// Runs a wait with the mutex held twice, and sees that it is so afterwards.
    private void twice(AtomicInteger ended, Action<?> wait) {
        mutex.lock();
        mutex.lock();
        try {
            wait.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(mutex.holdCount()).isEqualTo(2);
        mutex.unlock();
        mutex.unlock();
        ended.incrementAndGet();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("12: interrupted while it waits for the mutex to come back: the wait has succeeded and the flag stays")
    void anInterruptAfterTheSignalLeavesTheFlag(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        Thread waits = strands.start("waits", () -> locked(() -> {
            condition.await();
            assertThat(mutex.holdCount()).isOne();
            assertThat(Thread.interrupted()).isTrue();
        }));
        untilWaiting(1);
        locked(() -> {
            condition.signal();
            Strands.untilWaiting(1, mutex);
            waits.interrupt();
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("13: signal(n) wakes n at most, those who have waited longest")
    void signalWakesSoManyAtMost(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        List<Integer> woken = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            strands.start("waiter " + i, () -> locked(() -> {
                condition.await();
                woken.add(number);
            }));
            Strands.untilWaiting(i + 1, condition);
        }
        locked(() -> {
            assertThatThrownBy(() -> condition.signal(-1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(condition.signal(0)).isZero();
            assertThat(condition.signal(2)).isEqualTo(2);
            condition.signal();
        });
        Strands.until("three are woken", () -> woken.size() == 3);
        assertThat(woken).containsExactlyInAnyOrder(0, 1, 2);
        Strands.untilWaiting(3, condition);
        locked(() -> assertThat(condition.signal(Integer.MAX_VALUE)).isEqualTo(3));
        strands.join();
        locked(condition::signalAll);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("13: signalAll wakes all, and nobody who comes afterwards")
    void signalAllWakesAll(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        for (int i = 0; i < 5; i++) {
            strands.start("waiter " + i, () -> locked(condition::await));
        }
        untilWaiting(5);
        locked(condition::signalAll);
        strands.join();
        locked(() -> assertThat(condition.await(MOMENT)).isFalse());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4: the uninterruptible wait keeps the flag")
    void theUninterruptibleWaitKeepsTheFlag(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        AtomicBoolean signalled = new AtomicBoolean();
        Thread waits = strands.start("waits", () -> locked(() -> {
            Thread.currentThread().interrupt();
            while (!signalled.get()) {
                condition.awaitUninterruptibly();
            }
            assertThat(Thread.interrupted()).isTrue();
        }));
        untilWaiting(1);
        waits.interrupt();
        assertThat(condition.statistics()).isEqualTo("mutex free, 1 waiting");
        locked(() -> {
            signalled.set(true);
            condition.signal();
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("13: a signal to a waiter that is just being interrupted or cancelled goes to the next")
    void aSignalIsNotLostToOneWhoGivesUp(Strands.Kind kind) throws Exception {
        for (int round = 0; round < 500; round++) {
            boolean cancels = round % 2 == 0;
            Strands strands = Strands.of(kind);
            CancelScope scope = new CancelScope("first");
            AtomicInteger woken = new AtomicInteger();
            AtomicInteger gaveUp = new AtomicInteger();
            Thread first = strands.start("first", () -> scope.run(() -> locked(() -> {
                try {
                    condition.await();
                    woken.incrementAndGet();
                } catch (InterruptedException e) {
                    gaveUp.incrementAndGet();
                }
            })));
            Strands.untilWaiting(1, condition);
            strands.start("second", () -> locked(() -> {
                condition.await();
                woken.incrementAndGet();
            }));
            untilWaiting(2);
            Strands disturber = Strands.of(Strands.Kind.PLATFORM);
            disturber.start("disturber", () -> {
                if (cancels) {
                    scope.cancel("now");
                } else {
                    first.interrupt();
                }
            });
            locked(condition::signal);
            disturber.join();
            Strands.until("one is woken", () -> woken.get() == 1);
            if (gaveUp.get() == 0) {
                locked(condition::signal); // the first one took it; the second one still waits
            }
            strands.join();
            assertThat(woken.get() + gaveUp.get()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("21: it is seen by its name, with its mutex")
    void itIsSeenByItsName() {
        assertThat(Inspector.snapshot().toText())
                .contains("Condition \"C\" of ReentrantMutex \"R\": state mutex free, 0 waiting");
        assertThat(mutex.newCondition().name()).matches("Condition@[0-9a-f]+ of ReentrantMutex \"R\"");
    }
}
