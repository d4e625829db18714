// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is special in the ring of a [FifoQueue]: it wraps, grows, and closes gaps.
class FifoQueueTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 63, 64, 65, 100, 128, 1_000})
    @DisplayName("16: the capacity is exact, wherever in the ring the first element lies")
    void theCapacityIsExactWhereverTheFirstElementLies(int capacity) {
        for (int offset = 0; offset < 70; offset += 23) {
            FifoQueue<Integer> queue = new FifoQueue<>(capacity);
            for (int i = 0; i < offset; i++) {
                assertThat(queue.offer(-1)).isTrue();
                assertThat(queue.poll()).isEqualTo(-1);
            }
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < capacity; i++) {
                    assertThat(queue.remainingCapacity()).isEqualTo(capacity - i);
                    assertThat(queue.offer(i)).isTrue();
                }
                assertThat(queue.offer(-1)).isFalse();
                for (int i = 0; i < capacity; i++) {
                    assertThat(queue.peek()).isEqualTo(i);
                    assertThat(queue.poll()).isEqualTo(i);
                }
                assertThat(queue.poll()).isNull();
            }
        }
    }

    /// An element of the model, which tells it from others that are the same object.
    private record Entry(String element, int id) {}

    /// An iterator of the queue, and the entries it shows.
    private record Looker(Iterator<String> iterator, Iterator<Entry> entries) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("16: iterators remove their own elements, whatever was removed before, as in a list")
    void iteratorsRemoveTheirOwnElements(int seed) {
        Random random = new Random(seed);
        List<String> words = List.of("a", "b", "c");
        FifoQueue<String> queue = new FifoQueue<>(100);
        List<Entry> model = new ArrayList<>();
        List<Looker> lookers = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    String word = words.get(random.nextInt(words.size()));
                    assertThat(queue.offer(word)).isEqualTo(model.size() < 100);
                    if (model.size() < 100) {
                        model.add(new Entry(word, step));
                    }
                }
                case 3 -> {
                    String expected = model.isEmpty() ? null : model.removeFirst().element;
                    assertThat(queue.poll()).isEqualTo(expected);
                }
                case 4 -> lookers.add(new Looker(queue.iterator(), List.copyOf(model).iterator()));
                case 5 -> {
                    String word = words.get(random.nextInt(words.size()));
                    if (random.nextInt(10) == 0) {
                        assertThat(queue.removeIf(word::equals)).isEqualTo(model.removeIf(e -> e.element.equals(word)));
                    } else {
                        model.stream().filter(entry -> entry.element.equals(word)).findFirst().ifPresent(model::remove);
                        queue.remove(word);
                    }
                }
                default -> {
                    if (!lookers.isEmpty()) {
                        Looker looker = lookers.get(random.nextInt(lookers.size()));
                        if (looker.entries.hasNext()) {
                            Entry entry = looker.entries.next();
                            assertThat(looker.iterator.next()).isEqualTo(entry.element);
                            if (random.nextBoolean()) {
                                looker.iterator.remove();
                                model.remove(entry);
                            }
                        } else {
                            assertThat(looker.iterator.hasNext()).isFalse();
                            lookers.remove(looker);
                        }
                    }
                }
            }
            assertThat(List.copyOf(queue)).isEqualTo(model.stream().map(Entry::element).toList());
        }
    }

    @Test
    @DisplayName("18: what a drainTo gives back is the first again, though others took and put meanwhile")
    void whatIsGivenBackIsTheFirstAgain() {
        FifoQueue<Integer> queue = new FifoQueue<>(4);
        queue.addAll(List.of(1, 2, 3, 4));
        List<Integer> taken = new ArrayList<>();
        assertThatThrownBy(() -> queue.drainTo(new ArrayList<>() {
            @Override
            public boolean add(Integer element) {
                assertThat(queue.poll()).isEqualTo(element == 1 ? 3 : 4);
                assertThat(queue.offer(10 + element)).isTrue();
                if (element == 2) {
                    throw new IllegalStateException("enough");
                }
                return taken.add(element);
            }
        }, 2)).hasMessage("enough");
        assertThat(taken).containsExactly(1);
        assertThat(queue).containsExactly(2, 11, 12);
        assertThat(queue.remainingCapacity()).isEqualTo(1);
    }
}
