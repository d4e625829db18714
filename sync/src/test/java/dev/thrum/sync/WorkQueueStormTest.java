// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Interrupts, time-outs, cancellations and shutdowns all at once: nothing is lost and nothing is there twice.
@Timeout(60)
class WorkQueueStormTest {

    private static final int PAIRS = 4;
    private static final int ROUNDS = 700;

    /// An attempt to get something, with whatever may end it early.
    @FunctionalInterface
    private interface Attempt<T> {

        /// @param timeout how long to wait, or `null` for as long as it takes
        @Nullable T within(@Nullable Duration timeout) throws InterruptedException;
    }

    private final AtomicInteger givenUp = new AtomicInteger();

    static Stream<Arguments> ordersAndKinds() {
        return WorkQueueTest.ordersAndKinds();
    }

    /// @return what was gotten, or `null` if it was given up
    private <T> @Nullable T attempt(Random random, Attempt<T> attempt) {
        Duration moment = Duration.ofNanos(random.nextInt(20_000));
        try {
            T outcome = switch (random.nextInt(4)) {
                case 0 -> attempt.within(Duration.ZERO);
                case 1 -> attempt.within(moment);
                case 2 -> CancelScope.<@Nullable T, InterruptedException>timeout(moment, () -> attempt.within(null));
                default -> attempt.within(null);
            };
            if (outcome != null) {
                return outcome;
            }
        } catch (InterruptedException | DeadlineExceededException e) {
            // counted below: whatever ends the wait, nothing was gotten
        }
        givenUp.incrementAndGet();
        return null;
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("18: no loss and no duplicate in a storm, and join ends when all is done")
    void nothingIsLostAndNothingIsDoubled(Order order, Strands.Kind kind) throws InterruptedException {
        do {
            storm(order, kind, 3);
        } while (givenUp.get() == 0); // a storm in which nobody gives up proves nothing
    }

    @Tag("one-carrier")
    @ParameterizedTest
    @EnumSource
    @DisplayName("18: no loss and no duplicate on one carrier")
    void nothingIsLostOnOneCarrier(Order order) throws InterruptedException {
        do {
            storm(order, Strands.Kind.VIRTUAL, 1);
        } while (givenUp.get() == 0);
    }

    private void storm(Order order, Strands.Kind kind, int capacity) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue(capacity);
        int elements = PAIRS * ROUNDS;
        AtomicIntegerArray seen = new AtomicIntegerArray(elements);
        AtomicInteger producing = new AtomicInteger(PAIRS);
        Strands strands = Strands.of(kind);
        // Never disturbed, waiting as long as it takes: if a wake-up is lost, it is this one who never ends.
        strands.start("patient consumer", () -> consume(queue, seen, queue::take));
        for (int p = 0; p < PAIRS; p++) {
            int first = p * ROUNDS;
            Random random = new Random(p);
            strands.start("producer " + p, () -> {
                for (int i = 0; i < ROUNDS; ) {
                    int element = first + i;
                    if (attempt(random, timeout -> {
                        if (timeout != null) {
                            return queue.offer(element, timeout) ? element : null;
                        }
                        queue.put(element);
                        return element;
                    }) != null) {
                        i++;
                    }
                }
                if (producing.decrementAndGet() == 0) {
                    queue.shutdown();
                }
            });
            Random own = new Random(-p - 1);
            strands.start("consumer " + p, () -> consume(queue, seen, () -> attempt(own,
                    timeout -> timeout == null ? queue.take() : queue.poll(timeout))));
        }
        Impatience.interruptAllBut(1, strands);
        for (int i = 0; i < elements; i++) {
            assertThat(seen.get(i)).as("how often %s was taken", i).isEqualTo(1);
        }
        assertThat(queue.join(Duration.ZERO)).as("all is done").isTrue();
        assertThat(Order.state(queue)).startsWith("0 of " + capacity + " elements, 0 in hand, shut down by")
                .endsWith(", 0 putting, 0 taking, 0 joining");
    }

    private interface Source {

        @Nullable Integer next() throws InterruptedException;
    }

    private static void consume(WorkQueue<Integer> queue, AtomicIntegerArray seen, Source source)
            throws InterruptedException {
        try {
            while (true) {
                Integer element = source.next();
                if (element != null) {
                    seen.incrementAndGet(element);
                    queue.taskDone();
                }
            }
        } catch (QueueShutdownException e) {
            assertThat(queue).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("18: a shutdownNow in the middle: each element is taken, dropped, or was never put")
    void aShutdownInTheMiddle(Order order, Strands.Kind kind) throws InterruptedException {
        for (int round = 0; round < 30; round++) {
            WorkQueue<Integer> queue = order.queue(2);
            AtomicLong put = new AtomicLong();
            AtomicLong taken = new AtomicLong();
            AtomicInteger puts = new AtomicInteger();
            CountDownLatch going = new CountDownLatch(20 + round);
            Strands strands = Strands.of(kind);
            for (int s = 0; s < 3; s++) {
                int first = s * 1_000_000;
                strands.start("puts " + s, () -> {
                    try {
                        for (int i = 1; ; i++) {
                            queue.put(first + i);
                            put.addAndGet(first + i);
                            puts.incrementAndGet();
                        }
                    } catch (QueueShutdownException e) {
                        assertThat(queue.isShutdown()).isTrue();
                    }
                });
                strands.start("takes " + s, () -> {
                    try {
                        while (true) {
                            taken.addAndGet(queue.take());
                            queue.taskDone();
                            going.countDown();
                        }
                    } catch (QueueShutdownException e) {
                        assertThat(queue).isEmpty();
                    }
                });
            }
            going.await();
            List<Integer> dropped = queue.shutdownNow();
            queue.join();
            strands.join();
            long droppedSum = dropped.stream().mapToLong(Integer::longValue).sum();
            assertThat(taken.get() + droppedSum).as("round %s, %s puts", round, puts).isEqualTo(put.get());
        }
    }

    @Test
    @DisplayName("18: bulk operations race with putters and takers, and the sums agree")
    void bulkOperationsRace() throws InterruptedException {
        for (Order order : Order.values()) {
            WorkQueue<Integer> queue = order.queue(4);
            int rounds = 3_000;
            AtomicLong out = new AtomicLong();
            Strands strands = Strands.of(Strands.Kind.PLATFORM);
            for (int p = 0; p < 2; p++) {
                strands.start("puts " + p, () -> {
                    for (int i = 1; i <= rounds; i++) {
                        queue.put(i);
                    }
                });
            }
            strands.start("drains", () -> {
                List<Integer> batch = new ArrayList<>();
                while (!queue.isShutdown()) {
                    queue.drainTo(batch, 2);
                    batch.forEach(out::addAndGet);
                    batch.clear();
                }
            });
            strands.start("removes", () -> {
                Random random = new Random(1);
                while (!queue.isShutdown()) {
                    for (Integer element : queue) {
                        if (random.nextBoolean() && queue.remove(element)) {
                            out.addAndGet(element);
                        }
                    }
                }
            });
            strands.start("takes", () -> {
                try {
                    while (true) {
                        Integer element = queue.poll(Duration.ofNanos(10_000));
                        if (element != null) {
                            out.addAndGet(element);
                        }
                    }
                } catch (QueueShutdownException e) {
                    assertThat(queue).isEmpty();
                }
            });
            long all = 2L * rounds * (rounds + 1) / 2;
            Strands.until("all is out", () -> out.get() == all);
            queue.shutdown();
            strands.join();
            assertThat(queue).isEmpty();
        }
    }
}
