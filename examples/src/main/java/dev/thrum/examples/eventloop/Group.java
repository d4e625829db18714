// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroup;
import dev.thrum.coroutines.TaskGroupException;
import java.time.Duration;

/// Tasks that begin and end together: `asyncio.TaskGroup`.
///
/// Whoever leaves the group has none of its tasks left behind: all have ended, whatever has happened. If one fails, the
/// others are cancelled, and all failures come out together. So nobody forgets to await, and nothing is lost; of all
/// ways to start a task this is the one to prefer.
///
/// A task may start siblings. `cancel` ends a group that has what it wants.
///
/// Try: let two tasks fail at the same time, and print `failures()`.
final class Group {

    private Diary diary = new Diary();

    private int count(String what, int seconds) throws InterruptedException {
        try {
            Strand.sleep(Duration.ofSeconds(seconds));
            diary.note(what + " are counted");
            return seconds * 10;
        } catch (InterruptedException e) {
            diary.note(what + " are left uncounted");
            throw e;
        }
    }

    private void together() throws Exception {
        // @start region="group"
        int total = new TaskGroup().call(group -> {
            Task<Integer> apples = group.spawn(() -> count("apples", 1));
            Task<Integer> pears = group.spawn(() -> count("pears", 2));
            return apples.await() + pears.await();
        });
        diary.note("in all: " + total);
        // @end region="group"
    }

    private void oneFails() throws Exception {
        // @start region="group-failure"
        try {
            new TaskGroup().run(group -> {
                group.spawn(() -> count("apples", 10));
                group.spawn(() -> {
                    count("pears", 1);
                    throw new IllegalStateException("the scales are broken");
                });
            });
        } catch (TaskGroupException e) {
            diary.note("failed: " + e.failures());
        }
        // @end region="group-failure"
    }

    private void enough() throws Exception {
        // @start region="group-cancel"
        new TaskGroup().run(group -> {
            group.spawn(() -> count("apples", 10));
            group.spawn(() -> {
                count("pears", 1);
                group.cancel("pears are enough");
            });
        });
        diary.note("on we go");
        // @end region="group-cancel"
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            together();
            oneFails();
            enough();
        });
    }
}
