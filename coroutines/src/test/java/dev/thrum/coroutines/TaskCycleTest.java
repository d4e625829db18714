// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tasks that await one another, while others go on living.
@Timeout(30)
@Tag("one-carrier")
class TaskCycleTest {

    private static EventLoop.Builder loop(boolean isVirtual) {
        EventLoop.Builder builder = EventLoop.builder().name("test loop");
        return isVirtual ? builder.clock(new VirtualClock()) : builder;
    }

    /// Tasks each of which awaits the next one, and the last one the first.
    private static List<Task<?>> ring(int size, boolean isShielded) {
        List<Task<?>> ring = new ArrayList<>();
        IntStream.range(0, size).forEach(i -> ring.add(EventLoop.spawn("number " + i, () -> {
            Task<?> next = ring.get((i + 1) % size);
            return isShielded ? Tasks.shield(next) : next.await();
        })));
        return ring;
    }

    @ParameterizedTest
    @CsvSource({"2, true", "2, false", "3, true", "3, false", "10, true", "10, false"})
    @DisplayName("29: tasks in a circle are told so, all of them by name, while another task goes on")
    void reportedWhileOthersLive(int size, boolean isVirtual) throws Exception {
        List<Integer> ticks = new ArrayList<>();
        loop(isVirtual).run(() -> {
            Task<Integer> bystander = EventLoop.spawn("bystander", () -> {
                while (ticks.size() < 1_000) {
                    ticks.add(ticks.size());
                    Strand.yieldNow();
                }
                return ticks.size();
            });
            List<Task<?>> ring = ring(size, false);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> ring.getFirst().await())
                    .havingRootCause().isInstanceOf(DeadlockException.class)
                    .satisfies(e -> {
                        DeadlockException deadlock = (DeadlockException) e;
                        assertThat(deadlock.hops()).hasSize(size);
                        IntStream.range(0, size).forEach(i -> assertThat(deadlock.hops())
                                .filteredOn(hop -> hop.strand().equals("task \"number " + i + "\"")).singleElement()
                                .satisfies(hop -> {
                                    assertThat(hop.wanted()).isEqualTo("task \"number " + (i + 1) % size + "\"");
                                    assertThat(hop.owner()).isEqualTo("task \"number " + (i + 1) % size + "\"");
                                }));
                    });
            assertThat(bystander.isDone()).as("reported at once").isFalse();
            assertThat(bystander.await()).isEqualTo(1_000);
            assertThat(ring).allMatch(Task::isDone);
            return 0;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: one of them is the victim; the others see its failure, each as that of the one it awaits")
    void oneVictim(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            List<Task<?>> ring = ring(3, false);
            while (!ring.stream().allMatch(Task::isDone)) {
                Strand.yieldNow();
            }
            assertThat(ring).filteredOn(task -> task.failure() instanceof DeadlockException).hasSize(1);
            assertThat(ring).filteredOn(task -> task.failure() instanceof ExecutionException).hasSize(2);
            return 0;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: a shield does not hide the circle")
    void shielded(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            List<Task<?>> ring = ring(2, true);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> ring.getFirst().await())
                    .withRootCauseInstanceOf(DeadlockException.class);
            return 0;
        });
    }

    @Test
    @DisplayName("29: the tasks may be those of several loops")
    void acrossLoops() throws Exception {
        CompletableFuture<Task<?>> here = new CompletableFuture<>();
        CompletableFuture<Task<?>> there = new CompletableFuture<>();
        FutureTask<Throwable> other = new FutureTask<>(() -> failureOfOneThatAwaits("there", there, here));
        Thread.ofPlatform().daemon().start(other);
        Throwable failure = failureOfOneThatAwaits("here", here, there);
        assertThat(List.of(failure, other.get())).hasAtLeastOneElementOfType(DeadlockException.class)
                .hasAtLeastOneElementOfType(ExecutionException.class);
    }

    private static Throwable failureOfOneThatAwaits(
            String name, CompletableFuture<Task<?>> mine, CompletableFuture<Task<?>> others) throws Exception {
        return loop(false).run(() -> {
            Task<?> task = EventLoop.spawn(name, () -> EventLoop.await(others).await());
            mine.complete(task);
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(task::await)
                    .withRootCauseInstanceOf(DeadlockException.class);
            return task.failure();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("29: a circle that a time-out will end is left to it")
    void withTimeout(boolean isVirtual) throws Exception {
        loop(isVirtual).run(() -> {
            List<Task<?>> pair = new ArrayList<>();
            pair.add(EventLoop.spawn("patient", () -> pair.get(1).await()));
            pair.add(EventLoop.spawn("impatient", () -> {
                new CancelScope("a moment").expireAfter(Duration.ofMillis(10)).run(() -> Tasks.shield(pair.get(0)));
                return 0;
            }));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> pair.get(0).await());
            assertThat(pair.get(1).failure()).isInstanceOf(DeadlineExceededException.class);
            return 0;
        });
    }
}
