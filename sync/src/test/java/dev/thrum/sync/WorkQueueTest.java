// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Inspector;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class WorkQueueTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private record Job(int priority, String name) {}

    static Stream<Arguments> ordersAndKinds() {
        return Stream.of(Order.values())
                .flatMap(order -> Stream.of(Strands.Kind.values()).map(kind -> Arguments.of(order, kind)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: the capacity is exact, the order as named")
    void theCapacityIsExactAndTheOrderAsNamed(Order order) throws InterruptedException {
        for (int capacity : new int[] {1, 2, 3, 5, 8, 100, 1_000}) {
            WorkQueue<Integer> queue = order.queue(capacity);
            List<Integer> elements = new ArrayList<>(IntStream.range(0, capacity).boxed().toList());
            for (int round = 0; round < 3; round++) {
                Collections.shuffle(elements, new Random(round));
                for (int i = 0; i < capacity; i++) {
                    assertThat(queue).hasSize(i);
                    assertThat(queue.remainingCapacity()).isEqualTo(capacity - i);
                    queue.put(elements.get(i));
                }
                assertThat(queue.offer(-1)).isFalse();
                assertThat(queue.offer(-1, Duration.ZERO)).isFalse();
                assertThat(queue.offer(-1, 0, TimeUnit.DAYS)).isFalse();
                assertThat(queue.size()).isEqualTo(queue.capacity()).isEqualTo(capacity);
                assertThat(queue.remainingCapacity()).isZero();
                for (Integer expected : order.of(elements)) {
                    assertThat(queue.peek()).isEqualTo(expected);
                    assertThat(queue.take()).isEqualTo(expected);
                }
                assertThat(queue.peek()).isNull();
                assertThat(queue.poll()).isNull();
                assertThat(queue.poll(Duration.ZERO)).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: an unbounded queue has room without end")
    void anUnboundedQueueHasRoomWithoutEnd(Order order) {
        WorkQueue<Integer> queue = order.queue();
        List<Integer> elements = IntStream.range(0, 10_000).boxed().toList();
        elements.forEach(element -> assertThat(queue.offer(element)).isTrue());
        assertThat(queue.remainingCapacity()).isEqualTo(queue.capacity()).isEqualTo(Integer.MAX_VALUE);
        assertThat(queue).containsExactlyElementsOf(order.of(elements));
    }

    @Test
    @DisplayName("16: a capacity that is not positive is an error")
    void aCapacityThatIsNotPositiveIsAnError() {
        for (Order order : Order.values()) {
            for (int bad : new int[] {0, -1, Integer.MIN_VALUE}) {
                assertThatThrownBy(() -> order.queue(bad)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("" + bad);
            }
        }
    }

    @Test
    @DisplayName("16: equal priorities keep the order of their arrival")
    void tiesOfPriorityAreStable() {
        StablePriorityQueue<Job> queue = new StablePriorityQueue<>(WorkQueue.UNBOUNDED,
                Comparator.comparingInt(Job::priority));
        Random random = new Random(7);
        List<Job> jobs = IntStream.range(0, 2_000)
                .mapToObj(i -> new Job(random.nextInt(5), "job " + i)).toList();
        queue.addAll(jobs.subList(0, 1_000));
        List<Job> taken = new ArrayList<>();
        queue.drainTo(taken, 100);
        queue.addAll(jobs.subList(1_000, 2_000));
        assertThat(taken).isSortedAccordingTo(Comparator.comparingInt(Job::priority)
                .thenComparingInt(jobs::indexOf));
        List<Job> rest = new ArrayList<>(jobs);
        rest.removeAll(taken);
        rest.sort(Comparator.comparingInt(Job::priority)); // a stable sort
        assertThat(queue).containsExactlyElementsOf(rest);
        List<Job> late = new ArrayList<>();
        queue.drainTo(late);
        assertThat(late).containsExactlyElementsOf(rest);
    }

    @Test
    @DisplayName("16: an element that cannot be compared is refused and does no harm")
    void anElementThatCannotBeComparedIsRefused() {
        WorkQueue<Object> queue = new StablePriorityQueue<>();
        assertThatThrownBy(() -> queue.add(new Object())).isInstanceOf(ClassCastException.class);
        queue.add("a");
        assertThatThrownBy(() -> queue.add(1)).isInstanceOf(ClassCastException.class);
        queue.add("b");
        assertThat(queue).containsExactly("a", "b");
        assertThat(queue.poll()).isEqualTo("a");
        assertThat(queue.poll()).isEqualTo("b");
        assertThat(queue.poll()).isNull();
    }

    @Test
    @DisplayName("16: a comparator that calls back into its queue is told, instead of hanging")
    void aComparatorMustNotCallBack() {
        List<WorkQueue<Integer>> itself = new ArrayList<>();
        WorkQueue<Integer> queue = new StablePriorityQueue<>(3, (a, b) -> itself.get(0).size());
        itself.add(queue);
        assertThatThrownBy(() -> queue.add(1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("comparator");
        assertThat(queue).isEmpty();
    }

    @Test
    @DisplayName("16: a putter whose comparator throws once there is room leaves the room to the next")
    void aPutterWhoseComparatorThrowsPassesTheRoomOn() throws InterruptedException {
        WorkQueue<Object> queue = new StablePriorityQueue<>(2, cast(Comparator.<Integer>naturalOrder()));
        queue.put(1);
        queue.put(2);
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        strands.start("puts a string", () -> assertThatThrownBy(() -> queue.put("no number"))
                .isInstanceOf(ClassCastException.class));
        Order.until(queue, "1 putting");
        strands.start("puts a number", () -> queue.put(3));
        Order.until(queue, "2 putting");
        assertThat(queue.poll()).isEqualTo(1);
        strands.join();
        assertThat(queue).containsExactly(2, 3);
    }

    @SuppressWarnings("unchecked") // a comparator that throws for some elements is the point
    private static Comparator<Object> cast(Comparator<?> comparator) {
        return (Comparator<Object>) comparator;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: null is refused and takes no room")
    void nullIsRefusedAndTakesNoRoom(Order order) {
        WorkQueue<Integer> one = order.queue(1);
        assertThatNullPointerException().isThrownBy(() -> one.put(null));
        assertThatNullPointerException().isThrownBy(() -> one.add(null));
        assertThatNullPointerException().isThrownBy(() -> one.offer(null));
        assertThatNullPointerException().isThrownBy(() -> one.offer(null, MOMENT));
        assertThatNullPointerException().isThrownBy(() -> one.offer(null, 1, TimeUnit.DAYS));
        assertThat(one.contains(null)).isFalse();
        assertThat(one.remove(null)).isFalse();
        assertThat(one.offer(1)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("18: putters and takers wait for one another")
    void putAndTakeWaitForOneAnother(Order order, Strands.Kind kind) throws InterruptedException {
        int elements = 2_000;
        WorkQueue<Integer> one = order.queue(1);
        Strands strands = Strands.of(kind);
        List<Integer> taken = new ArrayList<>();
        strands.start("puts", () -> {
            for (int i = 0; i < elements; i++) {
                one.put(i);
            }
        });
        strands.start("takes", () -> {
            for (int i = 0; i < elements; i++) {
                taken.add(one.take());
            }
        });
        strands.join();
        assertThat(taken).hasSize(elements).isSorted();
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("18: time-outs of any size")
    void timeOutsOfAnySize(Order order, Strands.Kind kind) throws InterruptedException {
        WorkQueue<Integer> one = order.queue(1);
        Strands strands = Strands.of(kind);
        strands.start("tries", () -> {
            assertThat(one.poll(MOMENT)).isNull();
            assertThat(one.poll(2, TimeUnit.MILLISECONDS)).isNull();
            assertThat(one.poll(Long.MIN_VALUE, TimeUnit.DAYS)).isNull();
            assertThat(one.offer(1, FOREVER)).isTrue();
            assertThat(one.offer(2, MOMENT)).isFalse();
            assertThat(one.offer(2, 2, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(one.offer(2, Long.MIN_VALUE, TimeUnit.DAYS)).isFalse();
            assertThat(one.poll(FOREVER)).isEqualTo(1);
            assertThatThrownBy(() -> one.poll(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> one.offer(1, Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> one.join(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
            assertThat(one).isEmpty();
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("18: a huge time-out waits, it does not overflow")
    void aHugeTimeOutWaits(Order order) throws InterruptedException {
        WorkQueue<Integer> one = order.queue(1);
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        strands.start("polls days", () -> assertThat(one.poll(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(1));
        Order.until(one, "1 taking");
        strands.start("polls a duration", () -> assertThat(one.poll(FOREVER)).isEqualTo(1));
        Order.until(one, "2 taking");
        one.put(1);
        one.put(1);
        strands.join();
        one.put(1);
        strands.start("offers days", () -> assertThat(one.offer(2, Long.MAX_VALUE, TimeUnit.DAYS)).isTrue());
        Order.until(one, "1 putting");
        assertThat(one.take()).isEqualTo(1);
        strands.join();
        assertThat(one.take()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("18: an interrupted take takes nothing, an interrupted put puts nothing")
    void anInterruptedTakeTakesNothingAndAnInterruptedPutPutsNothing(Order order, Strands.Kind kind)
            throws InterruptedException {
        WorkQueue<Integer> one = order.queue(1);
        Strands strands = Strands.of(kind);
        Thread takes = strands.start("takes", () -> assertThatThrownBy(one::take)
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("an element of " + kindOf(one)));
        Order.until(one, "1 taking");
        Strands.untilParked(takes);
        takes.interrupt();
        strands.join();
        one.put(1);
        Thread puts = strands.start("puts", () -> assertThatThrownBy(() -> one.put(2))
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("space in " + kindOf(one)));
        Order.until(one, "1 putting");
        Strands.untilParked(puts);
        puts.interrupt();
        strands.join();
        Thread joins = strands.start("joins", () -> assertThatThrownBy(one::join)
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("the tasks of " + kindOf(one)));
        Order.until(one, "1 joining");
        Strands.untilParked(joins);
        joins.interrupt();
        strands.join();
        assertThat(one.take()).isEqualTo(1);
        assertThat(one.poll()).isNull();
        assertThat(Order.state(one)).contains("0 putting, 0 taking, 0 joining");
    }

    private static String kindOf(WorkQueue<?> queue) {
        return queue.getClass().getSimpleName() + " \"Q\"";
    }

    @Test
    @DisplayName("18: whoever is interrupted already neither puts nor takes, and the flag is cleared")
    void interruptedBefore() throws InterruptedException {
        WorkQueue<Integer> queue = Order.FIFO.queue(2);
        queue.put(1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> queue.put(2)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::join).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThat(queue.offer(2)).isTrue();
        assertThat(queue.poll()).isEqualTo(1);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(queue).containsExactly(2);
    }

    @ParameterizedTest
    @MethodSource("ordersAndKinds")
    @DisplayName("18: an expired scope ends the wait and nothing has happened")
    void anExpiredScopeEndsTheWait(Order order, Strands.Kind kind) throws InterruptedException {
        WorkQueue<Integer> one = order.queue(1);
        Strands strands = Strands.of(kind);
        strands.start("gives up", () -> {
            assertThatThrownBy(() -> CancelScope.timeout(MOMENT, one::take))
                    .isInstanceOf(DeadlineExceededException.class);
            one.put(1);
            assertThatThrownBy(() -> CancelScope.timeout(MOMENT, () -> {
                one.put(2);
                return 2;
            })).isInstanceOf(DeadlineExceededException.class);
            assertThat(one.take()).isEqualTo(1);
            assertThat(one.poll()).isNull();
        });
        strands.join();
        assertThat(Order.state(one)).contains("0 putting, 0 taking");
    }

    @Test
    @DisplayName("18: waiters are served in the order of their arrival")
    void waitersAreServedInOrder() throws InterruptedException {
        WorkQueue<Integer> queue = Order.FIFO.queue(1);
        Strands strands = Strands.tasks();
        List<String> served = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            strands.start(name, () -> served.add(name + " " + queue.take()));
        }
        strands.start("puts", () -> {
            for (int i = 1; i <= 3; i++) {
                queue.put(i);
            }
        });
        strands.drive();
        assertThat(served).containsExactly("first 1", "second 2", "third 3");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("21: a named queue is shown with its size and capacity, and so are its waiters")
    void aNamedQueueIsShown(Order order) throws InterruptedException {
        WorkQueue<Integer> shown = order.queue(2);
        Strands strands = Strands.of(Strands.Kind.VIRTUAL);
        strands.start("takes", () -> assertThat(shown.take()).isEqualTo(1));
        Order.until(shown, "1 taking");
        assertThat(Inspector.snapshot().toText())
                .contains("waits for an element of " + kindOf(shown))
                .contains(kindOf(shown) + ": state 0 of 2 elements, 0 in hand, 0 putting, 1 taking, 0 joining");
        shown.put(1);
        strands.join();
        assertThat(Order.state(shown))
                .isEqualTo("0 of 2 elements, 1 in hand, 0 putting, 0 taking, 0 joining");
        assertThat(Order.state(new LifoQueue<>())).startsWith("0 elements");
    }
}
