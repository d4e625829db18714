// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Interrupts, time-outs and cancellations all at once, on a read-write mutex shared by strands of all kinds.
@Timeout(60)
class ReadWriteStormTest {

    /// More readers than there are slots for on two processors, so some read without one.
    private static final int IMPATIENT_OF_A_KIND = 6;
    private static final int ROUNDS = 600;

    private final Impatience impatience = new Impatience();
    private final AtomicInteger reading = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();

    /// Whoever writes does so alone; guarded by the write lock.
    private int counter;
    private boolean isWriting;

    private void read(Random random) {
        reading.incrementAndGet();
        assertThat(isWriting).as("somebody writes beside a reader").isFalse();
        int before = counter;
        Impatience.dawdle(random);
        assertThat(counter).as("what is read").isEqualTo(before);
        reading.decrementAndGet();
    }

    private void write(Random random) {
        assertThat(isWriting).as("two write").isFalse();
        assertThat(reading).as("who reads beside a writer").hasValue(0);
        isWriting = true;
        int before = counter;
        Impatience.dawdle(random);
        counter = before + 1;
        isWriting = false;
        written.incrementAndGet();
    }

    private boolean tryToRead(ReadLock lock, Random random, Duration timeout) throws InterruptedException {
        if (timeout == null) {
            lock.lockInterruptibly();
        } else if (!lock.tryLock(timeout)) {
            return false;
        }
        try {
            if (random.nextInt(4) == 0) {
                lock.lock(); // once more, whoever waits to write
                read(random);
                lock.unlock();
            }
            read(random);
        } finally {
            lock.unlock();
        }
        return true;
    }

    private boolean tryToWrite(ReadWriteMutex mutex, Random random, Duration timeout) throws InterruptedException {
        WriteLock lock = mutex.writeLock();
        if (timeout == null) {
            lock.lockInterruptibly();
        } else if (!lock.tryLock(timeout)) {
            return false;
        }
        boolean goesOnReading = random.nextInt(4) == 0;
        try {
            write(random);
            if (goesOnReading) {
                assertThat(mutex.readLock().tryLock()).as("a writer may read").isTrue();
            }
        } finally {
            lock.unlock();
        }
        if (goesOnReading) {
            read(random);
            mutex.readLock().unlock();
        }
        return true;
    }

    private void storm(ReadWriteMutex mutex, List<Strands.Kind> kinds) throws InterruptedException {
        List<Strands> impatient = new ArrayList<>();
        List<Strands> patient = new ArrayList<>();
        List<Thread> disturbed = new ArrayList<>();
        for (Strands.Kind kind : kinds) {
            Strands strands = Strands.of(kind);
            for (int s = 0; s < IMPATIENT_OF_A_KIND; s++) {
                Random random = new Random(31 * kind.ordinal() + s);
                strands.start(kind + " " + s, () -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        impatience.attempt(random, timeout -> random.nextInt(3) == 0
                                ? tryToWrite(mutex, random, timeout)
                                : tryToRead(mutex.readLock(), random, timeout));
                    }
                });
            }
            disturbed.addAll(strands.threads());
            impatient.add(strands);
            // Wait as long as it takes, and nobody disturbs them: if a wake-up is lost, it is one of them who never ends.
            Strands left = Strands.of(kind);
            Random random = new Random(kind.ordinal());
            left.start("patient reader, " + kind, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    mutex.readLock().locked(() -> {
                        read(random);
                        return 0;
                    });
                }
            });
            left.start("patient writer, " + kind, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    mutex.writeLock().locked(() -> {
                        write(random);
                        return 0;
                    });
                }
            });
            patient.add(left);
        }
        Impatience.interrupt(disturbed);
        for (Strands strands : impatient) {
            strands.join();
        }
        for (Strands strands : patient) {
            strands.join();
        }
        assertThat(counter).isEqualTo(written.get()).isGreaterThanOrEqualTo(kinds.size() * ROUNDS);
        assertThat(mutex.writeLock().statistics()).isEqualTo("free, 0 waiting");
        assertThat(mutex.readLock().readers()).isZero();
        assertThat(mutex.writeLock().tryLock()).isTrue();
        mutex.writeLock().unlock();
    }

    @ParameterizedTest(name = "fair: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("4, 5, 8: never a writer with anybody, and nobody is lost, whoever gives up, among strands of all kinds")
    void aWriterIsAloneAndNobodyIsLost(boolean fair) throws InterruptedException {
        do {
            storm(fair ? ReadWriteMutex.fair() : new ReadWriteMutex(), List.of(Strands.Kind.values()));
            counter = 0;
            written.set(0);
        } while (impatience.givenUp() == 0);
    }

    @Tag("one-carrier")
    @Test
    @DisplayName("4, 5, 8: so it is on one carrier")
    void soItIsOnOneCarrier() throws InterruptedException {
        storm(new ReadWriteMutex(), List.of(Strands.Kind.VIRTUAL));
    }
}
