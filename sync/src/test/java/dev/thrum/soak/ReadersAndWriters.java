// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.ReadLock;
import dev.thrum.sync.ReadWriteMutex;
import dev.thrum.sync.WriteLock;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Many read, or one writes, who must have counted every time.
class ReadersAndWriters implements Subject {

    private final ReadWriteMutex mutex;
    private final ReadLock readLock;
    private final WriteLock writeLock;
    private final AtomicInteger reading = new AtomicInteger();
    private final LongAdder reads = new LongAdder();
    private final LongAdder writes = new LongAdder();

    /// Guarded by the write lock.
    private long counter;

    ReadersAndWriters(ReadWriteMutex mutex) {
        this.mutex = mutex;
        readLock = mutex.readLock();
        writeLock = mutex.writeLock();
    }

    @Override
    public final void step(Random random) throws InterruptedException {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                readLock.lockInterruptibly();
                read(random);
            }
            case 2 -> {
                if (readLock.tryLock()) {
                    read(random);
                }
            }
            case 3 -> {
                if (readLock.tryLock(Pauses.any(random))) {
                    read(random);
                }
            }
            case 4 -> {
                readLock.lockInterruptibly();
                try {
                    readLock.lock(); // again, whoever waits to write
                    read(random);
                } finally {
                    readLock.unlock();
                }
            }
            case 5 -> {
                if (writeLock.tryLock()) {
                    write(random);
                }
            }
            case 6 -> {
                if (writeLock.tryLock(Pauses.any(random))) {
                    write(random);
                }
            }
            default -> {
                writeLock.lockInterruptibly();
                write(random);
            }
        }
    }

    @Override
    public final void patientStep(Random random) throws InterruptedException {
        readLock.lockInterruptibly();
        read(random);
        writeLock.lockInterruptibly();
        write(random);
    }

    private void read(Random random) {
        try {
            reading.incrementAndGet();
            long before = counter;
            Pauses.dawdle(random);
            if (counter != before) {
                throw new AssertionError("Somebody has written beside a reader of " + mutex);
            }
            reads.increment();
        } finally {
            reading.decrementAndGet();
            readLock.unlock();
        }
    }

    private void write(Random random) {
        boolean isReader = random.nextInt(4) == 0;
        try {
            if (reading.get() > 0) {
                throw new AssertionError("Somebody reads beside a writer of " + mutex);
            }
            long before = counter;
            Pauses.dawdle(random);
            counter = before + 1;
            writes.increment();
            if (isReader) {
                readLock.lock();
            }
        } finally {
            leave();
        }
        if (isReader) {
            read(random);
        }
    }

    /// Overridden by a canary.
    void leave() {
        writeLock.unlock();
    }

    @Override
    public final void check() {
        assertThat(writeLock.statistics()).isEqualTo("free, 0 waiting");
        assertThat(counter).isEqualTo(writes.sum());
        assertThat(reading).hasValue(0);
    }

    @Override
    public final String toString() {
        return mutex.name() + ": " + reads + " read, counted " + counter + " of " + writes;
    }
}
