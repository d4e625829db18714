// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LatchTest {

    private static final int TIMES = 20_000;

    private final Latch latch = new Latch();
    private int counter;

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    void oneAtATime(Strands.Kind kind) throws InterruptedException {
        increment(kind, 4);
    }

    @Tag("one-carrier")
    @Test
    void oneAtATimeOnOneCarrier() throws InterruptedException {
        increment(Strands.Kind.VIRTUAL, 100);
    }

    private void increment(Strands.Kind kind, int threads) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        Strands strands = Strands.of(kind);
        for (int t = 0; t < threads; t++) {
            strands.start("t" + t, () -> {
                start.await();
                for (int i = 0; i < TIMES; i++) {
                    latch.lock();
                    int before = counter;
                    Thread.onSpinWait();
                    counter = before + 1;
                    latch.unlock();
                }
            });
        }
        start.countDown();
        strands.join();
        assertThat(counter).isEqualTo(threads * TIMES);
    }

    @Test
    void anInterruptIsKeptForLater() throws InterruptedException {
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        latch.lock();
        Thread waiting = strands.start("waits", () -> {
            latch.lock();
            latch.unlock();
            assertThat(Thread.interrupted()).isTrue();
        });
        Strands.until("it waits for the latch", () -> LockSupport.getBlocker(waiting) == latch);
        waiting.interrupt();
        Strands.until("the interrupt has been seen", () -> !waiting.isInterrupted());
        latch.unlock();
        strands.join();
    }
}
