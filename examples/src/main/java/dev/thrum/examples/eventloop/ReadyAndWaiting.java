// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a loop does: it has tasks that are ready and tasks that wait. It takes the first one that is ready and lets it
/// run until that one waits, and so on. It never takes the turn away from a task.
///
/// `yieldNow`, Python's `sleep(0)`, waits for nothing: the task goes to the end of the ready ones. So three tasks that
/// yield take turns, in the order in which they were started. A task that sleeps is among those that wait, and is ready
/// again when its time has come.
///
/// Try: a task that does not yield. When is it the turn of the next one?
final class ReadyAndWaiting {

    void main() throws Exception {
        // @start region="turns"
        List<String> turns = new ArrayList<>();
        EventLoop.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                tasks.add(EventLoop.spawn(name, () -> {
                    for (int turn = 1; turn <= 3; turn++) {
                        turns.add(name + turn);
                        if (name.equals("b") && turn == 1) {
                            Strand.sleep(Duration.ofMillis(10));    // not ready for a while
                        } else {
                            Strand.yieldNow();                      // ready, behind all others
                        }
                    }
                }));
            }
            Tasks.gather(tasks);
        });
        IO.println(String.join(" ", turns));
        // @end region="turns"
    }
}
