// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Python's asynchronous generators: generators whose bodies wait, within tasks.
class GeneratorInLoopTest extends LoopTestBase {

    /// Yields 1, 2, 3, ..., one a second.
    private Generator<Integer> ticks() {
        return Generator.of(out -> {
            try {
                for (int i = 1; ; i++) {
                    Strand.sleep(seconds(1));
                    out.yield(i);
                }
            } finally {
                CancelScope.shielded(() -> {
                    Strand.sleep(seconds(10));
                    return at("closed");
                });
            }
        });
    }

    @DisplayName("30: while the body of a generator waits, the other tasks of the loop go on")
    @Test
    void othersGoOn() throws Exception {
        run(() -> {
            Task<Boolean> other = EventLoop.spawn(() -> {
                Strand.sleep(java.time.Duration.ofMillis(1_500));
                return at("other");
            });
            try (GeneratorIterator<Integer> iterator = ticks().iterator()) {
                for (int i = 0; i < 2; i++) {
                    at("tick " + iterator.next());
                }
            }
            return other.await();
        });
        assertThat(trace).containsExactly("tick 1 at 1", "other at 1", "tick 2 at 2", "closed at 12");
    }

    @DisplayName("12: the body belongs to the task that pulls")
    @Test
    void theBodyBelongsToThePuller() throws Exception {
        run(() -> {
            Generator<Task<?>> who = Generator.of(out -> {
                for (int i = 0; i < 3; i++) {
                    Strand.yieldNow();
                    out.yield(EventLoop.currentTask());
                    out.yield(EventLoop.spawn(EventLoop::currentTask).await());
                }
            });
            List<Task<List<Task<?>>>> pullers = List.of(EventLoop.spawn(() -> who.stream().toList()),
                    EventLoop.spawn(() -> {
                        List<Task<?>> seen = new java.util.ArrayList<>();
                        for (Task<?> task : who) {
                            seen.add(task);
                        }
                        return seen;
                    }));
            for (Task<List<Task<?>>> puller : pullers) {
                List<Task<?>> seen = puller.await();
                assertThat(seen).hasSize(6);
                assertThat(List.of(seen.get(0), seen.get(2), seen.get(4))).allMatch(task -> task == puller);
                assertThat(seen.get(1)).isNotSameAs(puller);
            }
            return 0;
        });
    }

    @DisplayName("9: cancelling the task that pulls is told at the wait in the body; its clean-up may wait in a shield")
    @Test
    void cancellationReachesTheBody() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(() -> {
                int sum = 0;
                for (Integer tick : ticks()) {
                    sum += tick;
                    at("tick " + tick);
                }
                return sum;
            });
            Strand.sleep(java.time.Duration.ofMillis(2_500));
            task.cancel("enough");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await).withMessageContaining("enough");
            return at("awaited");
        });
        assertThat(trace).containsExactly("tick 1 at 1", "tick 2 at 2", "closed at 12", "awaited at 12");
    }

    @DisplayName("22: a time-out around the iteration ends it, and one inside the body ends at its edge")
    @Test
    void timeOuts() throws Exception {
        run(() -> {
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(java.time.Duration.ofMillis(1_500), () -> {
                        for (Integer tick : ticks()) {
                            at("tick " + tick);
                        }
                        return 0;
                    }));
            Generator<String> patient = Generator.of(out -> {
                try {
                    CancelScope.timeout(seconds(1), sleeper("inside")::call);
                } catch (DeadlineExceededException e) {
                    out.yield("timed out");
                }
            });
            assertThat(patient.stream().toList()).containsExactly("timed out");
            return 0;
        });
        assertThat(trace).containsExactly("tick 1 at 1", "closed at 11", "inside cancelled at 12");
    }

    @DisplayName("9: closing a generator after a cancellation runs its clean-up; waits there are told again")
    @Test
    void closingAfterACancellation() throws Exception {
        run(() -> {
            Task<Integer> task = EventLoop.spawn(() -> {
                Generator<Integer> numbers = Generator.of(out -> {
                    try {
                        out.yield(1);
                    } finally {
                        try {
                            Strand.yieldNow();
                            at("not told");
                        } catch (CancelledException e) {
                            at("told in clean-up");
                        }
                    }
                });
                try (GeneratorIterator<Integer> iterator = numbers.iterator()) {
                    iterator.next();
                    return sleeper("task").call();
                }
            });
            Strand.yieldNow();
            task.cancel("enough");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(task::await);
            return 0;
        });
        assertThat(trace).containsExactly("task cancelled at 0", "told in clean-up at 0");
    }
}
