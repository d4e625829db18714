// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Inspector;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ReadWriteMutexTest {

    private static final Duration MOMENT = Duration.ofMillis(2);
    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final ReadWriteMutex mutex = newMutex();
    private final ReadLock read = mutex.readLock();
    private final WriteLock write = mutex.writeLock();

    /// To be overridden by tests of the same in another mode.
    ReadWriteMutex newMutex() {
        return ReadWriteMutex.named("RW");
    }

    /// Starts a strand that reads until told to stop, and waits until it does read.
    private Thread startReader(Strands strands, String name, Event stop) {
        int before = read.readers();
        Thread reader = strands.start(name, () -> {
            read.lockInterruptibly();
            stop.await();
            read.unlock();
        });
        Strands.until(name + " reads", () -> read.readers() == before + 1);
        return reader;
    }

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
        writers.start("writer", () -> write.locked(() -> {
            seen.set(inside.get());
            return 0;
        }));
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
    @DisplayName("8: to become a writer while reading is an error at once, also while others read and write")
    void upgradingIsAnError(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        Event stop = new Event();
        strands.start("upgrades", () -> {
            read.lock();
            assertNoUpgrade();
            stop.set();
            Strands others = Strands.of(Strands.Kind.PLATFORM);
            others.start("writer", () -> write.locked(() -> 0));
            Strands.untilWaiting(1, write);
            assertNoUpgrade();
            assertThat(read.holdCount()).isOne();
            read.unlock();
            others.join();
            write.lock();
            write.unlock();
        });
        strands.join();
        assertThat(write.statistics()).isEqualTo("free, 0 waiting");
    }

    private void assertNoUpgrade() throws InterruptedException {
        for (Action<?> lock : List.<Action<?>>of(write::lock, write::lockInterruptibly, () -> write.tryLock(FOREVER))) {
            assertThatThrownBy(lock::run).isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContainingAll("\"upgrades\"", "ReadWriteMutex \"RW\"", "unlock the read lock");
        }
        assertThat(write.tryLock()).isFalse();
        assertThat(write.isHeldByCurrentThread()).isFalse();
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
    @DisplayName("2: to unlock what one does not hold is an error that names who does")
    void onlyHoldersUnlock() throws InterruptedException {
        assertThatThrownBy(read::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContainingAll("ReadWriteMutex \"RW\"", "free");
        Event stop = new Event();
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        startReader(strands, "Ada", stop);
        assertThatThrownBy(read::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("read by \"Ada\"");
        assertThatThrownBy(write::unlock).isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("read by \"Ada\"");
        stop.set();
        strands.join();
        write.lock();
        strands.start("Bob", () -> {
            assertThatThrownBy(write::unlock).isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining(Thread.currentThread().getName());
            assertThatThrownBy(read::unlock).isInstanceOf(IllegalMonitorStateException.class)
                    .hasMessageContaining("written by");
        });
        strands.join();
        write.unlock();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("6, 8: a cycle through one of several readers has one victim, who is told of everybody")
    void aCycleThroughAReader(Strands.Kind kind) throws InterruptedException {
        Mutex other = Mutex.named("other");
        CopyOnWriteArrayList<DeadlockException> victims = new CopyOnWriteArrayList<>();
        Event stop = new Event();
        Strands bystanders = Strands.of(kind);
        startReader(bystanders, "bystander", stop);
        Strands strands = Strands.of(kind);
        strands.start("reader", () -> {
            read.lock();
            Strands.until("the writer has the other lock", other::isLocked);
            Strands.until("the writer waits", () -> write.readers.waiting() == 1);
            try {
                other.lock();
                other.unlock();
            } catch (DeadlockException e) {
                victims.add(e);
            }
            read.unlock();
        });
        Strands.until("it reads", () -> read.readers() == 2);
        Strands writers = Strands.of(Strands.Kind.PLATFORM);
        writers.start("writer", () -> {
            other.lock();
            try {
                write.lock();
                write.unlock();
            } catch (DeadlockException e) {
                victims.add(e);
            }
            other.unlock();
        });
        strands.join();
        stop.set();
        bystanders.join();
        writers.join();
        assertThat(victims).singleElement().satisfies(e -> assertThat(e).hasMessageContainingAll("2 strands",
                "\"reader\"", "\"writer\"", "Mutex \"other\"", "the readers of ReadWriteMutex \"RW\"", "taken at"));
        assertThat(write.statistics()).isEqualTo("free, 0 waiting");
    }

    @Test
    @DisplayName("2: a reader that ends without unlocking: who waits to write is told, until somebody forgets it")
    void abandonedReaders() throws InterruptedException {
        Thread gone = Thread.ofVirtual().name("gone").start(read::lock);
        gone.join();
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        assertThatThrownBy(write::lock).isInstanceOfSatisfying(AbandonedException.class,
                e -> assertThat(e.owner()).isSameAs(gone)).hasMessageContaining("\"gone\"");
        Event stop = new Event();
        Thread late = startReader(strands, "late", stop);
        assertThat(read.reclaim()).isTrue();
        assertThat(read.reclaim()).isFalse();
        strands.start("writer", () -> write.locked(() -> 0));
        Strands.until("it waits for readers", () -> write.readers.waiting() == 1);
        stop.set();
        strands.join();
        assertThat(late.isAlive()).isFalse();
        assertThat(write.statistics()).isEqualTo("free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("2: a reader that ends while a writer waits for it already")
    void abandonedWhileAWriterWaits(Strands.Kind kind) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Thread gone = Thread.ofVirtual().name("gone").start(() -> {
            read.lock();
            read.lock();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        Strands.until("it reads", () -> read.readers() == 1);
        Strands strands = Strands.of(kind);
        strands.start("writer", () -> {
            assertThatThrownBy(write::lock).isInstanceOf(AbandonedException.class).hasMessageContaining("\"gone\"");
            assertThat(read.reclaim()).isTrue();
            write.lock();
            write.unlock();
        });
        Strands.until("it waits for readers", () -> write.readers.waiting() == 1);
        end.countDown();
        strands.join();
        assertThat(gone.isAlive()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("2: a writer that ends without unlocking: readers and writers are told until somebody takes it over")
    void abandonedWriters(Strands.Kind kind) throws InterruptedException {
        Thread.ofVirtual().name("gone").start(() -> {
            write.lock();
            read.lock();
        }).join();
        Strands strands = Strands.of(kind);
        strands.start("late", () -> {
            assertThatThrownBy(write::lock).isInstanceOf(AbandonedException.class);
            assertThatThrownBy(read::lock).isInstanceOf(AbandonedException.class).hasMessageContaining("\"gone\"");
            assertThat(write.reclaim()).isTrue();
            assertThat(write.holdCount()).isOne();
            assertThat(read.readers()).isZero();
            write.unlock();
            read.lock();
            read.unlock();
        });
        strands.join();
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
            return 0;
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

    @Test
    @DisplayName("21, 22: a time-out names the readers, where they took it and where they stand; the inspector as well")
    void aTimeOutNamesTheReaders() throws InterruptedException {
        Event stop = new Event();
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        startReader(strands, "Ada", stop);
        startReader(strands, "Bob", stop);
        assertThatThrownBy(() -> CancelScope.timeout(MOMENT, () -> {
            write.lockInterruptibly();
            return 0;
        })).isInstanceOf(DeadlineExceededException.class)
                .hasMessageContainingAll("the readers of ReadWriteMutex \"RW\"", "\"Ada\" (taken at", "\"Bob\"", "now at");
        assertThat(Inspector.snapshot().toText()).contains("ReadWriteMutex \"RW\"", "2 reading, 0 waiting", "\"Ada\"");
        stop.set();
        strands.join();
        write.lock();
        strands.start("reads", () -> assertThatThrownBy(() -> CancelScope.timeout(MOMENT, () -> {
            read.lockInterruptibly();
            return 0;
        })).hasMessageContainingAll("waiting for ReadWriteMutex \"RW\", owned by", "taken at", "now at"));
        strands.join();
        write.unlock();
    }
}
