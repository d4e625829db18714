// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("one-carrier")
class YieldTest {

    @Test
    void virtualThreadsThatGoOnYieldingDoNotKeepOthersFromTheirCarriers() throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch yielding = new CountDownLatch(3 * Carriers.NUMBER);
        List<Thread> yielders = new ArrayList<>();
        for (int i = 0; i < 3 * Carriers.NUMBER; i++) {
            yielders.add(Thread.ofVirtual().name("yields " + i).start(() -> {
                try {
                    while (!over.get()) {
                        Strand.yieldNow();
                        yielding.countDown();
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        yielding.await();
        CountDownLatch came = new CountDownLatch(1);
        Thread.ofVirtual().name("comes from outside").start(came::countDown); // made ready by a platform thread
        boolean cameInTime = came.await(10, TimeUnit.SECONDS);
        over.set(true);
        for (Thread yielder : yielders) {
            assertThat(yielder.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(cameInTime).isTrue();
    }
}
