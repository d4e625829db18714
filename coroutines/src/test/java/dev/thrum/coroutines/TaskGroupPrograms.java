// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelScope;
import dev.thrum.core.Strand;

/// Groups of tasks. The other side is `oracle/tasks.py`.
final class TaskGroupPrograms extends LoopPrograms {

    @Program(19)
    void aFailureCancelsTheSiblings() throws Exception {
        run(() -> {
            outcome("group", () -> new TaskGroup().call(group -> {
                group.spawn(failAfter(1, new Spam("first")));
                group.spawn(sleeper("a", 1));
                group.spawn(sleeper("b", 3));
                return sleeper("body", 2).call();
            }));
            return 0;
        });
    }

    @Program(19)
    void allFailuresComeOut() throws Exception {
        run(() -> {
            outcome("group", () -> new TaskGroup().call(group -> {
                group.spawn(() -> {
                    try {
                        return after(1000, 0).call();
                    } finally {
                        CancelScope.shielded(() -> after(2, 0).call());
                        raise(new Eggs("second"));
                    }
                });
                group.spawn(failAfter(1, new Spam("first")));
                return 0;
            }));
            return 0;
        });
    }

    @Program(20)
    void theBodysFailureCancelsTheTasks() throws Exception {
        run(() -> {
            outcome("group", () -> new TaskGroup().call(group -> {
                group.spawn(sleeper("task", 2));
                Strand.sleep(seconds(1));
                throw new Spam("body");
            }));
            return 0;
        });
    }

    @Program(20)
    void aCancellationFromOutside() throws Exception {
        run(() -> {
            Task<?> task = EventLoop.spawn(() -> new TaskGroup().call(group -> {
                group.spawn(sleeper("task", 2));
                Strand.yieldNow();
                return at("body ends");
            }));
            Strand.sleep(seconds(1));
            task.cancel("enough");
            outcome("group", task::await);
            return 0;
        });
    }

    @Program(21)
    void aCancelledTaskIsNoFailure() throws Exception {
        run(() -> {
            outcome("group", () -> new TaskGroup().call(group -> {
                Task<?> unwanted = group.spawn(sleeper("unwanted"));
                group.spawn(() -> {
                    Strand.sleep(seconds(5));
                    return at("sibling");
                });
                Strand.sleep(seconds(1));
                unwanted.cancel("changed my mind");
                return "left";
            }));
            return 0;
        });
    }

    @Program(21)
    void tasksAddSiblings() throws Exception {
        run(() -> {
            new TaskGroup().run(group -> {
                group.spawn(() -> link(group, 3));
                at("body ends");
            });
            return at("left");
        });
    }

    private boolean link(TaskGroup group, int length) throws InterruptedException {
        Strand.sleep(seconds(1));
        at("link", length);
        if (length > 1) {
            group.spawn(() -> link(group, length - 1));
        }
        return true;
    }
}
