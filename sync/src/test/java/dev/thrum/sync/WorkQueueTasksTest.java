// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class WorkQueueTasksTest {

    private static final Duration MOMENT = Duration.ofMillis(2);

    static Stream<Arguments> ordersAndKinds() {
        return WorkQueueTest.ordersAndKinds();
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("17: join waits until every element is done")
    void joinWaitsUntilAllIsDone(Order order, Strands.Kind kind) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue(2);
        AtomicInteger done = new AtomicInteger();
        Strands strands = Strands.of(kind);
        for (int w = 0; w < 3; w++) {
            strands.start("worker " + w, () -> {
                try {
                    while (true) {
                        queue.take();
                        done.incrementAndGet();
                        queue.taskDone();
                    }
                } catch (QueueShutdownException e) {
                    assertThat(e).hasMessageContaining("\"Q\"").hasMessageContaining("\"boss\"");
                }
            });
        }
        strands.start("boss", () -> {
            queue.join(); // nothing to wait for
            for (int i = 1; i <= 300; i++) {
                queue.put(i);
                if (i % 100 == 0) {
                    queue.join();
                    assertThat(done).hasValue(i);
                }
            }
            queue.shutdown();
            queue.join();
        });
        strands.join();
        assertThat(done).hasValue(300);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("17: taking is not doing: join waits for taskDone")
    void joinWaitsForTaskDone(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue();
        assertThat(queue.join(Duration.ZERO)).isTrue();
        queue.addAll(List.of(1, 2, 3));
        assertThat(queue.join(Duration.ZERO)).isFalse();
        queue.take();
        queue.remove();
        queue.drainTo(new ArrayList<>());
        queue.taskDone();
        queue.taskDone();
        assertThat(queue.join(MOMENT)).isFalse();
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        strands.start("joins", queue::join);
        strands.start("joins for long", () -> assertThat(queue.join(Duration.ofDays(1))).isTrue());
        Order.until(queue, "2 joining");
        queue.taskDone();
        strands.join();
        assertThat(queue.join(Duration.ZERO)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("17: a taskDone too many is an error and changes nothing")
    void anExcessTaskDoneIsAnError(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class).hasMessageContaining("\"Q\"");
        queue.put(1);
        queue.put(2);
        assertThatThrownBy(queue::taskDone).as("none was taken").isInstanceOf(IllegalStateException.class);
        queue.take();
        queue.taskDone();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(queue.join(Duration.ZERO)).isFalse();
        queue.take();
        queue.taskDone();
        assertThat(queue.join(Duration.ZERO)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("17: what is thrown out counts as done")
    void whatIsThrownOutCountsAsDone(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue();
        List<Runnable> ways = List.of(
                queue::clear,
                () -> queue.remove(1),
                () -> queue.removeIf(element -> true),
                () -> queue.removeAll(List.of(1)),
                () -> queue.retainAll(List.of()),
                queue::shutdownNow,
                () -> {
                    Iterator<Integer> iterator = queue.iterator();
                    iterator.next();
                    iterator.remove();
                });
        for (Runnable way : ways.subList(0, 5)) {
            throwOut(queue, way);
        }
        throwOut(queue, ways.get(6));
        throwOut(queue, ways.get(5));
    }

    private static void throwOut(WorkQueue<Integer> queue, Runnable way) throws InterruptedException {
        queue.put(1);
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        strands.start("joins", queue::join);
        Order.until(queue, "1 joining");
        way.run();
        strands.join();
        assertThat(queue).isEmpty();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("17: after shutdown put fails, take drains and then fails")
    void afterShutdownPutFailsAndTakeDrains(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue(5);
        queue.addAll(List.of(2, 3, 1));
        assertThat(queue.isShutdown()).isFalse();
        queue.shutdown();
        queue.shutdown();
        assertThat(queue.isShutdown()).isTrue();
        assertThatThrownBy(() -> queue.put(4)).isInstanceOf(QueueShutdownException.class)
                .hasMessageContaining("\"Q\"").hasMessageContaining(Thread.currentThread().getName());
        assertThatThrownBy(() -> queue.add(4)).isInstanceOf(QueueShutdownException.class);
        assertThatThrownBy(() -> queue.offer(4, MOMENT)).isInstanceOf(QueueShutdownException.class);
        assertThatThrownBy(() -> queue.offer(4, 0, TimeUnit.DAYS)).isInstanceOf(QueueShutdownException.class);
        assertThat(queue.offer(4)).isFalse();
        List<Integer> expected = order.of(List.of(2, 3, 1));
        assertThat(queue.take()).isEqualTo(expected.get(0));
        assertThat(queue.poll(MOMENT)).isEqualTo(expected.get(1));
        assertThat(queue.poll()).isEqualTo(expected.get(2));
        assertThatThrownBy(queue::take).isInstanceOf(QueueShutdownException.class)
                .hasMessageContaining("\"Q\" is empty");
        assertThatThrownBy(() -> queue.poll(MOMENT)).isInstanceOf(QueueShutdownException.class);
        assertThatThrownBy(() -> queue.poll(-1, TimeUnit.DAYS)).isInstanceOf(QueueShutdownException.class);
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThat(queue.join(Duration.ZERO)).isFalse();
        for (int i = 0; i < 3; i++) {
            queue.taskDone();
        }
        assertThat(queue.join(Duration.ZERO)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("17: shutdownNow drains, hands out what nobody took, and join ends")
    void shutdownNowDrains(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue();
        queue.addAll(List.of(2, 3, 1, 4));
        Integer inHand = queue.take();
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        strands.start("joins", queue::join);
        Order.until(queue, "1 joining");
        List<Integer> dropped = queue.shutdownNow();
        assertThat(dropped).containsExactlyElementsOf(order.of(List.of(2, 3, 1, 4)).subList(1, 4))
                .doesNotContain(inHand);
        assertThat(queue).isEmpty();
        assertThat(queue.shutdownNow()).isEmpty();
        assertThatThrownBy(queue::take).isInstanceOf(QueueShutdownException.class);
        assertThat(Order.state(queue)).as("one is in hand").contains("1 joining");
        queue.taskDone();
        strands.join();
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("17: blocked putters and takers wake on shutdown")
    void blockedPuttersAndTakersWake(Order order, Strands.Kind kind) throws InterruptedException {
        for (boolean now : new boolean[] {false, true}) {
            WorkQueue<Integer> full = order.queue(1);
            full.put(1);
            WorkQueue<Integer> empty = order.queue(1);
            Strands strands = Strands.of(kind);
            for (int i = 0; i < 3; i++) {
                strands.start("puts " + i, () -> assertThatThrownBy(() -> full.put(2))
                        .isInstanceOf(QueueShutdownException.class));
                strands.start("takes " + i, () -> assertThatThrownBy(empty::take)
                        .isInstanceOf(QueueShutdownException.class));
            }
            Order.until(full, "3 putting");
            Order.until(empty, "3 taking");
            if (now) {
                assertThat(full.shutdownNow()).containsExactly(1);
                assertThat(empty.shutdownNow()).isEmpty();
            } else {
                full.shutdown();
                empty.shutdown();
            }
            strands.join();
            assertThat(full).hasSize(now ? 0 : 1);
        }
    }

    @Test
    @DisplayName("17: a join is ended by the moment of rest, whatever is put afterwards")
    void aJoinIsEndedByTheMomentOfRest() throws InterruptedException {
        WorkQueue<Integer> queue = Order.FIFO.queue();
        queue.put(1);
        queue.take();
        Strands strands = Strands.tasks();
        strands.start("joins", queue::join);
        Order.until(queue, "1 joining");
        strands.start("works", () -> { // in one go, so whoever joins looks again only after the second put
            queue.taskDone();
            queue.put(2);
        });
        strands.join();
        assertThat(queue).containsExactly(2);
    }
}
