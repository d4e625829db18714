// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Interrupts, time-outs and cancellations all at once, on the reentrant mutex and its conditions.
@Timeout(60)
class LockStormTest {

    private static final int STRANDS = 8;
    private static final int ROUNDS = 1_000;

    @ParameterizedTest
    @EnumSource
    @DisplayName("4, 5: a reentrant mutex is held by one at a time, to its own depth, and free in the end")
    void theMutexIsHeldByOneAtATime(Strands.Kind kind) throws InterruptedException {
        mutexStorm(kind, new ReentrantMutex());
    }

    @Tag("one-carrier")
    @Test
    @DisplayName("4, 5: a reentrant mutex is held by one at a time, on one carrier")
    void theMutexIsHeldByOneAtATimeOnOneCarrier() throws InterruptedException {
        mutexStorm(Strands.Kind.VIRTUAL, new ReentrantMutex());
    }

    static void mutexStorm(Strands.Kind kind, ReentrantMutex mutex) throws InterruptedException {
        int[] counter = new int[1];
        AtomicInteger gotten = new AtomicInteger();
        Strands strands = Strands.of(kind);
        for (int s = 0; s < STRANDS; s++) {
            Random random = new Random(s);
            boolean patient = s < 2;
            strands.start("strand " + s, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    if (takes(mutex, patient ? 0 : random.nextInt(4), random)) {
                        int depth = random.nextInt(3);
                        for (int d = 0; d < depth; d++) {
                            mutex.lock();
                        }
                        int before = counter[0];
                        if (random.nextInt(8) == 0) {
                            Impatience.giveWay();
                        }
                        counter[0] = before + 1;
                        gotten.incrementAndGet();
                        assertThat(mutex.holdCount()).isEqualTo(depth + 1);
                        for (int d = 0; d <= depth; d++) {
                            mutex.unlock();
                        }
                    }
                }
            });
        }
        Impatience.interruptAllBut(2, strands);
        assertThat(counter[0]).isEqualTo(gotten.get()).isPositive();
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
    }

    private static boolean takes(ReentrantMutex mutex, int how, Random random) {
        Duration moment = Duration.ofNanos(random.nextInt(20_000));
        try {
            return switch (how) {
                case 0 -> {
                    mutex.lock();
                    yield true;
                }
                case 1 -> mutex.tryLock(moment);
                case 2 -> CancelScope.timeout(moment, () -> {
                    mutex.lockInterruptibly();
                    return true;
                });
                default -> {
                    mutex.lockInterruptibly();
                    yield true;
                }
            };
        } catch (InterruptedException | DeadlineExceededException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("13, 18: with one signal an element no signal is lost, whoever gives up")
    void noSignalIsLost(Strands.Kind kind) throws InterruptedException {
        conditionStorm(kind);
    }

    @Tag("one-carrier")
    @Test
    @DisplayName("13, 18: no signal is lost on one carrier")
    void noSignalIsLostOnOneCarrier() throws InterruptedException {
        conditionStorm(Strands.Kind.VIRTUAL);
    }

    /// A buffer as textbooks write it: one signal for each element put and each taken, so that a single signal lost
    /// leaves somebody asleep.
    private static final class Buffer {
        private final ReentrantMutex mutex = new ReentrantMutex();
        private final Condition notFull = mutex.newCondition();
        private final Condition notEmpty = mutex.newCondition();
        private final Deque<Integer> elements = new ArrayDeque<>();

        private void put(int element) throws InterruptedException {
            mutex.lockInterruptibly();
            try {
                while (elements.size() == 2) {
                    notFull.await();
                }
                elements.add(element);
                notEmpty.signal();
            } finally {
                mutex.unlock();
            }
        }

        /// @param timeout how long to wait, or `null` for as long as it takes
        private Integer take(Duration timeout) throws InterruptedException {
            mutex.lockInterruptibly();
            try {
                while (elements.isEmpty()) {
                    if (timeout == null) {
                        notEmpty.await();
                    } else if (!notEmpty.await(timeout)) {
                        return null;
                    }
                }
                Integer element = elements.remove();
                notFull.signal();
                return element;
            } finally {
                mutex.unlock();
            }
        }
    }

    private static void conditionStorm(Strands.Kind kind) throws InterruptedException {
        Buffer buffer = new Buffer();
        int producers = 3;
        int patientElements = 400;
        int elements = producers * ROUNDS;
        AtomicIntegerArray seen = new AtomicIntegerArray(elements);
        AtomicInteger toTake = new AtomicInteger(elements - patientElements);
        Strands strands = Strands.of(kind);
        // Takes a fixed share, always without a time-out and never interrupted.
        strands.start("patient consumer", () -> {
            for (int i = 0; i < patientElements; i++) {
                seen.incrementAndGet(buffer.take(null));
            }
        });
        strands.start("patient producer", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                buffer.put(i);
            }
        });
        for (int p = 1; p < producers; p++) {
            int first = p * ROUNDS;
            strands.start("producer " + p, () -> {
                for (int i = 0; i < ROUNDS; ) {
                    try {
                        buffer.put(first + i);
                        i++;
                    } catch (InterruptedException e) {
                        assertThat(e).as("the element is not in the buffer and is put again").isNotNull();
                    }
                }
            });
        }
        for (int c = 0; c < 3; c++) {
            Random random = new Random(c);
            strands.start("consumer " + c, () -> {
                while (toTake.getAndDecrement() > 0) {
                    Integer element = null;
                    while (element == null) {
                        element = takeOrGiveUp(buffer, random);
                    }
                    seen.incrementAndGet(element);
                }
            });
        }
        Impatience.interruptAllBut(2, strands);
        for (int i = 0; i < elements; i++) {
            assertThat(seen.get(i)).as("how often %s was taken", i).isEqualTo(1);
        }
        assertThat(buffer.mutex.statistics()).isEqualTo("free, 0 waiting");
        assertThat(buffer.notEmpty.statistics()).endsWith(", 0 waiting");
        assertThat(buffer.notFull.statistics()).endsWith(", 0 waiting");
    }

    private static Integer takeOrGiveUp(Buffer buffer, Random random) {
        Duration moment = Duration.ofNanos(random.nextInt(50_000));
        try {
            return switch (random.nextInt(3)) {
                case 0 -> buffer.take(moment);
                case 1 -> CancelScope.timeout(moment, () -> buffer.take(null));
                default -> buffer.take(null);
            };
        } catch (InterruptedException | DeadlineExceededException e) {
            return null;
        }
    }
}
