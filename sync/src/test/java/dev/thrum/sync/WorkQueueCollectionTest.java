// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The contracts of Queue, BlockingQueue and Collection.
@Timeout(60)
class WorkQueueCollectionTest {

    /// A number that is never the same object twice.
    private static Integer twin(int value) {
        return Integer.valueOf(value + 1_000_000);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: add throws when full, remove and element when empty")
    void theThrowingForms(Order order) {
        BlockingQueue<Integer> queue = order.queue(1);
        assertThat(queue.add(1)).isTrue();
        assertThatThrownBy(() -> queue.add(2)).isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"Q\"").hasMessageContaining("full");
        assertThat(queue.element()).isEqualTo(1);
        assertThat(queue.remove()).isEqualTo(1);
        assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: addAll takes what fits, and not the queue itself")
    void addAll(Order order) {
        BlockingQueue<Integer> queue = order.queue(2);
        assertThat(queue.addAll(List.of())).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> queue.addAll(queue));
        assertThatNullPointerException().isThrownBy(() -> queue.addAll(null));
        assertThatThrownBy(() -> queue.addAll(List.of(1, 2, 3))).isInstanceOf(IllegalStateException.class);
        assertThat(queue).containsExactlyElementsOf(order.of(List.of(1, 2)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: drainTo takes in order, no more than asked for")
    void drainTo(Order order) {
        BlockingQueue<Integer> queue = order.queue();
        List<Integer> elements = List.of(5, 3, 1, 2, 4);
        queue.addAll(elements);
        List<Integer> target = new ArrayList<>();
        assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue));
        assertThatNullPointerException().isThrownBy(() -> queue.drainTo(null, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.drainTo(queue, 0));
        assertThat(queue.drainTo(target, 0)).isZero();
        assertThat(queue.drainTo(target, -1)).isZero();
        assertThat(queue.drainTo(target, 2)).isEqualTo(2);
        assertThat(target).containsExactlyElementsOf(order.of(elements).subList(0, 2));
        assertThat(queue.drainTo(target)).isEqualTo(3);
        assertThat(target).containsExactlyElementsOf(order.of(elements));
        assertThat(queue.drainTo(target)).isZero();
        assertThat(queue).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("18: what the target of a drainTo refuses is in its old place again")
    void whatIsRefusedIsInItsOldPlaceAgain(Order order) throws InterruptedException {
        WorkQueue<Integer> queue = order.queue(5);
        List<Integer> elements = List.of(5, 3, 1, 2, 4);
        queue.addAll(elements);
        WorkQueue<Integer> target = Order.FIFO.queue(2);
        assertThatThrownBy(() -> queue.drainTo(target)).isInstanceOf(IllegalStateException.class);
        assertThat(target).containsExactlyElementsOf(order.of(elements).subList(0, 2));
        assertThat(queue).containsExactlyElementsOf(order.of(elements).subList(2, 5));
        assertThat(queue.remainingCapacity()).isEqualTo(2);
        assertThat(Order.state(queue)).contains("2 in hand");
        queue.taskDone();
        queue.taskDone();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        assertThat(queue.take()).isEqualTo(order.of(elements).get(2));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: while elements are on their way to a target, their room is not given away")
    void reservedRoomIsNotGivenAway(Order order) {
        WorkQueue<Integer> queue = order.queue(2);
        queue.addAll(List.of(1, 2));
        List<Integer> target = new ArrayList<>() {

            private static final long serialVersionUID = 1L;

            @Override
            public boolean add(Integer element) {
                assertThat(queue.offer(3)).isFalse();
                assertThat(queue.remainingCapacity()).isZero();
                throw new UnsupportedOperationException("refused");
            }
        };
        assertThatThrownBy(() -> queue.drainTo(target)).hasMessage("refused");
        assertThat(queue).containsExactlyElementsOf(order.of(List.of(1, 2)));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("17: what makes room wakes as many putters")
    void whatMakesRoomWakesAsManyPutters(Order order) throws InterruptedException {
        for (int way = 0; way < 4; way++) {
            WorkQueue<Integer> queue = order.queue(3);
            queue.addAll(List.of(1, 2, 3));
            Strands strands = Strands.of(Strands.Kind.VIRTUAL);
            for (int i = 0; i < 3; i++) {
                strands.start("puts " + i, () -> queue.put(4));
            }
            Order.until(queue, "3 putting");
            switch (way) {
                case 0 -> queue.drainTo(new ArrayList<>());
                case 1 -> queue.clear();
                case 2 -> queue.removeIf(element -> element < 4);
                default -> {
                    assertThat(queue.remove(1)).isTrue();
                    Iterator<Integer> iterator = queue.iterator();
                    while (iterator.hasNext()) {
                        if (iterator.next() < 4) {
                            iterator.remove();
                        }
                    }
                }
            }
            strands.join();
            assertThat(queue).as("way %s", way).containsExactly(4, 4, 4);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: contains, remove, removeIf, removeAll, retainAll go by equals")
    void removalGoesByEquals(Order order) {
        WorkQueue<Integer> queue = order.queue();
        List<Integer> elements = List.of(twin(1), twin(2), twin(3), twin(4), twin(5), twin(6));
        queue.addAll(elements);
        assertThat(queue.contains(twin(3))).isTrue();
        assertThat(queue.contains("3")).isFalse();
        assertThat(queue.containsAll(elements)).isTrue();
        assertThat(queue.remove(twin(3))).isTrue();
        assertThat(queue.remove(twin(3))).isFalse();
        assertThat(queue.removeIf(element -> element.equals(twin(1)))).isTrue();
        assertThat(queue.removeIf(element -> element.equals(twin(1)))).isFalse();
        assertThat(queue.removeAll(List.of(twin(6), twin(7)))).isTrue();
        assertThat(queue.retainAll(List.of(twin(2), twin(5), twin(7)))).isTrue();
        assertThat(queue.retainAll(List.of(twin(2), twin(5)))).isFalse();
        assertThat(queue).containsExactlyElementsOf(order.of(List.of(twin(2), twin(5))));
        assertThatNullPointerException().isThrownBy(() -> queue.removeIf(null));
        assertThatNullPointerException().isThrownBy(() -> queue.removeAll(null));
        assertThatNullPointerException().isThrownBy(() -> queue.retainAll(null));
        queue.clear();
        assertThat(queue).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @DisplayName("16: an element that is there twice goes one by one, the iterator's own one first")
    void anIteratorRemovesTheVeryElementItShowed(int order) {
        WorkQueue<String> queue = switch (order) {
            case 0 -> new FifoQueue<>();
            case 1 -> new LifoQueue<>();
            default -> new StablePriorityQueue<>(9, (a, b) -> 0);
        };
        queue.addAll(List.of("a", "b", "a"));
        Iterator<String> iterator = queue.iterator();
        assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
        assertThat(iterator.next()).isEqualTo("a");
        assertThat(iterator.next()).isEqualTo("b");
        assertThat(iterator.next()).isEqualTo("a");
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
        iterator.remove();
        assertThatThrownBy(iterator::remove).isInstanceOf(IllegalStateException.class);
        assertThat(queue).containsExactly("a", "b");
        queue.add("a");
        assertThat(queue.remove("a")).isTrue();
        assertThat(queue).containsExactlyInAnyOrder("a", "b");
        assertThat(queue.remove("a")).isTrue();
        assertThat(queue.remove("a")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: an iterator shows the elements of one moment and outlives all changes")
    void iteratorsAreWeaklyConsistent(Order order) {
        WorkQueue<Integer> queue = order.queue();
        queue.addAll(List.of(1, 2, 3));
        Iterator<Integer> iterator = queue.iterator();
        queue.clear();
        queue.add(4);
        List<Integer> seen = new ArrayList<>();
        iterator.forEachRemaining(seen::add);
        assertThat(seen).isEqualTo(order.of(List.of(1, 2, 3)));
        iterator.remove();
        assertThat(queue).containsExactly(4);
        assertThat(queue.spliterator().hasCharacteristics(Spliterator.CONCURRENT)).isTrue();
        assertThat(queue.spliterator().hasCharacteristics(Spliterator.SIZED)).isFalse();
        assertThat(queue.stream().map(element -> {
            queue.add(element + 1);
            return element;
        }).toList()).containsExactly(4);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("16: arrays are the caller's own and in order")
    void arrays(Order order) {
        WorkQueue<Integer> queue = order.queue();
        queue.addAll(List.of(2, 1, 3));
        Integer[] expected = order.of(List.of(2, 1, 3)).toArray(Integer[]::new);
        assertThat(queue.toArray()).isExactlyInstanceOf(Object[].class).containsExactly((Object[]) expected);
        assertThat(queue.toArray(Integer[]::new)).containsExactly(expected);
        Integer[] larger = {9, 9, 9, 9, 9};
        assertThat(queue.toArray(larger)).isSameAs(larger)
                .containsExactly(expected[0], expected[1], expected[2], null, 9);
        assertThatThrownBy(() -> queue.toArray(new String[0])).isInstanceOf(ArrayStoreException.class);
        assertThatNullPointerException().isThrownBy(() -> queue.toArray((Integer[]) null));
        queue.toArray()[0] = null;
        assertThat(queue).containsExactly(expected);
        assertThat(queue).hasToString(List.of(expected).toString());
    }

    @ParameterizedTest
    @EnumSource(names = {"FIFO", "LIFO"})
    @DisplayName("16: a ThreadPoolExecutor runs on it")
    void aThreadPoolExecutorRunsOnIt(Order order) throws InterruptedException {
        BlockingQueue<Runnable> queue = order == Order.FIFO ? new FifoQueue<>(4) : new LifoQueue<>(4);
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 2, 1, TimeUnit.MILLISECONDS, queue)) {
            pool.allowCoreThreadTimeOut(true);
            Runnable task = () -> {
                try {
                    go.await();
                    ran.incrementAndGet();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            };
            for (int i = 0; i < 6; i++) { // one thread, four in the queue, one more thread
                pool.execute(task);
            }
            assertThat(queue).hasSize(4);
            assertThatThrownBy(() -> pool.execute(task)).isInstanceOf(RejectedExecutionException.class);
            Runnable queued = queue.element();
            assertThat(pool.remove(queued)).isTrue();
            go.countDown();
            Strands.until("all ran", () -> ran.get() == 5);
            Strands.until("the idle threads have ended", () -> pool.getPoolSize() == 0);
            pool.execute(task);
            Strands.until("it ran as well", () -> ran.get() == 6);
            for (int i = 0; i < 1_000; i++) {
                while (queue.remainingCapacity() == 0) {
                    Thread.onSpinWait();
                }
                pool.execute(task);
            }
        }
        assertThat(ran).hasValue(1_006);
    }

    @Test
    @DisplayName("16: the shutdownNow of a ThreadPoolExecutor gets what is in the queue")
    void aThreadPoolExecutorDrainsIt() throws InterruptedException {
        BlockingQueue<Runnable> queue = new StablePriorityQueue<>(WorkQueue.UNBOUNDED, (a, b) -> 0);
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue)) {
            pool.execute(() -> {
                running.countDown();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            running.await();
            List<Runnable> waiting = Collections.nCopies(3, () -> { });
            waiting.forEach(pool::execute);
            assertThat(pool.shutdownNow()).isEqualTo(waiting);
            assertThat(pool.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(queue).isEmpty();
    }
}
