// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The course's first asynchronous program, in all forms that are right.
///
/// In Python there are two kinds of functions. One written with `async def` does nothing when it is called; it has to
/// be awaited, and only another one of its kind may do that. Here there is one kind. A call is a call: `sleeper(5)`
/// sleeps for five seconds, in a loop and without one. What a loop adds is that *others* run meanwhile, and for that
/// somebody has to start them: `spawn` is Python's `create_task`, and takes the code to run.
///
/// See the times. In the third part the printer does not wait for the sleeper: it is a task of its own, and runs as
/// soon as the task that has started it waits. In the fourth part each task is awaited before the next one is started,
/// so nothing is gained by tasks. In the fifth all are started first.
///
/// What can go wrong is in [Mistakes].
///
/// Try: `sleep.await()` before the printer is started.
final class SleeperAndPrinter {

    private Diary diary = new Diary();

    // @start region="sleeper"
    private void sleeper(int seconds) throws InterruptedException {
        diary.note("sleeping for " + seconds + " seconds");
        Strand.sleep(Duration.ofSeconds(seconds));
    }

    private void printer(String text) {
        diary.note(text);
    }

    private void oneAfterAnother() throws InterruptedException {
        sleeper(5);
        printer("woke up");
    }
    // @end region="sleeper"

    // @start region="together"
    private void together() throws Exception {
        Task<?> sleep = EventLoop.spawn("sleeper", () -> sleeper(5));
        Task<?> print = EventLoop.spawn("printer", () -> printer("woke up"));
        diary.note("both are started");
        sleep.await();
        print.await();
        diary.note("both have ended");
    }
    // @end region="together"

    private void eachAwaited() throws Exception {
        for (int i = 0; i < 3; i++) {
            EventLoop.spawn(() -> sleeper(1)).await();
        }
        diary.note("finish");
    }

    private void allStartedFirst() throws Exception {
        List<Task<?>> sleepers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sleepers.add(EventLoop.spawn(() -> sleeper(1)));
        }
        Tasks.gather(sleepers);
        diary.note("finish");
    }

    private void begin(String title) {
        IO.println(title + ":");
        diary = new Diary();
    }

    void main() throws Exception {
        begin("Without a loop");
        oneAfterAnother();
        EventLoop.run(() -> {
            begin("In a loop, one after another");
            oneAfterAnother();
            begin("Together");
            together();
            begin("Each started and awaited");
            eachAwaited();
            begin("All started, then awaited");
            allStartedFirst();
        });
    }
}
