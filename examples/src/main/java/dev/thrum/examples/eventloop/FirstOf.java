// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import dev.thrum.coroutines.Tasks.Until;
import dev.thrum.coroutines.Tasks.Waited;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// Not all of them, or not in their order: `wait`, `asCompleted`, and `race`, which `asyncio` does not have.
///
/// - `wait` waits until the first has ended, or the first has failed, or all have ended, or the time is over, and says
///   which have ended and which have not. It cancels nothing and throws nothing.
/// - `asCompleted` gives each task as soon as it has ended, for a loop.
/// - `race` starts them itself, gives the first result and cancels the rest.
///
/// Try: a `wait` of half a second. Which are done?
final class FirstOf {

    private Diary diary = new Diary();

    private static Callable<String> ask(String server, int seconds) {
        return () -> {
            Strand.sleep(Duration.ofSeconds(seconds));
            return server;
        };
    }

    private static List<Task<String>> askAll() {
        return List.of(EventLoop.spawn("slow", ask("slow", 3)), EventLoop.spawn("quick", ask("quick", 1)),
                EventLoop.spawn("fair", ask("fair", 2)));
    }

    private void waitForTheFirst() throws Exception {
        // @start region="wait"
        Waited<String> first = Tasks.wait(askAll(), Until.FIRST_COMPLETED);
        diary.note("done: " + first.done());
        diary.note("pending: " + first.pending());
        Waited<String> all = Tasks.wait(first.pending(), Until.ALL_COMPLETED, Duration.ofHours(1));
        diary.note("done: " + all.done());
        // @end region="wait"
    }

    private void oneByOne() throws Exception {
        // @start region="as-completed"
        for (Task<? extends String> task : Tasks.asCompleted(askAll())) {
            diary.note(task.result() + " has answered");
        }
        // @end region="as-completed"
    }

    private void race() throws Exception {
        // @start region="race"
        String winner = Tasks.race(List.of(ask("slow", 3), ask("quick", 1), ask("fair", 2)));
        diary.note(winner + " has won, and the others have ended");
        // @end region="race"
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            waitForTheFirst();
            oneByOne();
            race();
        });
    }
}
