// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerHeapTest {

    private record Entry(long deadline, long sequence, TimerHeap.Timer timer) {}

    private final TimerHeap heap = new TimerHeap();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithASortedSetWhateverIsDone(long seed) {
        Random random = new Random(seed);
        TreeSet<Entry> sorted = new TreeSet<>(
                Comparator.comparingLong(Entry::deadline).thenComparingLong(Entry::sequence));
        List<TimerHeap.Timer> idle = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            idle.add(new TimerHeap.Timer());
        }
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    if (!idle.isEmpty()) {
                        TimerHeap.Timer timer = idle.remove(random.nextInt(idle.size()));
                        long deadline = random.nextInt(50);
                        heap.add(timer, deadline);
                        sorted.add(new Entry(deadline, step, timer));
                    }
                }
                case 2 -> {
                    if (!sorted.isEmpty()) {
                        Entry some = sorted.stream().skip(random.nextInt(sorted.size())).findFirst().orElseThrow();
                        heap.remove(some.timer());
                        sorted.remove(some);
                        idle.add(some.timer());
                    }
                }
                default -> {
                    long now = random.nextInt(50);
                    TimerHeap.Timer due = heap.pollDue(now);
                    boolean isDue = !sorted.isEmpty() && sorted.getFirst().deadline() <= now;
                    assertThat(due).isSameAs(isDue ? sorted.pollFirst().timer() : null);
                    if (due != null) {
                        idle.add(due);
                    }
                }
            }
            assertThat(heap.size()).isEqualTo(sorted.size());
            assertThat(heap.isEmpty()).isEqualTo(sorted.isEmpty());
            if (random.nextInt(8) > 0) { // what asks for the first puts the heap in order
                continue;
            }
            assertThat(heap.first()).isEqualTo(sorted.isEmpty() ? Scheduler.NEVER : sorted.getFirst().deadline());
        }
        while (!sorted.isEmpty()) {
            assertThat(heap.pollDue(Long.MAX_VALUE)).isSameAs(sorted.pollFirst().timer());
        }
    }

    @Test
    void cancelledTimersAreNotKeptAndHaveNoMoreThanTwiceThePlacesOfTheOthers() {
        List<TimerHeap.Timer> timers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            timers.add(new TimerHeap.Timer());
            heap.add(timers.getLast(), i);
        }
        WeakReference<TimerHeap.Timer> cancelled = new WeakReference<>(timers.getLast());
        for (int left = 999; left >= 0; left--) {
            heap.remove(timers.removeLast());
            assertThat(heap.places()).isLessThanOrEqualTo(left + Math.max(left, 16));
            if (left == 999) {
                assertThat(heap.places()).isEqualTo(1_000);
                awaitCollectionOf(cancelled);
            }
        }
    }

    @Test
    void aHeapThatIsUsedForOneTimerAgainAndAgainDoesNotGrow() {
        TimerHeap.Timer timer = new TimerHeap.Timer();
        for (int i = 0; i < 10_000; i++) {
            heap.add(timer, 1_000 - i % 1_000);
            heap.remove(timer);
            assertThat(heap.places()).isLessThanOrEqualTo(17);
        }
    }

    private static void awaitCollectionOf(WeakReference<?> reference) {
        long giveUp = System.nanoTime() + 10_000_000_000L;
        while (reference.get() != null) {
            System.gc();
            assertThat(System.nanoTime()).isLessThan(giveUp);
        }
    }

    @Test
    void aTimerIsPendingFromAddingToRemoval() {
        TimerHeap.Timer timer = new TimerHeap.Timer();
        assertThat(timer.isPending()).isFalse();
        heap.add(timer, 5);
        assertThat(timer.isPending()).isTrue();
        heap.remove(timer);
        assertThat(timer.isPending()).isFalse();
        heap.remove(timer);
        assertThat(heap.isEmpty()).isTrue();
    }

    @Test
    void aTimerIsInOneHeapAtATime() {
        TimerHeap.Timer timer = new TimerHeap.Timer();
        heap.add(timer, 5);
        assertThatThrownBy(() -> heap.add(timer, 6)).isInstanceOf(IllegalStateException.class);
    }
}
