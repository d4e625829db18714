// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Several tasks awaited at once.
class GatherTest extends LoopTestBase {

    private static Task<Integer> sleeper(Duration duration, int value) {
        return EventLoop.spawn(after(duration.toSeconds(), value));
    }

    @DisplayName("14: gather gives results in the order of its input")
    @Test
    void gatherGivesResultsInTheOrderOfItsInput() throws Exception {
        List<Integer> results = run(() -> Tasks.gather(List.of(
                sleeper(Duration.ofSeconds(3), 3), sleeper(Duration.ofSeconds(1), 1),
                sleeper(Duration.ofSeconds(2), 2))));
        assertThat(results).containsExactly(3, 1, 2);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(3));
    }

    @DisplayName("14: gather throws the first failure at once and siblings go on")
    @Test
    void gatherThrowsTheFirstFailureAtOnceAndSiblingsGoOn() throws Exception {
        run(() -> {
            Task<Integer> slow = sleeper(Duration.ofSeconds(5), 5);
            Task<Integer> bad = EventLoop.spawn("bad", () -> {
                Strand.sleep(Duration.ofSeconds(1));
                throw new IOException("broken");
            });
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> Tasks.gather(List.of(slow, bad)))
                    .withMessageContaining("bad").withCauseInstanceOf(IOException.class);
            assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
            assertThat(slow.await()).isEqualTo(5);
            return 0;
        });
    }

    @DisplayName("14: gather brings along the failures of others that have failed by then")
    @Test
    void gatherBringsAlongTheFailuresOfOthersThatHaveFailedByThen() throws Exception {
        run(() -> {
            List<Task<Integer>> all = new ArrayList<>();
            for (String name : List.of("first", "second", "third")) {
                all.add(EventLoop.spawn(name, () -> {
                    throw new IOException(name);
                }));
            }
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> Tasks.gather(all))
                    .satisfies(e -> {
                        assertThat(e.getCause()).hasMessage("first");
                        assertThat(e.getSuppressed()).extracting(Throwable::getMessage).containsExactly("second", "third");
                    });
            return 0;
        });
    }

    @DisplayName("15: gather of nothing and of duplicates")
    @Test
    void gatherOfNothingAndOfDuplicates() throws Exception {
        run(() -> {
            assertThat(Tasks.gather(List.<Task<Integer>>of())).isEmpty();
            Task<Integer> one = sleeper(Duration.ofSeconds(1), 1);
            assertThat(Tasks.gather(List.of(one, one))).containsExactly(1, 1);
            return 0;
        });
    }

    @DisplayName("15: cancelling a gather cancels all its tasks")
    @Test
    void cancellingAGatherCancelsAllItsTasks() throws Exception {
        run(() -> {
            List<Task<Integer>> children = List.of(sleeper(Duration.ofHours(1), 1), sleeper(Duration.ofHours(2), 2));
            assertThatExceptionOfType(DeadlineExceededException.class)
                    .isThrownBy(() -> CancelScope.timeout(Duration.ofSeconds(1), () -> Tasks.gather(children)));
            for (Task<Integer> child : children) {
                assertThatExceptionOfType(CancellationException.class).isThrownBy(child::await);
            }
            return 0;
        });
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(1));
    }
}
