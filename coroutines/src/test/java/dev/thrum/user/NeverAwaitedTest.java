// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.thrum.core.Action;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Logged;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroup;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// As a user sees it: the library's own packages do not count as places where a task is started.
@Timeout(30)
@ResourceLock(Resources.SYSTEM_ERR)
class NeverAwaitedTest {

    private static String logOf(dev.thrum.core.Body<?, Exception> main) throws Exception {
        return Logged.by(() -> EventLoop.builder().name("loop").clock(new VirtualClock()).run(main));
    }

    private static Task<Integer> forgetful(String name) {
        return EventLoop.spawn(name, () -> {
            Strand.sleep(Duration.ofHours(1));
            return 1;
        });
    }

    @DisplayName("3: a task that nobody awaits and the end of main cuts short: one warning, with the place where it began")
    @Test
    void oneWarningNamesThePlace() throws Exception {
        String log = logOf(() -> {
            forgetful("printer");
            Strand.yieldNow();
            return 0;
        });
        assertThat(log).containsOnlyOnce("task \"printer\", started at")
                .containsPattern("NeverAwaitedTest\\.forgetful\\(NeverAwaitedTest\\.java:\\d+\\)")
                .contains("was never awaited", "main task of loop ended");
    }

    @DisplayName("3: also one that has not begun; several of one place are one warning")
    @Test
    void severalOfOnePlace() throws Exception {
        String log = logOf(() -> {
            for (int i = 0; i < 5; i++) {
                forgetful("task " + i);
            }
            return 0;
        });
        assertThat(log.lines()).hasSize(1);
        assertThat(log).contains("(and 4 more)");
    }

    @DisplayName("3: a task without a result is like the others; the place told is that of its own body")
    @Test
    void aTaskWithoutAResult() throws Exception {
        StringBuilder done = new StringBuilder();
        String log = Logged.by(() -> EventLoop.builder().name("loop").clock(new VirtualClock()).run(() -> {
            EventLoop.spawn(() -> Strand.sleep(Duration.ofHours(1)));
            EventLoop.spawn("other", () -> Strand.sleep(Duration.ofHours(2)));
            Task<Void> named = EventLoop.current().submit("named", () -> {
                done.append("named");
            });
            new TaskGroup().run(group -> {
                group.spawn(() -> Strand.sleep(Duration.ofSeconds(1)));
                group.spawn("last", () -> Strand.sleep(Duration.ofSeconds(2)));
            });
            assertThat(named.await()).isNull();
            assertThat(EventLoop.time()).isEqualTo(Duration.ofSeconds(2));
        }));
        assertThat(done).hasToString("named");
        assertThat(log.lines()).hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .containsPattern("started at .*\\(NeverAwaitedTest\\.java:\\d+\\)"));
        EventLoop.run(() -> {
            done.append(", outside");
        });
        assertThat(done).hasToString("named, outside");
    }

    @DisplayName("3: no warning for what was awaited, belongs to a group, has ended, or was cancelled by hand")
    @Test
    void noFalseAlarm() throws Exception {
        String log = logOf(() -> {
            EventLoop.spawn(() -> 1);
            Task<Integer> cancelled = forgetful("cancelled");
            Task<Integer> awaited = forgetful("awaited");
            EventLoop.spawn(awaited::await).cancel("no need");
            Task<Integer> watched = forgetful("watched");
            Tasks.wait(List.of(watched), Tasks.Until.FIRST_COMPLETED, Duration.ofSeconds(1));
            Task<Integer> inFuture = forgetful("in a future");
            inFuture.toCompletableFuture();
            EventLoop.callSoon(() -> Strand.sleep(Duration.ofHours(1)));
            new TaskGroup().run(group -> group.spawn(() -> {
                Strand.sleep(Duration.ofSeconds(1));
                return 1;
            }));
            cancelled.cancel("enough");
            return awaited.toCompletableFuture().isDone();
        });
        assertThat(log).isEmpty();
    }

    @DisplayName("3: a result where a body is wanted is an error that says what is wanted")
    @Test
    void aResultWhereABodyIsWanted() throws Exception {
        EventLoop.run(() -> {
            for (Action<Exception> start : List.<Action<Exception>>of(
                    () -> EventLoop.spawn("fetch", (Callable<Integer>) null),
                    () -> EventLoop.spawn("fetch", (Action<?>) null),
                    () -> new TaskGroup().run(group -> group.spawn("fetch", (Callable<Integer>) null)),
                    () -> new TaskGroup().run(group -> group.spawn("fetch", (Action<?>) null)))) {
                try {
                    start.run();
                    throw new AssertionError("No error");
                } catch (NullPointerException | dev.thrum.coroutines.TaskGroupException e) {
                    Throwable told = e instanceof NullPointerException ? e : e.getCause();
                    assertThat(told).hasMessageContaining("body of task \"fetch\" is null")
                            .hasMessageContaining("spawn(() -> fetch(url))");
                }
            }
            return 0;
        });
        assertThatNullPointerException().isThrownBy(
                () -> EventLoop.run(() -> EventLoop.spawn((Callable<Integer>) null)));
    }
}
