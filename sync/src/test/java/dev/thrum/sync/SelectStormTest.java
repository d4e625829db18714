// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Selects over everything at once, given up at random: no lock, permit, element or item is lost or had twice.
@Timeout(60)
class SelectStormTest {

    private static final int STRANDS = 6;
    private static final int ROUNDS = 600;
    private static final Duration LONG = Duration.ofDays(1);

    private final Impatience impatience = new Impatience();

    private final Mutex mutex = new Mutex();
    private final ReentrantMutex reentrant = new ReentrantMutex();
    private final BoundedSemaphore semaphore = new BoundedSemaphore(2);
    private final WorkQueue<Integer> work = new FifoQueue<>(2);
    private final Channel<Integer> channel = Channel.rendezvous();

    private final AtomicInteger locked = new AtomicInteger();
    private final AtomicInteger lockedAgain = new AtomicInteger();
    private final AtomicInteger permitted = new AtomicInteger();
    private final AtomicIntegerArray put = new AtomicIntegerArray(STRANDS);
    private final AtomicIntegerArray taken = new AtomicIntegerArray(STRANDS);
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();

    /// Has something that so many may have at a time.
    private boolean have(AtomicInteger holders, int most, Random random, Runnable release) {
        assertThat(holders.incrementAndGet()).isLessThanOrEqualTo(most);
        Impatience.dawdle(random);
        holders.decrementAndGet();
        release.run();
        return true;
    }

    private boolean select(int strand, Random random, Duration timeout) throws InterruptedException {
        Clause<Boolean, RuntimeException> lock =
                mutex.onLock(() -> have(locked, 1, random, mutex::unlock));
        Clause<Boolean, RuntimeException> lockAgain =
                reentrant.onLock(() -> have(lockedAgain, 1, random, reentrant::unlock));
        Clause<Boolean, RuntimeException> permit =
                semaphore.onAcquire(() -> have(permitted, 2, random, semaphore::release));
        Clause<Boolean, RuntimeException> putting =
                work.onPut(strand, () -> put.incrementAndGet(strand) > 0);
        Clause<Boolean, RuntimeException> taking =
                work.onTake(element -> taken.incrementAndGet(element) > 0);
        Clause<Boolean, RuntimeException> sending =
                channel.onSend(strand, () -> sent.incrementAndGet() > 0);
        Clause<Boolean, RuntimeException> receiving =
                channel.onReceive(item -> received.incrementAndGet() > 0);
        Clause<Boolean, RuntimeException> late = Select.onTimeout(timeout == null ? LONG : timeout, () -> false);
        return switch (random.nextInt(6)) {
            case 0 -> Select.over(lock, lockAgain, late);
            case 1 -> Select.over(lock, permit, receiving, late);
            case 2 -> Select.over(permit, putting, taking, late);
            case 3 -> Select.over(lockAgain, sending, receiving, late);
            case 4 -> Select.over(lock, late);
            default -> Select.over(permit, lockAgain, sending, taking, late);
        };
    }

    private void storm(Strands.Kind kind) throws InterruptedException {
        Strands impatient = Strands.of(kind);
        AtomicInteger running = new AtomicInteger(STRANDS);
        for (int s = 0; s < STRANDS; s++) {
            int strand = s;
            Random random = new Random(s);
            impatient.start("strand " + s, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    impatience.attempt(random, timeout -> select(strand, random, timeout));
                }
                running.decrementAndGet();
            });
        }
        // Wait as long as it takes: if a wake-up is lost, it is one of them who never ends.
        Strands patient = Strands.of(kind);
        Random random = new Random(-1);
        patient.start("patient locker", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                Select.over(mutex.onLock(() -> have(locked, 1, random, mutex::unlock)));
            }
        });
        patient.start("patient acquirer", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                Select.over(semaphore.onAcquire(() -> have(permitted, 2, random, semaphore::release)));
            }
        });
        patient.start("wants both permits", () -> {
            for (int i = 0; i < ROUNDS; i++) {
                semaphore.acquire(2);
                permitted.addAndGet(2);
                Impatience.dawdle(random);
                permitted.addAndGet(-2);
                semaphore.release(2);
            }
        });
        Impatience.interrupt(impatient.threads());
        impatient.join();
        patient.join();
        while (work.poll() instanceof Integer element) {
            taken.incrementAndGet(element);
        }
        for (int s = 0; s < STRANDS; s++) {
            assertThat(taken.get(s)).as("elements of strand %s", s).isEqualTo(put.get(s));
        }
        assertThat(received).hasValue(sent.get());
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
        assertThat(reentrant.statistics()).isEqualTo("free, 0 waiting");
        assertThat(semaphore.statistics()).isEqualTo("2 of 2 free, 0 waiting");
        assertThat(semaphore.tryAcquire(2)).as("nothing is reserved").isTrue();
        semaphore.release(2);
        assertThat(Order.state(work)).endsWith("0 putting, 0 taking, 0 joining");
        ChannelTest.untilWaiting(0, 0, channel);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: in a storm of selects exactly one clause is done each time, or none")
    void exactlyOneIsDone(Strands.Kind kind) throws InterruptedException {
        do {
            storm(kind);
        } while (impatience.givenUp() == 0);
    }

    @Tag("one-carrier")
    @Test
    @DisplayName("20: so it is on one carrier")
    void exactlyOneIsDoneOnOneCarrier() throws InterruptedException {
        do {
            storm(Strands.Kind.VIRTUAL);
        } while (impatience.givenUp() == 0);
    }
}
