// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;
import java.util.ArrayList;
import java.util.List;

/// Tasks, and waits for several. The other side is `oracle/tasks.py`.
final class TaskPrograms extends LoopPrograms {

    @Program(4)
    void readyTasksRunInOrder() throws Exception {
        run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                tasks.add(EventLoop.spawn(() -> {
                    for (int step = 0; step < 3; step++) {
                        trace(name, step);
                        Strand.yieldNow();
                    }
                    return 0;
                }));
            }
            return Tasks.gather(tasks);
        });
    }

    @Program(5)
    void timersFireInOrder() throws Exception {
        run(() -> {
            EventLoop.callLater(seconds(3), () -> at("late"));
            EventLoop.callLater(seconds(1), () -> at("first of two"));
            EventLoop.callAt(seconds(1), () -> at("second of two"));
            EventLoop.callLater(seconds(2), () -> at("unwanted")).cancel();
            EventLoop.callSoon(() -> at("soon"));
            at("main");
            return after(5, 0).call();
        });
    }

    @Program(7)
    void cancelledBeforeItsFirstStep() throws Exception {
        run(() -> {
            Task<?> task = EventLoop.spawn(sleeper("task"));
            trace(task.cancel("not needed"));
            outcome("task", task::await);
            trace(task.cancel("not needed"));
            return 0;
        });
    }

    @Program({7, 9})
    void cancelledWhileAsleep() throws Exception {
        run(() -> {
            Task<?> task = EventLoop.spawn(sleeper("task", 2));
            Strand.sleep(seconds(1));
            task.cancel("enough");
            at("asked");
            outcome("task", task::await);
            return 0;
        });
    }

    @Program(8)
    void itMayReturnAValueAllTheSame() throws Exception {
        run(() -> {
            Task<?> task = EventLoop.spawn(() -> {
                try {
                    return sleeper("inner").call();
                } catch (CancelledException e) {
                    return 7;
                }
            });
            Strand.sleep(seconds(1));
            task.cancel("enough");
            outcome("task", task::await);
            trace(task.isCancelled());
            return 0;
        });
    }

    @Program(10)
    void itMayGoOn() throws Exception {
        run(() -> {
            Task<?> task = EventLoop.spawn(() -> {
                try {
                    Strand.sleep(seconds(1000));
                } catch (CancelledException e) {
                    at("asked", EventLoop.currentTask().cancelling());
                    trace(EventLoop.currentTask().uncancel());
                }
                Strand.sleep(seconds(5));
                at("went on");
                return EventLoop.currentTask().cancelling();
            });
            Strand.sleep(seconds(1));
            task.cancel("enough");
            outcome("task", task::await);
            return 0;
        });
    }

    @Program(11)
    void anAwaiterEndsAfterWhatItAwaits() throws Exception {
        run(() -> {
            Task<?> inner = EventLoop.spawn(sleeper("inner", 3));
            Task<?> outer = EventLoop.spawn(() -> {
                try {
                    return inner.await();
                } finally {
                    at("outer ends");
                }
            });
            Strand.sleep(seconds(1));
            outer.cancel("enough");
            outcome("outer", outer::await);
            outcome("inner", inner::await);
            return 0;
        });
    }

    @Program(14)
    void gatherThrowsTheFirstAndSiblingsGoOn() throws Exception {
        run(() -> {
            Task<String> slow = EventLoop.spawn(after(5, "slow"));
            Task<String> bad = EventLoop.spawn(failAfter(1, new Spam("bad")));
            outcome("gather", () -> Tasks.gather(List.of(slow, bad)));
            outcome("slow", slow::await);
            return 0;
        });
    }

    @Program(15)
    void gatherCollectsInPlace() throws Exception {
        run(() -> {
            Task<Object> cancelled = EventLoop.spawn(sleeper("cancelled"));
            Strand.yieldNow();
            cancelled.cancel("not needed");
            for (Outcome<?> outcome : Tasks.gatherOutcomes(List.of(EventLoop.spawn(after(2, "two")), cancelled,
                    EventLoop.spawn(failAfter(1, new Spam("bad")))))) {
                at(switch (outcome) {
                    case Outcome.Success<?>(Object value) -> value;
                    case Outcome.Failure<?>(Throwable cause) -> cause;
                    case Outcome.Cancelled<?> _ -> "cancelled";
                });
            }
            return 0;
        });
    }

    @Program(15)
    void cancellingAGather() throws Exception {
        run(() -> {
            Task<?> gathering = EventLoop.spawn(() -> Tasks.gather(
                    List.of(EventLoop.spawn(sleeper("a", 1)), EventLoop.spawn(sleeper("b", 1)))));
            Strand.sleep(seconds(1));
            gathering.cancel("enough");
            outcome("gather", gathering::await);
            return 0;
        });
    }

    @Program(16)
    void waitInThreeWays() throws Exception {
        run(() -> {
            Task<Integer> one = EventLoop.spawn(after(1, 1));
            Task<Integer> bad = EventLoop.spawn(failAfter(3, new Spam("bad")));
            Task<Integer> ten = EventLoop.spawn(after(10, 10));
            for (Tasks.Until until : Tasks.Until.values()) {
                Tasks.Waited<Integer> waited = Tasks.wait(List.of(one, bad, ten), until);
                at(waited.done().size(), "done", waited.pending().size(), "pending");
            }
            outcome("bad", bad::await);
            Task<String> late = EventLoop.spawn(after(10, "late"));
            Tasks.Waited<String> waited = Tasks.wait(List.of(late), Tasks.Until.ALL_COMPLETED, seconds(2));
            at(waited.done().size(), "done", waited.pending().size(), "pending");
            outcome("late", late::await);
            return 0;
        });
    }

    @Program(17)
    void asCompleted() throws Exception {
        run(() -> {
            List<Task<String>> tasks = List.of(EventLoop.spawn(after(3, "c")), EventLoop.spawn(after(1, "a")),
                    EventLoop.spawn(failAfter(2, new Spam("b"))));
            for (Task<? extends String> next : Tasks.asCompleted(tasks)) {
                outcome("next", next::result);
            }
            return 0;
        });
    }

    @Program(18)
    void shieldSparesTheTask() throws Exception {
        run(() -> {
            Task<String> inner = EventLoop.spawn(after(5, "inner"));
            Task<String> waiter = EventLoop.spawn(() -> Tasks.shield(inner));
            Strand.sleep(seconds(1));
            waiter.cancel("enough");
            outcome("waiter", waiter::await);
            outcome("inner", inner::await);
            return 0;
        });
    }
}
