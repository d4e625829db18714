// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Interrupts, time-outs and cancellations all at once: nothing is lost and nothing is there twice.
class StormTest {

    private static final int STRANDS = 8;
    private static final int ROUNDS = 1_500;

    /// An attempt to get something, with whatever may end it early.
    @FunctionalInterface
    private interface Attempt {

        /// @param timeout how long to wait, or `null` for as long as it takes
        boolean within(Duration timeout) throws InterruptedException;
    }

    private final AtomicInteger gotten = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();

    private boolean attempt(Random random, Attempt attempt) {
        Duration moment = Duration.ofNanos(random.nextInt(20_000));
        boolean success;
        try {
            success = switch (random.nextInt(4)) {
                case 0 -> attempt.within(Duration.ZERO);
                case 1 -> attempt.within(moment);
                case 2 -> CancelScope.timeout(moment, () -> attempt.within(null));
                default -> attempt.within(null);
            };
        } catch (InterruptedException | DeadlineExceededException e) {
            success = false;
        }
        (success ? gotten : givenUp).incrementAndGet();
        return success;
    }

    /// Interrupts at random until all strands have ended.
    private void interrupt(Strands strands) throws InterruptedException {
        Random random = new Random(-1);
        while (strands.threads().stream().anyMatch(Thread::isAlive)) {
            strands.threads().get(random.nextInt(strands.threads().size())).interrupt();
            for (int i = random.nextInt(2_000); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
        strands.join();
        assertThat(gotten).hasPositiveValue();
        assertThat(givenUp).hasPositiveValue();
    }

    @ParameterizedTest
    @EnumSource
    void aMutexIsHeldByOneAtATimeAndFreeInTheEnd(Strands.Kind kind) throws InterruptedException {
        mutexStorm(kind, STRANDS, ROUNDS);
    }

    @Tag("one-carrier")
    @Test
    void aMutexIsHeldByOneAtATimeOnOneCarrier() throws InterruptedException {
        mutexStorm(Strands.Kind.VIRTUAL, 100, 100);
    }

    private void mutexStorm(Strands.Kind kind, int count, int rounds) throws InterruptedException {
        Mutex mutex = new Mutex();
        int[] counter = new int[1];
        Strands strands = Strands.of(kind);
        for (int s = 0; s < count; s++) {
            Random random = new Random(s);
            strands.start("strand " + s, () -> {
                for (int i = 0; i < rounds; i++) {
                    if (attempt(random, timeout -> {
                        if (timeout != null) {
                            return mutex.tryLock(timeout);
                        }
                        mutex.lock();
                        return true;
                    })) {
                        int before = counter[0];
                        if (random.nextInt(8) == 0) {
                            Thread.yield();
                        }
                        counter[0] = before + 1;
                        mutex.unlock();
                    }
                }
            });
        }
        interrupt(strands);
        assertThat(counter[0]).isEqualTo(gotten.get());
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
        assertThat(mutex.acquisition()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aSemaphoreKeepsItsPermits(Strands.Kind kind) throws InterruptedException {
        semaphoreStorm(kind);
    }

    @Tag("one-carrier")
    @Test
    void aSemaphoreKeepsItsPermitsOnOneCarrier() throws InterruptedException {
        semaphoreStorm(Strands.Kind.VIRTUAL);
    }

    private void semaphoreStorm(Strands.Kind kind) throws InterruptedException {
        int permits = 3;
        CountingSemaphore semaphore = new CountingSemaphore(permits);
        AtomicInteger inside = new AtomicInteger();
        Strands strands = Strands.of(kind);
        for (int s = 0; s < STRANDS; s++) {
            Random random = new Random(s);
            strands.start("strand " + s, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    if (attempt(random, timeout -> {
                        if (timeout != null) {
                            return semaphore.tryAcquire(timeout);
                        }
                        semaphore.acquire();
                        return true;
                    })) {
                        assertThat(inside.incrementAndGet()).isLessThanOrEqualTo(permits);
                        if (random.nextInt(8) == 0) {
                            Thread.yield();
                        }
                        inside.decrementAndGet();
                        semaphore.release();
                    }
                }
            });
        }
        interrupt(strands);
        assertThat(semaphore.statistics()).isEqualTo(permits + " free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    void aQueueLosesNothingAndDoublesNothing(Strands.Kind kind) throws InterruptedException {
        queueStorm(kind);
    }

    @Tag("one-carrier")
    @Test
    void aQueueLosesNothingAndDoublesNothingOnOneCarrier() throws InterruptedException {
        queueStorm(Strands.Kind.VIRTUAL);
    }

    private void queueStorm(Strands.Kind kind) throws InterruptedException {
        BoundedQueue<Integer> queue = new BoundedQueue<>(3);
        int elements = STRANDS / 2 * ROUNDS;
        AtomicIntegerArray seen = new AtomicIntegerArray(elements);
        AtomicInteger toTake = new AtomicInteger(elements);
        Strands strands = Strands.of(kind);
        for (int s = 0; s < STRANDS / 2; s++) {
            int first = s * ROUNDS;
            Random random = new Random(s);
            strands.start("producer " + s, () -> {
                for (int i = 0; i < ROUNDS; ) {
                    int element = first + i;
                    if (attempt(random, timeout -> {
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
                    if (attempt(own, timeout -> {
                        element[0] = queue.poll(timeout == null ? Duration.ofNanos(50_000) : timeout);
                        return element[0] != null;
                    })) {
                        seen.incrementAndGet(element[0]);
                        toTake.decrementAndGet();
                    }
                }
            });
        }
        interrupt(strands);
        for (int i = 0; i < elements; i++) {
            assertThat(seen.get(i)).as("how often %s was taken", i).isEqualTo(1);
        }
        assertThat(queue.size()).isZero();
        for (int i = 0; i < queue.capacity(); i++) {
            assertThat(queue.offer(i)).as("room for %s", i).isTrue();
        }
        assertThat(queue.offer(-1)).isFalse();
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
