// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Inspector;
import dev.thrum.fixture.Strands;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is told to those who make a mistake, or wait for what cannot or does not come.
class ReadWriteErrorsTest extends ReadWriteTestBase {

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
