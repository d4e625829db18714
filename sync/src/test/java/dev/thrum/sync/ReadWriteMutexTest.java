// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who gets in, and when.
class ReadWriteMutexTest extends ReadWriteTestBase {

    @ParameterizedTest
    @EnumSource
    @DisplayName("8: many read at a time, more than there are slots, and a writer waits for the last of them")
    void manyReadAtATime(Strands.Kind kind) throws InterruptedException {
        int readers = 100;
        Event[] stops = new Event[readers];
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger(-1);
        Strands strands = Strands.of(kind);
        for (int i = 0; i < readers; i++) {
            Event stop = new Event();
            stops[i] = stop;
            strands.start("reader " + i, () -> {
                read.lock();
                read.lock();
                assertThat(read.holdCount()).isEqualTo(2);
                inside.incrementAndGet();
                stop.await();
                read.unlock();
                inside.decrementAndGet();
                read.unlock();
            });
        }
        Strands.until("all read", () -> inside.get() == readers);
        assertThat(read.readers()).isEqualTo(readers);
        Strands writers = Strands.of(kind);
        writers.start("writer", () -> write.locked(() -> seen.set(inside.get())));
        Strands.untilWaiting(1, write);
        for (int i = 0; i < readers; i++) {
            assertThat(seen).hasValue(-1);
            stops[i].set();
        }
        strands.join();
        writers.join();
        assertThat(seen).hasValue(0);
        assertThat(write.statistics()).isEqualTo("free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("8: who writes is alone")
    void whoWritesIsAlone(Strands.Kind kind) throws InterruptedException {
        write.lock();
        assertThat(write.tryLock()).as("reentrant").isTrue();
        write.unlock();
        Strands strands = Strands.of(kind);
        AtomicInteger passed = new AtomicInteger();
        strands.start("tries", () -> {
            assertThat(read.tryLock()).isFalse();
            assertThat(write.tryLock()).isFalse();
            assertThat(read.tryLock(MOMENT)).isFalse();
            assertThat(write.tryLock(MOMENT)).isFalse();
            assertThat(read.tryLock(-1, TimeUnit.SECONDS)).isFalse();
            assertThatThrownBy(() -> read.tryLock(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        });
        strands.join();
        assertThat(write.statistics()).isEqualTo("written, 0 waiting");
        for (Action<?> lock : List.<Action<?>>of(read::lock, read::lockInterruptibly, () -> read.tryLock(FOREVER))) {
            strands.start("reader", () -> {
                lock.run();
                passed.incrementAndGet();
                read.unlock();
            });
        }
        Strands.untilWaiting(3, write);
        assertThat(passed).hasValue(0);
        write.unlock();
        strands.join();
        assertThat(passed).hasValue(3);
    }

    /// Lets others run. Virtual threads that yield could keep others from their carriers.
    private static void pause(Strands.Kind kind) throws InterruptedException {
        if (kind == Strands.Kind.TASK) {
            Strand.yieldNow();
        } else {
            LockSupport.parkNanos(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("8: a writer is not starved by readers who take turns so that there is always one")
    void writersDoNotStarve(Strands.Kind kind) throws InterruptedException {
        AtomicBoolean written = new AtomicBoolean();
        AtomicInteger reading = new AtomicInteger();
        Strands strands = Strands.of(kind);
        for (int i = 0; i < 4; i++) {
            strands.start("reader " + i, () -> {
                while (!written.get()) {
                    read.lock();
                    reading.incrementAndGet();
                    // goes on only when another one has come, as long as readers are let in
                    for (int j = 0; j < 100 && reading.get() < 2 && !written.get(); j++) {
                        pause(kind);
                    }
                    reading.decrementAndGet();
                    read.unlock();
                }
            });
        }
        Strands.until("somebody reads", () -> reading.get() > 0);
        write.lock(); // on a platform thread, which no carrier has to let run
        int readingMeanwhile = reading.get();
        written.set(true);
        write.unlock();
        strands.join();
        assertThat(readingMeanwhile).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("8: who comes to read while a writer waits lines up behind it; who reads already may again")
    void newcomersLineUpBehindAWriter(Strands.Kind kind) throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        Strands strands = Strands.of(kind);
        read.lock();
        strands.start("writer", () -> {
            write.lock();
            order.add("writer");
            write.unlock();
        });
        Strands.untilWaiting(1, write);
        Strands.until("the writer waits for readers", () -> write.readers.waiting() == 1);
        strands.start("newcomer", () -> {
            assertThat(read.tryLock()).isFalse();
            read.lock();
            order.add("newcomer");
            read.unlock();
        });
        Strands.untilWaiting(2, write);
        read.lock();
        assertThat(read.tryLock()).isTrue();
        read.unlock();
        read.unlock();
        assertThat(order).isEmpty();
        read.unlock();
        strands.join();
        assertThat(order).containsExactly("writer", "newcomer");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("8: a writer becomes a reader, and no other writer gets in between; then others may read as well")
    void downgrading(Strands.Kind kind) throws InterruptedException {
        AtomicInteger value = new AtomicInteger();
        Strands strands = Strands.of(kind);
        write.lock();
        strands.start("writer", () -> write.locked(() -> value.getAndSet(2)));
        Strands.untilWaiting(1, write);
        value.set(1);
        read.lock();
        write.unlock();
        Strands.until("the writer waits for readers", () -> write.readers.waiting() == 1);
        assertThat(value).hasValue(1);
        assertThat(read.holdCount()).isOne();
        assertThat(write.isHeldByCurrentThread()).isFalse();
        read.unlock();
        strands.join();
        assertThat(value).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4, 5: a writer that gives up while it waits for readers leaves nothing behind")
    void aWriterThatGivesUp(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        read.lock();
        strands.start("times out", () -> assertThat(write.tryLock(MOMENT)).isFalse());
        strands.join();
        Thread interrupted = strands.start("interrupted", () ->
                assertThatThrownBy(write::lockInterruptibly).isExactlyInstanceOf(InterruptedException.class));
        Strands.until("it waits for readers", () -> write.readers.waiting() == 1);
        AtomicInteger readers = new AtomicInteger();
        strands.start("reader", () -> {
            read.lock();
            readers.incrementAndGet();
            read.unlock();
        });
        Strands.untilWaiting(2, write);
        interrupted.interrupt();
        strands.join();
        assertThat(readers).as("let in when the writer had given up").hasValue(1);
        read.unlock();
        assertThat(write.tryLock()).isTrue();
        assertThat(write.statistics()).isEqualTo("written, 0 waiting");
    }

    @Test
    void bodiesAndActionsRunLockedAndUnlockHoweverTheyEnd() throws Exception {
        List<Integer> seen = new CopyOnWriteArrayList<>();
        assertThat(read.<Integer, RuntimeException>locked(read::holdCount)).isOne();
        read.locked(() -> {
            seen.add(read.holdCount());
        });
        write.locked(() -> {
            seen.add(write.holdCount());
        });
        assertThat(seen).containsExactly(1, 1);
        Action<IOException> fails = () -> {
            throw new IOException("closed");
        };
        assertThatThrownBy(() -> read.locked(fails)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> write.locked(fails)).isInstanceOf(IOException.class);
        assertThat(write.statistics()).isEqualTo("free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("12: writers have conditions; readers have not, and none may be waited for while reading")
    void conditions(Strands.Kind kind) throws InterruptedException {
        Condition condition = write.newCondition("changed");
        AtomicInteger value = new AtomicInteger();
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> write.locked(() -> {
            write.lock();
            condition.await(() -> value.get() == 1);
            assertThat(write.holdCount()).isEqualTo(2);
            write.unlock();
            read.lock();
            assertThatThrownBy(condition::await).isInstanceOf(IllegalMonitorStateException.class);
            assertThat(write.holdCount()).isEqualTo(1);
            read.unlock();
        }));
        Strands.untilWaiting(1, condition);
        Strands.until("the waiter has freed it", () -> !write.isLocked());
        read.lock();
        read.unlock();
        write.lock();
        value.set(1);
        condition.signal();
        write.unlock();
        strands.join();
        assertThat(condition.statistics()).endsWith(", 0 waiting");
        assertThatThrownBy(read::newCondition).isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("\"RW\"");
    }

}
