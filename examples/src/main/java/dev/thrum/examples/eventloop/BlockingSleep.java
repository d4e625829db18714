// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Action;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The wrong sleep, `time.sleep` in Python, `Thread.sleep` here, and what to do about calls of its kind.
///
/// A task gives way where it waits in this library. `Thread.sleep` knows nothing of that: the task keeps the loop, and
/// nobody else runs. The same goes for reading a file or a socket, and for waiting in `java.util.concurrent`. See the
/// order: the second task begins only when the first one has ended.
///
/// Where there is a wait of this library, take it. For all else there is `EventLoop.blocking`: the task lets go of the
/// loop for the duration of the call. Python needs another library for each blocking one, `aiohttp` for `requests`;
/// here any will do.
///
/// Try: leave `blocking` away from a call that reads from `System.in`, and start a task beside it that prints the time.
final class BlockingSleep {

    private static final Duration A_MOMENT = Duration.ofMillis(50);

    private static void three(String how, Action<?> sleep) throws Exception {
        List<String> order = new ArrayList<>();         // shared by three tasks, without a lock
        EventLoop.run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                int number = i;
                tasks.add(EventLoop.spawn(() -> {
                    order.add(number + " begins");
                    sleep.run();
                    order.add(number + " ends");
                }));
            }
            Tasks.gather(tasks);
        });
        IO.println(how + ": " + String.join(", ", order));
    }

    void main() throws Exception {
        // @start region="three-sleeps"
        three("Thread.sleep", () -> Thread.sleep(A_MOMENT));
        three("Strand.sleep", () -> Strand.sleep(A_MOMENT));
        three("Thread.sleep in blocking", () -> EventLoop.blocking(() -> Thread.sleep(A_MOMENT)));
        // @end region="three-sleeps"
    }
}
