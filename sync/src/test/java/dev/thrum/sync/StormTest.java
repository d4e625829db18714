// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Action;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Interrupts, time-outs and cancellations all at once: nothing is lost and nothing is there twice.
@Timeout(60)
class StormTest {

    private static final int STRANDS = 8;
    private static final int PATIENT = 2;
    private static final int ROUNDS = 1_500;

    private final AtomicInteger gotten = new AtomicInteger();
    private final Impatience impatience = new Impatience();

    private boolean attempt(boolean patient, Random random, Impatience.Attempt attempt) throws InterruptedException {
        boolean success = patient ? attempt.within(null) : impatience.attempt(random, attempt);
        if (success) {
            gotten.incrementAndGet();
        }
        return success;
    }

    private void interruptAllBut(int patient, Strands strands) throws InterruptedException {
        Impatience.interruptAllBut(patient, strands);
        assertThat(gotten).hasPositiveValue();
    }

    /// A storm in which nobody gives up proves nothing: on a quiet machine a short one may be over before it has begun.
    /// The time-out of the class bounds the repetitions.
    private void untilSomebodyGivesUp(Action<InterruptedException> storm) throws InterruptedException {
        do {
            gotten.set(0);
            storm.run();
        } while (impatience.givenUp() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void aMutexIsHeldByOneAtATimeAndFreeInTheEnd(Strands.Kind kind) throws InterruptedException {
        untilSomebodyGivesUp(() -> mutexStorm(kind, STRANDS, ROUNDS));
    }

    @Tag("one-carrier")
    @Test
    void aMutexIsHeldByOneAtATimeOnOneCarrier() throws InterruptedException {
        untilSomebodyGivesUp(() -> mutexStorm(Strands.Kind.VIRTUAL, 100, 100));
    }

    private void mutexStorm(Strands.Kind kind, int count, int rounds) throws InterruptedException {
        Mutex mutex = new Mutex();
        int[] counter = new int[1];
        Strands strands = Strands.of(kind);
        for (int s = 0; s < count; s++) {
            Random random = new Random(s);
            boolean patient = s < PATIENT;
            strands.start("strand " + s, () -> {
                for (int i = 0; i < rounds; i++) {
                    if (attempt(patient, random, timeout -> {
                        if (timeout != null) {
                            return mutex.tryLock(timeout);
                        }
                        mutex.lock();
                        return true;
                    })) {
                        int before = counter[0];
                        Impatience.dawdle(random);
                        counter[0] = before + 1;
                        mutex.unlock();
                    }
                }
            });
        }
        interruptAllBut(PATIENT, strands);
        assertThat(counter[0]).isEqualTo(gotten.get());
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
        assertThat(mutex.acquisition()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aSemaphoreKeepsItsPermits(Strands.Kind kind) throws InterruptedException {
        untilSomebodyGivesUp(() -> semaphoreStorm(kind));
    }

    @Tag("one-carrier")
    @Test
    void aSemaphoreKeepsItsPermitsOnOneCarrier() throws InterruptedException {
        untilSomebodyGivesUp(() -> semaphoreStorm(Strands.Kind.VIRTUAL));
    }

    private void semaphoreStorm(Strands.Kind kind) throws InterruptedException {
        int permits = 3;
        CountingSemaphore semaphore = new CountingSemaphore(permits);
        AtomicInteger inside = new AtomicInteger();
        Strands strands = Strands.of(kind);
        for (int s = 0; s < STRANDS; s++) {
            Random random = new Random(s);
            boolean patient = s < PATIENT;
            strands.start("strand " + s, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    if (attempt(patient, random, timeout -> {
                        if (timeout != null) {
                            return semaphore.tryAcquire(timeout);
                        }
                        semaphore.acquire();
                        return true;
                    })) {
                        assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(permits);
                        Impatience.dawdle(random);
                        inside.decrementAndGet();
                        semaphore.release();
                    }
                }
            });
        }
        interruptAllBut(PATIENT, strands);
        assertThat(semaphore.statistics()).isEqualTo(permits + " free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    void aQueueLosesNothingAndDoublesNothing(Strands.Kind kind) throws InterruptedException {
        untilSomebodyGivesUp(() -> queueStorm(kind));
    }

    @Tag("one-carrier")
    @Test
    void aQueueLosesNothingAndDoublesNothingOnOneCarrier() throws InterruptedException {
        untilSomebodyGivesUp(() -> queueStorm(Strands.Kind.VIRTUAL));
    }

    private void queueStorm(Strands.Kind kind) throws InterruptedException {
        FifoQueue<Integer> queue = new FifoQueue<>(3);
        int elements = STRANDS / 2 * ROUNDS;
        AtomicIntegerArray seen = new AtomicIntegerArray(elements);
        AtomicInteger toTake = new AtomicInteger(elements);
        Strands strands = Strands.of(kind);
        for (int s = 0; s < STRANDS / 2; s++) {
            int first = s * ROUNDS;
            Random random = new Random(s);
            boolean patient = s == 0;
            strands.start("producer " + s, () -> {
                for (int i = 0; i < ROUNDS; ) {
                    int element = first + i;
                    if (attempt(patient, random, timeout -> {
                        if (timeout != null) {
                            return queue.offer(element, timeout);
                        }
                        queue.put(element);
                        return true;
                    })) {
                        i++;
                    }
                }
            });
            strands.start("consumer " + s, () -> {
                Random own = new Random(-first - 1);
                Integer[] element = new Integer[1];
                while (toTake.get() > 0) {
                    // Never without a time-out: the last element may go to another consumer.
                    if (attempt(false, own, timeout -> {
                        element[0] = queue.poll(timeout == null ? Duration.ofNanos(50_000) : timeout);
                        return element[0] != null;
                    })) {
                        seen.incrementAndGet(element[0]);
                        toTake.decrementAndGet();
                    }
                }
            });
        }
        interruptAllBut(1, strands);
        for (int i = 0; i < elements; i++) {
            assertThat(seen.get(i)).as("how often %s was taken", i).isEqualTo(1);
        }
        assertThat(queue.size()).isZero();
        for (int i = 0; i < queue.capacity(); i++) {
            assertThat(queue.offer(i)).as("room for %s", i).isTrue();
        }
        assertThat(queue.offer(-1)).isFalse();
    }

    /// The gaps between a look at the state and the queue are a few instructions wide: only two who do nothing else,
    /// from the same moment on, meet in them.
    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    void inATightRaceNoWakeUpAndNoPermitIsLost(Strands.Kind kind) throws InterruptedException {
        Mutex mutex = new Mutex();
        CountingSemaphore permit = new CountingSemaphore(1);
        CountDownLatch start = new CountDownLatch(1);
        int[] counters = new int[2];
        Strands strands = Strands.of(kind);
        for (int s = 0; s < 2; s++) {
            strands.start("racer " + s, () -> {
                start.await();
                for (int i = 0; i < 100_000; i++) {
                    mutex.lock();
                    counters[0]++;
                    mutex.unlock();
                }
                for (int i = 0; i < 100_000; i++) {
                    permit.acquire();
                    counters[1]++;
                    permit.release();
                }
            });
        }
        start.countDown();
        strands.join();
        assertThat(counters).containsExactly(200_000, 200_000);
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
        assertThat(permit.statistics()).isEqualTo("1 free, 0 waiting");
    }

    @Tag("one-carrier")
    @Test
    void tenThousandVirtualThreadsGoThroughOneMutexOnOneCarrier() throws InterruptedException {
        tenThousand();
    }

    @Test
    void tenThousandVirtualThreadsGoThroughOneMutex() throws InterruptedException {
        tenThousand();
    }

    private static void tenThousand() throws InterruptedException {
        Mutex mutex = new Mutex();
        int[] counter = new int[1];
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        mutex.lock();
        for (int i = 0; i < 10_000; i++) {
            strands.start("v" + i, () -> mutex.locked(() -> {
                int before = counter[0];
                if (before % 100 == 0) {
                    Thread.yield();
                }
                return counter[0] = before + 1;
            }));
        }
        Strands.untilWaiting(10_000, mutex);
        mutex.unlock();
        strands.join();
        assertThat(counter[0]).isEqualTo(10_000);
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
    }

    @Test
    void threadsAndTasksShareOneMutex() throws InterruptedException {
        Mutex mutex = new Mutex();
        int[] counter = new int[1];
        Strands[] all = {
            Strands.of(Strands.Kind.PLATFORM), Strands.of(Strands.Kind.VIRTUAL),
            Strands.of(Strands.Kind.TASK), Strands.of(Strands.Kind.TASK)
        };
        for (int s = 0; s < 12; s++) {
            all[s % 4].start("strand " + s, () -> {
                for (int i = 0; i < 1_000; i++) {
                    mutex.<Integer, RuntimeException>locked(() -> counter[0]++);
                }
            });
        }
        for (Strands strands : all) {
            strands.join();
        }
        assertThat(counter[0]).isEqualTo(12_000);
    }
}
