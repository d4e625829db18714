// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Races whose windows are a few instructions wide, forced by schedulers that act at the right moment.
@Timeout(60)
class WorkQueueRaceTest {

    @ParameterizedTest
    @EnumSource
    @DisplayName("18: a putter that was granted once more when it had put already passes the grant on")
    void aGrantThatIsNotNeededIsPassedOn(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue(1);
        queue.put(0);
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        CountDownLatch firstWaits = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        strands.start("puts first", () -> {
            new Hooked(firstWaits, () -> { }, gate).adopt();
            queue.put(1);
        });
        assertThat(firstWaits.await(20, TimeUnit.SECONDS)).isTrue();
        CountDownLatch secondWaits = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(0);
        strands.start("puts second", () -> {
            new Hooked(secondWaits, () -> { }, open).adopt();
            queue.put(2);
        });
        // Being in the queue is not enough: who has joined it looks once more before it parks, and would find the room.
        assertThat(secondWaits.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.poll()).isEqualTo(0); // grants the first, which stays behind the gate
        CountDownLatch takerWaits = new CountDownLatch(1);
        strands.start("takes", () -> {
            // Woken by the first one's put, which is still in its queue: the room that comes free is granted to it.
            int[] times = new int[1];
            new Hooked(takerWaits, () -> {
                if (times[0]++ == 0) {
                    assertThat(queue.poll()).isEqualTo(1);
                }
            }, open).adopt();
            assertThat(queue.take()).isEqualTo(2);
        });
        assertThat(takerWaits.await(20, TimeUnit.SECONDS)).isTrue();
        gate.countDown();
        strands.join();
        assertThat(queue).isEmpty();
        assertThat(Order.state(queue)).contains("0 putting, 0 taking");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("18: a task that was woken and cannot go on yet keeps nobody from the next element")
    void whoIsSlowToWakeKeepsNobodyWaiting(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue(2);
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        CountDownLatch slowWaits = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        strands.start("slow", () -> {
            new Hooked(slowWaits, () -> { }, gate).adopt();
            queue.take();
        });
        assertThat(slowWaits.await(20, TimeUnit.SECONDS)).isTrue();
        CountDownLatch quickWaits = new CountDownLatch(1);
        CountDownLatch quickHas = new CountDownLatch(1);
        strands.start("quick", () -> {
            new Hooked(quickWaits, () -> { }, new CountDownLatch(0)).adopt();
            queue.take();
            quickHas.countDown();
        });
        assertThat(quickWaits.await(20, TimeUnit.SECONDS)).isTrue();
        queue.put(1); // wakes the slow one, which stays behind the gate
        queue.put(2);
        assertThat(quickHas.await(20, TimeUnit.SECONDS)).isTrue();
        gate.countDown();
        strands.join();
        assertThat(queue).isEmpty();
    }
}
