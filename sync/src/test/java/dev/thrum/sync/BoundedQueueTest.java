// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Inspector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedQueueTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration MOMENT = Duration.ofMillis(2);

    private final BoundedQueue<Integer> one = BoundedQueue.named("Q", 1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 100, 1_000})
    void theCapacityIsExactAndTheOrderFirstInFirstOut(int capacity) throws InterruptedException {
        BoundedQueue<Integer> queue = new BoundedQueue<>(capacity);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < capacity; i++) {
                assertThat(queue.size()).isEqualTo(i);
                queue.put(i);
            }
            assertThat(queue.offer(-1)).isFalse();
            assertThat(queue.offer(-1, Duration.ZERO)).isFalse();
            assertThat(queue.size()).isEqualTo(queue.capacity()).isEqualTo(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(queue.take()).isEqualTo(i);
            }
            assertThat(queue.poll()).isNull();
            assertThat(queue.poll(Duration.ZERO)).isNull();
        }
    }

    @Test
    void aCapacityThatIsNotPositiveIsAnError() {
        for (int bad : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new BoundedQueue<>(bad)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("" + bad);
        }
    }

    @Test
    void nullIsRejectedAndTakesNoRoom() {
        assertThatNullPointerException().isThrownBy(() -> one.put(null));
        assertThatNullPointerException().isThrownBy(() -> one.offer(null));
        assertThatNullPointerException().isThrownBy(() -> one.offer(null, MOMENT));
        assertThat(one.offer(1)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void putAndTakeWaitForOneAnother(Strands.Kind kind) throws InterruptedException {
        int elements = 2_000;
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
    @EnumSource
    void timeOutsOfAnySize(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("tries", () -> {
            assertThat(one.poll(MOMENT)).isNull();
            assertThat(one.offer(1, FOREVER)).isTrue();
            assertThat(one.offer(2, MOMENT)).isFalse();
            assertThat(one.poll(FOREVER)).isEqualTo(1);
            assertThatThrownBy(() -> one.poll(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> one.offer(1, Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
            assertThat(one.size()).isZero();
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedTakeTakesNothingAndAnInterruptedPutPutsNothing(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        Thread takes = strands.start("takes", () -> assertThatThrownBy(one::take)
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("\"Q\""));
        Strands.untilParked(takes);
        takes.interrupt();
        strands.join();
        one.put(1);
        Thread puts = strands.start("puts", () -> assertThatThrownBy(() -> one.put(2))
                .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("\"Q\""));
        Strands.untilParked(puts);
        puts.interrupt();
        strands.join();
        assertThat(one.take()).isEqualTo(1);
        assertThat(one.poll()).isNull();
    }

    @Test
    void aNamedQueueIsShownWithItsSizeAndCapacity() throws InterruptedException {
        BoundedQueue<Integer> shown = BoundedQueue.named("shown", 2);
        shown.put(1);
        assertThat(Inspector.snapshot().roots())
                .filteredOn(node -> node.name().equals("BoundedQueue \"shown\""))
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.kind()).isEqualTo("BoundedQueue");
                    assertThat(node.facts().get("state")).startsWith("1 of 2 elements");
                });
        assertThat(shown).hasToString("BoundedQueue \"shown\" (1 of 2 elements, 0 putting, 0 taking)");
    }
}
