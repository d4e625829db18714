// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// gather, wait, asCompleted and race; see [ShieldTest] as well.
class TasksTest extends LoopTestBase {

    @DisplayName("14: gather gives results in the order of its input")
    @Test
    void gatherKeepsTheOrder() throws Exception {
        assertThat(run(() -> Tasks.gather(List.of(EventLoop.spawn(after(3, "c")), EventLoop.spawn(after(1, "a")),
                EventLoop.spawn(after(2, "b")))))).containsExactly("c", "a", "b");
        assertThat(clock.elapsed()).isEqualTo(seconds(3));
    }

    @DisplayName("14: gather throws the first failure at once, and siblings go on")
    @Test
    void gatherLetsSiblingsGoOn() throws Exception {
        run(() -> {
            Task<Integer> slow = EventLoop.spawn(after(5, 5));
            Task<Integer> bad = EventLoop.spawn("bad", failAfter(1, new IOException("broken")));
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> Tasks.gather(List.of(slow, bad)))
                    .withMessageContaining("bad").withCauseInstanceOf(IOException.class);
            at("thrown");
            assertThat(slow.await()).isEqualTo(5);
            return at("slow ends");
        });
        assertThat(trace).containsExactly("thrown at 1", "slow ends at 5");
    }

    @DisplayName("14: gatherOrCancel cancels the siblings of one that fails, waits for them and throws all failures")
    @Test
    void gatherOrCancelEndsSiblings() throws Exception {
        IOException first = new IOException("first");
        IllegalStateException second = new IllegalStateException("second");
        run(() -> {
            Task<Integer> slow = EventLoop.spawn(sleeper("slow"));
            Task<Integer> bad = EventLoop.spawn("bad", failAfter(1, first));
            Task<Integer> worse = EventLoop.spawn(() -> {
                try {
                    return sleeper("worse").call();
                } finally {
                    CancelScope.shielded(() -> after(1, 0).call());
                    raise(second);
                }
            });
            TaskGroupException e = catchThrowableOfType(TaskGroupException.class,
                    () -> Tasks.gatherOrCancel(List.of(slow, bad, worse)));
            at("thrown");
            assertThat(e.failures()).containsExactly(first, second);
            assertThat(slow.isCancelled()).isTrue();
            assertThat(Tasks.gatherOrCancel(List.of(EventLoop.spawn(() -> 1), EventLoop.spawn(() -> 2))))
                    .containsExactly(1, 2);
            return 0;
        });
        assertThat(trace).containsExactly("slow cancelled at 1", "worse cancelled at 1", "thrown at 2");
    }

    private static void raise(RuntimeException e) {
        throw e;
    }

    @DisplayName("14: gather and gatherOrCancel of a task that was cancelled throw CancellationException")
    @Test
    void gatherOfACancelledTask() throws Exception {
        run(() -> {
            Task<Integer> cancelled = EventLoop.spawn(sleeper("cancelled"));
            Task<Integer> sibling = EventLoop.spawn(sleeper("sibling"));
            cancelled.cancel("not wanted");
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> Tasks.gather(List.of(cancelled, sibling))).withMessageContaining("not wanted");
            assertThat(sibling.isDone()).isFalse();
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> Tasks.gatherOrCancel(List.of(cancelled, sibling)));
            assertThat(sibling.isCancelled()).isTrue();
            return 0;
        });
    }

    @DisplayName("15: gatherOutcomes collects values, failures and cancellations in place")
    @Test
    void gatherOutcomesCollectsAll() throws Exception {
        IOException failure = new IOException("broken");
        run(() -> {
            Task<Integer> cancelled = EventLoop.spawn(sleeper("cancelled"));
            List<Task<Integer>> all = List.of(EventLoop.spawn(after(2, 2)), cancelled, EventLoop.spawn(failAfter(1, failure)));
            Strand.yieldNow();
            cancelled.cancel("not wanted");
            List<String> outcomes = new ArrayList<>();
            for (Outcome<? extends Integer> outcome : Tasks.gatherOutcomes(all)) {
                outcomes.add(switch (outcome) {
                    case Outcome.Success<? extends Integer>(Integer value) -> "value " + value;
                    case Outcome.Failure<? extends Integer>(Throwable cause) -> cause.getMessage();
                    case Outcome.Cancelled<? extends Integer>(CancelledException cause) -> cause.reason();
                });
            }
            assertThat(outcomes).containsExactly("value 2", "not wanted", "broken");
            return 0;
        });
        assertThat(clock.elapsed()).isEqualTo(seconds(2));
    }

    @DisplayName("15: cancelling a gather cancels all its tasks and waits for them")
    @Test
    void cancellingAGatherCancelsItsTasks() throws Exception {
        run(() -> {
            for (Gather gather : List.<Gather>of(Tasks::gather, Tasks::gatherOrCancel, Tasks::gatherOutcomes)) {
                List<Task<Integer>> children = List.of(EventLoop.spawn(sleeper("a")), EventLoop.spawn(sleeper("b")));
                assertThatExceptionOfType(DeadlineExceededException.class)
                        .isThrownBy(() -> CancelScope.timeout(seconds(1), () -> gather.all(children)));
                assertThat(children).allMatch(Task::isCancelled);
            }
            return 0;
        });
        assertThat(trace).containsExactly("a cancelled at 1", "b cancelled at 1", "a cancelled at 2", "b cancelled at 2",
                "a cancelled at 3", "b cancelled at 3");
    }

    private interface Gather {
        Object all(List<Task<Integer>> tasks) throws Exception;
    }

    @DisplayName("15: duplicates run once; empty input completes at once; null is no task")
    @Test
    void gatherOfDuplicatesAndOfNothing() throws Exception {
        run(() -> {
            Task<Boolean> one = EventLoop.spawn(() -> at("runs"));
            assertThat(Tasks.gather(List.of(one, one))).containsExactly(true, true);
            assertThat(Tasks.gatherOutcomes(List.of(one, one))).hasSize(2);
            for (Gather gather : List.<Gather>of(Tasks::gather, Tasks::gatherOrCancel, Tasks::gatherOutcomes)) {
                assertThat(gather.all(List.of())).isEqualTo(List.of());
            }
            assertThatNullPointerException().isThrownBy(() -> Tasks.gather(Arrays.asList(one, null)))
                    .withMessageContaining("Element 1 is null").withMessageContaining("EventLoop.spawn");
            return 0;
        });
        assertThat(trace).containsExactly("runs at 0");
    }

    @DisplayName("16: wait until the first has ended, the first has failed, or all have ended")
    @Test
    void waitGivesDoneAndPending() throws Exception {
        run(() -> {
            Task<Integer> ten = EventLoop.spawn("ten", after(10, 10));
            Task<Integer> one = EventLoop.spawn("one", after(1, 1));
            Task<Integer> bad = EventLoop.spawn("bad", failAfter(3, new IOException("broken")));
            Task<Integer> cancelled = EventLoop.spawn("cancelled", sleeper("cancelled"));
            List<Task<Integer>> all = List.of(ten, one, bad, cancelled);
            Tasks.Waited<Integer> first = Tasks.wait(all, Tasks.Until.FIRST_COMPLETED);
            at("first");
            assertThat(first.done()).isEqualTo(java.util.Set.of(one));
            assertThat(first.pending()).hasToString("[%s, %s, %s]", ten, bad, cancelled);
            cancelled.cancel("is no failure");
            Tasks.Waited<Integer> failed = Tasks.wait(all, Tasks.Until.FIRST_EXCEPTION);
            at("failed");
            assertThat(failed.done()).isEqualTo(java.util.Set.of(one, bad, cancelled));
            assertThat(Tasks.wait(all, Tasks.Until.ALL_COMPLETED).pending()).isEmpty();
            at("all");
            assertThat(bad.failure()).hasMessage("broken");
            assertThat(Tasks.wait(List.of(ten, one), Tasks.Until.FIRST_EXCEPTION).done()).hasSize(2);
            return 0;
        });
        assertThat(trace).containsExactly("first at 1", "cancelled cancelled at 1", "failed at 3", "all at 10");
    }

    @DisplayName("16: neither its time-out nor its cancellation cancels anything")
    @Test
    void waitCancelsNothing() throws Exception {
        run(() -> {
            Task<Integer> slow = EventLoop.spawn(after(10, 10));
            Tasks.Waited<Integer> early = Tasks.wait(List.of(slow), Tasks.Until.ALL_COMPLETED, seconds(2));
            at("timed out");
            assertThat(early.done()).isEmpty();
            assertThat(early.pending()).isEqualTo(java.util.Set.of(slow));
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> CancelScope.timeout(seconds(1),
                    () -> Tasks.wait(List.of(slow), Tasks.Until.FIRST_COMPLETED)));
            assertThat(slow.cancelling()).isZero();
            assertThat(slow.await()).isEqualTo(10);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tasks.wait(List.<Task<Integer>>of(), Tasks.Until.FIRST_COMPLETED));
            return 0;
        });
        assertThat(trace).containsExactly("timed out at 2");
    }

    @DisplayName("16: waiting again and again for the first of several leaves nothing behind on the others")
    @Test
    void waitLeavesNoListenersBehind() throws Exception {
        run(() -> {
            Task<Integer> endless = EventLoop.spawn(sleeper("endless"));
            for (int i = 0; i < 100; i++) {
                Tasks.wait(List.of(endless, EventLoop.spawn(after(1, i))), Tasks.Until.FIRST_COMPLETED);
            }
            assertThat(endless.listeners()).isZero();
            return endless.cancel("seen enough");
        });
    }

    @DisplayName("17: asCompleted gives tasks in the order in which they end")
    @Test
    void asCompletedKeepsTheOrderOfCompletion() throws Exception {
        run(() -> {
            Task<Integer> before = EventLoop.spawn(() -> 0);
            before.await();
            List<Task<Integer>> all = List.of(EventLoop.spawn(after(3, 3)), before, EventLoop.spawn(after(1, 1)),
                    EventLoop.spawn(failAfter(2, new IOException("2"))));
            for (Task<? extends Integer> task : Tasks.asCompleted(all)) {
                at(task.failure() == null ? "value " + task.result() : "failure " + task.failure().getMessage());
            }
            assertThat(Tasks.asCompleted(List.<Task<Integer>>of())).isEmpty();
            return 0;
        });
        assertThat(trace).containsExactly("value 0 at 0", "value 1 at 1", "failure 2 at 2", "value 3 at 3");
    }

    @DisplayName("17: a time-out around asCompleted is raised where the next is waited for; the tasks go on")
    @Test
    void asCompletedTimesOut() throws Exception {
        run(() -> {
            Task<Integer> slow = EventLoop.spawn(after(10, 10));
            List<Task<Integer>> all = List.of(EventLoop.spawn(after(1, 1)), slow);
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> CancelScope.timeout(seconds(5), () -> {
                for (Task<? extends Integer> task : Tasks.asCompleted(all)) {
                    at("value " + task.result());
                }
                return 0;
            }));
            at("timed out");
            return slow.await();
        });
        assertThat(trace).containsExactly("value 1 at 1", "timed out at 5");
        assertThat(clock.elapsed()).isEqualTo(seconds(10));
    }

    @DisplayName("17: race gives the first success; the losers are cancelled and have ended")
    @Test
    void raceGivesTheFirstSuccess() throws Exception {
        run(() -> {
            String winner = Tasks.race(List.<Callable<String>>of(
                    () -> {
                        sleeper("loser").call();
                        return "never";
                    },
                    () -> {
                        throw new IOException("gives up at once");
                    },
                    after(2, "winner")));
            at(winner);
            TaskGroupException e = catchThrowableOfType(TaskGroupException.class, () -> Tasks.race(List.of(
                    failAfter(2, new IOException("late")), failAfter(1, new IOException("early")))));
            assertThat(e.failures()).extracting(Throwable::getMessage).containsExactly("early", "late");
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> CancelScope.timeout(seconds(1),
                    () -> Tasks.race(List.of(sleeper("runner")))));
            assertThatIllegalArgumentException().isThrownBy(() -> Tasks.race(List.of()));
            return 0;
        });
        assertThat(trace).containsExactly("loser cancelled at 2", "winner at 2", "runner cancelled at 5");
    }

    @DisplayName("14: other threads may gather and wait, too")
    @Test
    void fromAnotherThread() throws Exception {
        CompletableFuture<List<Task<Integer>>> tasks = new CompletableFuture<>();
        CompletableFuture<List<Integer>> gathered = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                gathered.complete(Tasks.gather(tasks.join()));
            } catch (InterruptedException | ExecutionException e) {
                gathered.completeExceptionally(e);
            }
        });
        EventLoop.run(() -> {
            CompletableFuture<Integer> go = new CompletableFuture<>();
            tasks.complete(List.of(EventLoop.spawn(() -> EventLoop.await(go)), EventLoop.spawn(() -> 2)));
            go.complete(1);
            return EventLoop.await(gathered);
        });
        thread.join();
        assertThat(gathered.join()).containsExactly(1, 2);
    }
}
