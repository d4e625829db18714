// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TaskGroupTest extends LoopTestBase {

    @DisplayName("19: leaving a group waits for every task in it, also for those that nobody awaits")
    @Test
    void leavingWaitsForEveryTask() throws Exception {
        int value = run(() -> new TaskGroup().call(group -> {
            group.spawn(() -> {
                Strand.sleep(seconds(3));
                return at("slow");
            });
            group.spawn(() -> {
                Strand.sleep(seconds(1));
                return at("fast");
            });
            at("body ends");
            return 42;
        }));
        assertThat(value).isEqualTo(42);
        assertThat(trace).containsExactly("body ends at 0", "fast at 1", "slow at 3");
        assertThat(clock.elapsed()).isEqualTo(seconds(3));
    }

    @DisplayName("19: a group without tasks ends with its body; null is a value")
    @Test
    void emptyGroup() throws Exception {
        Object nothing = run(() -> new TaskGroup().<Object>call(group -> null));
        assertThat(nothing).isNull();
        run(() -> {
            new TaskGroup().run(group -> at("body"));
            return at("left");
        });
        assertThat(trace).containsExactly("body at 0", "left at 0");
    }

    @DisplayName("19: a task's failure cancels its siblings and the body, waits for their clean-up, and comes out")
    @Test
    void aFailureCancelsTheOthers() throws Exception {
        IOException failure = new IOException("no such page");
        run(() -> {
            TaskGroupException e = catchThrowableOfType(TaskGroupException.class, () -> TaskGroup.named("g").run(group -> {
                group.spawn(failAfter(1, failure));
                group.spawn("sibling", () -> {
                    try {
                        return sleeper("sibling").call();
                    } finally {
                        CancelScope.shielded(() -> {
                            Strand.sleep(seconds(5));
                            return at("sibling cleaned up");
                        });
                    }
                });
                sleeper("body").call();
            }));
            at("left");
            assertThat(e.getCause()).isSameAs(failure);
            assertThat(e.failures()).containsExactly(failure);
            assertThat(e).hasMessageContaining("task group \"g\"").hasMessageContaining("no such page");
            return 0;
        });
        assertThat(trace).containsExactly("sibling cancelled at 1", "body cancelled at 1", "sibling cleaned up at 6",
                "left at 6");
    }

    @DisplayName("19: all failures come out together, in the order in which they came, the later ones suppressed")
    @Test
    void allFailuresComeOutTogether() throws Exception {
        IOException first = new IOException("first");
        IllegalStateException second = new IllegalStateException("second");
        ArithmeticException ofBody = new ArithmeticException("body");
        run(() -> {
            TaskGroupException e = catchThrowableOfType(TaskGroupException.class, () -> new TaskGroup().run(group -> {
                group.spawn(failAfter(1, first));
                group.spawn(() -> {
                    try {
                        return sleeper("sibling").call();
                    } finally {
                        raise(second);
                    }
                });
                try {
                    sleeper("body").call();
                } finally {
                    raise(ofBody);
                }
            }));
            assertThat(e.failures()).containsExactly(first, second, ofBody);
            assertThat(e).hasCause(first).hasMessageContaining("3 places");
            assertThat(e.getSuppressed()).containsExactly(second, ofBody);
            return 0;
        });
    }

    private static void raise(RuntimeException e) {
        throw e;
    }

    @DisplayName("19: a failure that the body hears of by awaiting the task is one failure")
    @Test
    void anAwaitedFailureIsNotCountedTwice() throws Exception {
        IOException failure = new IOException("once");
        run(() -> {
            TaskGroupException e = catchThrowableOfType(TaskGroupException.class, () -> new TaskGroup().call(group ->
                    group.spawn(failAfter(1, failure)).await()));
            assertThat(e.failures()).containsExactly(failure);
            return 0;
        });
    }

    @DisplayName("20: the body's failure cancels the tasks")
    @Test
    void theBodysFailureCancelsTheTasks() throws Exception {
        IOException failure = new IOException("body");
        run(() -> {
            assertThatExceptionOfType(TaskGroupException.class).isThrownBy(() -> new TaskGroup().run(group -> {
                group.spawn(sleeper("task"));
                Strand.sleep(seconds(2));
                throw failure;
            })).satisfies(e -> assertThat(e.failures()).containsExactly(failure));
            return at("left");
        });
        assertThat(trace).containsExactly("task cancelled at 2", "left at 2");
    }

    @DisplayName("20: a cancellation from outside reaches body and tasks, and is thrown when they have ended")
    @Test
    void aCancellationFromOutsidePropagates() throws Exception {
        run(() -> {
            Task<Integer> outer = EventLoop.spawn(() -> new TaskGroup().call(group -> {
                group.spawn(sleeper("task"));
                return sleeper("body").call();
            }));
            Strand.sleep(seconds(1));
            outer.cancel("enough");
            assertThatExceptionOfType(CancellationException.class).isThrownBy(outer::await)
                    .withMessageContaining("enough");
            return 0;
        });
        assertThat(trace).containsExactly("task cancelled at 1", "body cancelled at 1");
    }

    @DisplayName("20: a cancellation from outside while the group waits for its tasks")
    @Test
    void aCancellationWhileTheGroupCloses() throws Exception {
        run(() -> {
            assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(
                    () -> CancelScope.timeout(seconds(2), () -> new TaskGroup().call(group -> group.spawn(sleeper("task")))));
            return 0;
        });
        assertThat(trace).containsExactly("task cancelled at 2");
    }

    @DisplayName("20: a failure together with a cancellation from outside: both are told")
    @Test
    void aFailureTogetherWithACancellationLosesNeither() throws Exception {
        IllegalStateException failure = new IllegalStateException("clean-up failed");
        run(() -> {
            Task<String> outer = EventLoop.spawn(() -> {
                TaskGroupException e = catchThrowableOfType(TaskGroupException.class, () -> new TaskGroup().run(group -> {
                    group.spawn(() -> {
                        try {
                            return sleeper("task").call();
                        } finally {
                            raise(failure);
                        }
                    });
                    sleeper("body").call();
                }));
                assertThat(e.failures()).containsExactly(failure);
                assertThat(e.getSuppressed()).hasSize(1).allSatisfy(
                        other -> assertThat(other).isInstanceOf(CancelledException.class).hasMessageContaining("enough"));
                CancelledException told = catchThrowableOfType(CancelledException.class, Strand::yieldNow);
                return told.reason();
            });
            Strand.sleep(seconds(1));
            outer.cancel("enough");
            assertThat(outer.await()).isEqualTo("enough");
            return 0;
        });
    }

    @DisplayName("20: an interrupt of the body cancels the tasks and is thrown")
    @Test
    void anInterruptOfTheBody() throws Exception {
        run(() -> {
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> new TaskGroup().run(group -> {
                group.spawn(sleeper("task"));
                Strand.yieldNow();
                Thread.currentThread().interrupt();
            })).isNotInstanceOf(CancelledException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            return 0;
        });
        assertThat(trace).containsExactly("task cancelled at 0");
    }

    @DisplayName("21: a group that was left, or is shutting down, takes no task")
    @Test
    void noTaskAfterShutdown() throws Exception {
        run(() -> {
            TaskGroup left = TaskGroup.named("left");
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> left.spawn(() -> 1))
                    .withMessageContaining("was not entered");
            left.run(group -> {});
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> left.spawn("late", () -> 1))
                    .withMessageContaining("\"left\" has been left").withMessageContaining("late");
            new TaskGroup().run(group -> {
                group.cancel("that was it");
                assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> group.spawn(() -> 1))
                        .withMessageContaining("shutting down");
            });
            return 0;
        });
    }

    @DisplayName("21: tasks may start siblings while the group closes, and are waited for")
    @Test
    void tasksMayAddSiblings() throws Exception {
        run(() -> {
            new TaskGroup().run(group -> group.spawn(() -> chain(group, 3)));
            return at("left");
        });
        assertThat(trace).containsExactly("link 3 at 1", "link 2 at 2", "link 1 at 3", "left at 3");
    }

    private boolean chain(TaskGroup group, int length) throws InterruptedException {
        Strand.sleep(seconds(1));
        at("link " + length);
        if (length > 1) {
            group.spawn(() -> chain(group, length - 1));
        }
        return true;
    }

    @DisplayName("21: nested groups: the inner one's failure is a failure of the outer one")
    @Test
    void nestedGroups() throws Exception {
        IOException failure = new IOException("deep");
        run(() -> {
            TaskGroupException e = catchThrowableOfType(TaskGroupException.class, () -> TaskGroup.named("outer").run(outer -> {
                outer.spawn(sleeper("cousin"));
                TaskGroup.named("inner").run(inner -> {
                    inner.spawn(sleeper("sibling"));
                    inner.spawn(failAfter(1, failure));
                });
            }));
            assertThat(e.failures()).singleElement().isInstanceOfSatisfying(TaskGroupException.class,
                    inner -> assertThat(inner.failures()).containsExactly(failure));
            return 0;
        });
        assertThat(trace).containsExactly("sibling cancelled at 1", "cousin cancelled at 1");
    }

    @DisplayName("21: entering a group twice, or outside of a loop, is an error")
    @Test
    void enteringTwiceIsAnError() throws Exception {
        assertThatIllegalStateException().isThrownBy(() -> new TaskGroup().run(group -> {}))
                .withMessageContaining("is not in an event loop");
        run(() -> {
            TaskGroup twice = TaskGroup.named("twice");
            twice.run(group -> assertThatIllegalStateException().isThrownBy(() -> twice.run(again -> {}))
                    .withMessageContaining("was entered before"));
            assertThatIllegalStateException().isThrownBy(() -> twice.call(again -> 1))
                    .withMessageContaining("task group \"twice\" was entered before; a group is used once");
            return 0;
        });
    }

    @DisplayName("21: a task that was only cancelled is no failure; its siblings go on")
    @Test
    void aCancelledTaskIsNoFailure() throws Exception {
        List<Integer> done = new ArrayList<>();
        run(() -> {
            new TaskGroup().run(group -> {
                Task<Integer> unwanted = group.spawn(sleeper("unwanted"));
                group.spawn(() -> done.add(after(5, 5).call()));
                Strand.sleep(seconds(1));
                unwanted.cancel("changed my mind");
            });
            return at("left");
        });
        assertThat(done).containsExactly(5);
        assertThat(trace).containsExactly("unwanted cancelled at 1", "left at 5");
    }

    @DisplayName("21: cancelling the group ends body and tasks; run returns, call has no value and throws")
    @Test
    void cancellingTheGroup() throws Exception {
        run(() -> {
            new TaskGroup().run(group -> {
                group.spawn(sleeper("task"));
                group.spawn(() -> {
                    Strand.sleep(seconds(1));
                    return group.cancel("found");
                });
                sleeper("body").call();
            });
            at("left");
            assertThatExceptionOfType(CancelledException.class).isThrownBy(() -> new TaskGroup().call(group -> {
                group.cancel("none");
                Strand.sleep(Duration.ofHours(1));
                return 1;
            })).satisfies(e -> assertThat(e.reason()).isEqualTo("none"));
            int kept = new TaskGroup().call(group -> {
                group.cancel("too late for the body");
                return 7;
            });
            assertThat(kept).isEqualTo(7);
            return 0;
        });
        assertThat(trace).containsExactly("task cancelled at 1", "body cancelled at 1", "left at 1");
    }

    @DisplayName("21: siblings that await each other when the group is cancelled do not fail of that")
    @Test
    void beingCancelledTogetherIsNoFailure() throws Exception {
        run(() -> {
            new TaskGroup().run(group -> {
                Task<Integer> awaited = group.spawn(sleeper("awaited"));
                group.spawn(() -> awaited.await());
                group.spawn(() -> Tasks.gather(List.of(awaited)));
                Strand.sleep(seconds(1));
                group.cancel("closing time");
                awaited.await();
            });
            return at("left");
        });
        assertThat(trace).containsExactly("awaited cancelled at 1", "left at 1");
    }
}
