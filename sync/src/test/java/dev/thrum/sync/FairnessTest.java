// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Resource;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What only fair mode promises: strictly first come, first served.
@Timeout(60)
class FairnessTest {

    /// Something that one strand at a time has, and others wait for.
    private record Turn(Resource resource, Strict take, BooleanSupplier tryTake, Runnable free) {

        @Override
        public String toString() {
            return resource.name();
        }
    }

    private interface Strict {
        void run() throws InterruptedException;
    }

    static Stream<Turn> turns() {
        Mutex mutex = Mutex.fair("fair");
        ReentrantMutex reentrant = ReentrantMutex.fair("fair");
        CountingSemaphore semaphore = CountingSemaphore.fair("fair", 1);
        BoundedSemaphore bounded = BoundedSemaphore.fair("fair", 1);
        ReadWriteMutex readWrite = ReadWriteMutex.fair("fair");
        return Stream.of(
                new Turn(mutex, mutex::lock, mutex::tryLock, mutex::unlock),
                new Turn(reentrant, reentrant::lock, reentrant::tryLock, reentrant::unlock),
                new Turn(semaphore, semaphore::acquire, semaphore::tryAcquire, semaphore::release),
                new Turn(bounded, bounded::acquire, bounded::tryAcquire, bounded::release),
                new Turn(readWrite.writeLock(), readWrite.writeLock()::lock, readWrite.writeLock()::tryLock,
                        readWrite.writeLock()::unlock));
    }

    static Stream<Arguments> turnsAndKinds() {
        return Stream.of(Strands.Kind.values()).flatMap(kind -> turns().map(turn -> Arguments.of(turn, kind)));
    }

    @ParameterizedTest
    @MethodSource("turnsAndKinds")
    @DisplayName("5: strands that come back again and again take turns, without a single exception")
    void strandsTakeTurns(Turn turn, Strands.Kind kind) throws InterruptedException {
        int number = 4;
        int rounds = 50;
        List<Integer> served = new ArrayList<>();
        Strands strands = Strands.of(kind);
        turn.take().run();
        for (int i = 0; i < number; i++) {
            int me = i;
            strands.start("strand " + i, () -> {
                for (int round = 0; round < rounds; round++) {
                    turn.take().run();
                    served.add(me);
                    int others = Math.min(number - 1, number * rounds - served.size());
                    while (round < rounds - 1 && !turn.resource().statistics().endsWith(", " + others + " waiting")) {
                        Strand.yieldNow();
                    }
                    turn.free().run();
                }
            });
            Strands.untilWaiting(i + 1, turn.resource());
        }
        turn.free().run();
        strands.join();
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < number * rounds; i++) {
            expected.add(i % number);
        }
        assertThat(served).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("turnsAndKinds")
    @DisplayName("5: who frees it while somebody waits does not get it back before, however quick")
    void nobodyBarges(Turn turn, Strands.Kind kind) throws InterruptedException {
        CountDownLatch tried = new CountDownLatch(1);
        Strands strands = Strands.of(kind);
        turn.take().run();
        strands.start("waits", () -> {
            turn.take().run();
            tried.await();
            turn.free().run();
        });
        Strands.untilWaiting(1, turn.resource());
        turn.free().run();
        boolean barged = turn.tryTake().getAsBoolean();
        tried.countDown();
        strands.join();
        assertThat(barged).isFalse();
        assertThat(turn.tryTake().getAsBoolean()).as("free in the end").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("5: who gives up while it waits is passed over, first, last and in between")
    void whoGivesUpIsPassedOver(Strands.Kind kind) throws InterruptedException {
        Mutex mutex = Mutex.fair("M");
        List<Integer> served = new CopyOnWriteArrayList<>();
        Strands strands = Strands.of(kind);
        mutex.lock();
        for (int i = 0; i < 5; i++) {
            int me = i;
            strands.start("strand " + i, () -> {
                try {
                    mutex.lock();
                    served.add(me);
                    mutex.unlock();
                } catch (InterruptedException e) {
                    served.add(-me);
                }
            });
            Strands.untilWaiting(i + 1, mutex);
        }
        for (int i = 0; i < 5; i += 2) {
            strands.threads().get(i).interrupt();
        }
        Strands.untilWaiting(2, mutex);
        mutex.unlock();
        strands.join();
        assertThat(served).contains(0, -2, -4).containsSubsequence(1, 3);
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("9: a large request is not starved by small ones that come after it, even if they could be served")
    void aLargeRequestIsNotStarved(Strands.Kind kind) throws InterruptedException {
        CountingSemaphore semaphore = CountingSemaphore.fair("S", 4);
        List<String> served = new CopyOnWriteArrayList<>();
        Strands strands = Strands.of(kind);
        semaphore.acquire(2);
        strands.start("large", () -> {
            semaphore.acquire(4);
            served.add("large");
            semaphore.release(4);
        });
        Strands.untilWaiting(1, semaphore);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThat(semaphore.tryAcquire()).isFalse();
        strands.start("small", () -> {
            semaphore.acquire();
            served.add("small");
            semaphore.release();
        });
        Strands.untilWaiting(2, semaphore);
        semaphore.release();
        assertThat(semaphore.tryAcquire(Duration.ZERO)).isFalse();
        assertThat(served).isEmpty();
        semaphore.release();
        strands.join();
        assertThat(served).containsExactly("large", "small");
        assertThat(semaphore.statistics()).isEqualTo("4 free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4, 5: a mutex in fair mode survives a storm of interrupts, time-outs and cancellations")
    void aStormOnAMutex(Strands.Kind kind) throws InterruptedException {
        LockStormTest.mutexStorm(kind, ReentrantMutex.fair());
    }

    @Test
    @DisplayName("5: nobody is fair who was not asked to be")
    void fairnessIsChosen() {
        assertThat(Mutex.fair().isFair()).isTrue();
        assertThat(ReentrantMutex.fair("R").isFair()).isTrue();
        assertThat(CountingSemaphore.fair(1).isFair()).isTrue();
        assertThat(BoundedSemaphore.fair("S", 1).isFair()).isTrue();
        assertThat(new Mutex().isFair() || ReentrantMutex.named("R").isFair()).isFalse();
        assertThat(new CountingSemaphore(1).isFair() || new BoundedSemaphore(1).isFair()).isFalse();
    }
}
