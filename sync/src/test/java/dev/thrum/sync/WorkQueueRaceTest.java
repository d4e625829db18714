// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Races whose windows are a few instructions wide, forced by schedulers that act at the right moment.
@Timeout(60)
class WorkQueueRaceTest {

    @ParameterizedTest
    @EnumSource
    @DisplayName("18: room that comes free while the one called is still on its way goes to the next")
    void roomThatComesFreeMeanwhileGoesToTheNext(Order order) throws InterruptedException {
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
            // Woken by the first one's put, which has yet to end its call when there is room again.
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

    /// The scheduler of threads, with something to do before the first look at the clock: that is when a strand with a
    /// time-out has found that it has to wait, and has not joined the line yet.
    private static final class HookedBeforeWaiting extends RiggedScheduler {

        private final Runnable first;

        private HookedBeforeWaiting(Runnable first) {
            this.first = once(first);
        }

        @Override
        public long nanoTime() {
            first.run();
            return super.nanoTime();
        }
    }

    private static Runnable once(Runnable action) {
        AtomicReference<Runnable> left = new AtomicReference<>(action);
        return () -> {
            Runnable present = left.getAndSet(null);
            if (present != null) {
                present.run();
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("18: a putter that finds room when it has queued, and is called as well, passes the call on")
    void aCallThatIsNotNeededIsPassedOn(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue(1);
        queue.put(0);
        CountDownLatch open = new CountDownLatch(0);
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        Runnable callTheFirst = once(() -> {
            // The first has put, and is in the line still, when the second joins it and there is room again.
            Thread second = strands.start("second", () -> queue.put(2));
            Strands.until("both stand in line", () -> Order.state(queue).contains("2 putting"));
            Strands.untilParked(second);
            assertThat(queue.poll()).isEqualTo(1);
        });
        Runnable makeRoom = () -> {
            assertThat(queue.poll()).isEqualTo(0);
            CountDownLatch takerWaits = new CountDownLatch(1);
            strands.start("takes", () -> {
                new Hooked(takerWaits, callTheFirst, open).adopt();
                assertThat(queue.take()).isEqualTo(2);
            });
            assertThat(uninterrupted(takerWaits)).isTrue();
        };
        strands.start("first", () -> {
            new HookedBeforeWaiting(makeRoom).adopt();
            assertThat(queue.offer(1, Duration.ofDays(1))).isTrue();
        });
        Strands.until("all have been started", () -> strands.threads().size() == 3);
        strands.join();
        assertThat(queue).isEmpty();
        assertThat(Order.state(queue)).contains("0 putting, 0 taking");
    }

    private static boolean uninterrupted(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts here", e);
        }
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
