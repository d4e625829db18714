// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Owners that end without unlocking.
@Timeout(60)
class AbandonedTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Mutex mutex = newMutex();
    private final ReentrantMutex reentrant = newReentrant();

    /// To be overridden by tests of the same in another mode.
    Mutex newMutex() {
        return Mutex.named("M");
    }

    /// To be overridden by tests of the same in another mode.
    ReentrantMutex newReentrant() {
        return ReentrantMutex.named("R");
    }

    /// Takes both locks on a thread that ends when told to, and returns when they are taken.
    private Thread ownerUntil(CountDownLatch end) throws InterruptedException {
        CountDownLatch taken = new CountDownLatch(1);
        Thread owner = Thread.ofVirtual().name("gone").start(() -> {
            mutex.tryLock();
            reentrant.tryLock();
            reentrant.tryLock();
            taken.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        taken.await();
        return owner;
    }

    private Thread abandonBoth() throws InterruptedException {
        Thread owner = ownerUntil(new CountDownLatch(0));
        owner.join();
        return owner;
    }

    private static void assertTold(Action<?> wait, String lock) {
        assertThatThrownBy(wait::run).isInstanceOf(AbandonedException.class)
                .hasMessageContainingAll(lock, "\"gone\"", "taken at", "reclaim()");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("2: the owner ends without releasing: all who wait are told, however they wait")
    void whoWaitsIsTold(Strands.Kind kind) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        ownerUntil(end);
        Strands strands = Strands.of(kind);
        AtomicInteger told = new AtomicInteger();
        for (Action<?> wait : new Action<?>[] {mutex::lock, mutex::lock, () -> mutex.tryLock(FOREVER)}) {
            strands.start("waits for M", () -> {
                assertTold(wait, "Mutex \"M\"");
                told.incrementAndGet();
            });
        }
        Action<?>[] waits = {reentrant::lock, reentrant::lockInterruptibly, () -> reentrant.tryLock(FOREVER)};
        for (Action<?> wait : waits) {
            strands.start("waits for R", () -> {
                assertTold(wait, "ReentrantMutex \"R\"");
                told.incrementAndGet();
            });
        }
        Strands.untilWaiting(3, mutex);
        Strands.untilWaiting(3, reentrant);
        end.countDown();
        strands.join();
        assertThat(told).hasValue(6);
        assertThat(mutex.statistics()).isEqualTo("abandoned, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("2: who comes later is told at once; who does not wait is answered")
    void whoComesLaterIsTold(Strands.Kind kind) throws InterruptedException {
        abandonBoth();
        Strands strands = Strands.of(kind);
        strands.start("comes later", () -> {
            assertTold(mutex::lock, "Mutex \"M\"");
            assertTold(reentrant::lock, "ReentrantMutex \"R\"");
            assertThat(mutex.tryLock()).isFalse();
            assertThat(mutex.tryLock(Duration.ZERO)).isFalse();
            assertThat(reentrant.tryLock()).isFalse();
            assertThatThrownBy(reentrant::unlock).isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContainingAll("\"gone\"", "ended");
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("2: an abandoned lock can be taken over, once; after that it is as good as new")
    void anAbandonedLockCanBeReclaimed(Strands.Kind kind) throws InterruptedException {
        Thread gone = abandonBoth();
        assertThatThrownBy(mutex::lock).isInstanceOfSatisfying(AbandonedException.class,
                e -> assertThat(e.owner()).isSameAs(gone));
        assertThat(mutex.reclaim()).isTrue();
        assertThat(reentrant.reclaim()).isTrue();
        assertThat(reentrant.holdCount()).isOne();
        assertThat(mutex.owner()).isSameAs(Thread.currentThread());
        assertThat(mutex.acquisition().owner()).isSameAs(Thread.currentThread());
        Strands strands = Strands.of(kind);
        AtomicInteger gotten = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            strands.start("next " + i, () -> {
                assertThat(mutex.reclaim()).as("from an owner that lives").isFalse();
                mutex.lock();
                reentrant.lock();
                gotten.incrementAndGet();
                reentrant.unlock();
                mutex.unlock();
            });
        }
        Strands.untilWaiting(3, mutex);
        mutex.unlock();
        reentrant.unlock();
        strands.join();
        assertThat(gotten).hasValue(3);
        assertThat(mutex.reclaim()).as("of what is free").isFalse();
        assertThat(mutex.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("2, 12: who waits at a condition is told as well, and does not hold the mutex")
    void whoWaitsAtAConditionIsTold(Strands.Kind kind) throws InterruptedException {
        Condition condition = reentrant.newCondition("C");
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> {
            assertTold(() -> reentrant.locked(() -> {
                condition.await();
                return 0;
            }), "ReentrantMutex \"R\"");
            assertThat(reentrant.holdCount()).isZero();
        });
        Strands.untilWaiting(1, condition);
        Strands.until("R is free", () -> !reentrant.isLocked());
        abandonBoth();
        strands.join();
    }

    @Test
    @DisplayName("2: an owner that unlocks and ends in the same moment has abandoned nothing")
    void thereIsNoFalseAlarm() throws InterruptedException {
        AtomicInteger passed = new AtomicInteger();
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        for (int i = 0; i < 4_000; i++) {
            strands.start("brief " + i, () -> {
                mutex.lock();
                passed.incrementAndGet();
                mutex.unlock();
            });
        }
        strands.join();
        assertThat(passed).hasValue(4_000);
        assertThat(mutex.isLocked()).isFalse();
    }

    @Test
    @DisplayName("2: taking over races with waiting, being told and unlocking, and nobody is left asleep")
    void reclaimingRacesWithWaiting() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Mutex raced = newMutex();
            Thread.ofVirtual().name("gone").start(raced::tryLock).join();
            CountDownLatch start = new CountDownLatch(1);
            AtomicInteger done = new AtomicInteger();
            Strands strands = Strands.of(Strands.Kind.VIRTUAL);
            for (int i = 0; i < 3; i++) {
                strands.start("waits " + i, () -> {
                    start.await();
                    boolean taken = false;
                    while (!taken) {
                        try {
                            raced.lock();
                            taken = true;
                        } catch (AbandonedException e) {
                            taken = raced.reclaim();
                        }
                    }
                    done.incrementAndGet();
                    raced.unlock();
                });
            }
            start.countDown();
            strands.join();
            assertThat(done).hasValue(3);
            assertThat(raced.statistics()).isEqualTo("free, 0 waiting");
        }
    }
}
