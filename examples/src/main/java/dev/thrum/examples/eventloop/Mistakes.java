// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// What can go wrong with sleeper and printer, and what the library says to it.
///
/// The course's own mistakes mostly do not compile here: the guide has them in a table. To forget an `await` before a
/// call is not possible, as there is none. These are left:
///
/// 1. A task is started where no loop runs.
/// 2. Not the code is handed over but what it has returned: Python's `create_task(print("woke up"))`. In Java the
///    compiler finds that, unless what was returned is `null`.
/// 3. A task is started, and nobody waits for it. The end of the main task cuts it short; the log has a warning that
///    names the line. Python says nothing at all to that.
/// 4. A task fails, and nobody asks. The log has the failure, with its stack.
/// 5. The result is asked for before it is there.
/// 6. A task waits for itself, or two for each other: in `asyncio`, for ever.
/// 7. A loop that has ended is given a task.
///
/// Messages of the third and fourth go to the log, on the standard error stream; all others are exceptions.
///
/// An eighth one, a task that blocks the loop, has [a lesson of its own][BlockingSleep].
final class Mistakes {

    private static void sleeper() throws InterruptedException {
        Strand.sleep(Duration.ofSeconds(5));
    }

    private static void startWithoutALoop() {
        // @start region="no-loop"
        try {
            EventLoop.spawn("sleeper", Mistakes::sleeper);
        } catch (IllegalStateException e) {
            IO.println(e.getMessage());
        }
        // @end region="no-loop"
    }

    /// Prints, and answers with nothing, as Python's `print` does.
    private static @Nullable Callable<String> print(String text) {
        IO.println(text);
        return null;
    }

    @SuppressWarnings("NullAway") // it finds this mistake when the lesson is compiled
    private static void handOverAResult() {
        // @start region="result"
        Callable<String> printed = print("woke up");    // has printed, and is null
        try {
            EventLoop.spawn("printer", printed);
        } catch (NullPointerException e) {
            IO.println(e.getMessage());
        }
        // @end region="result"
    }

    private static void neverAwait() throws InterruptedException {
        // @start region="never-awaited"
        EventLoop.run(() -> {
            EventLoop.spawn("sleeper", Mistakes::sleeper);
            IO.println("main has ended");
        });
        // @end region="never-awaited"
    }

    private static void neverAsk() throws InterruptedException {
        // @start region="never-asked"
        EventLoop.run(() -> {
            EventLoop.spawn("printer", () -> {
                throw new IllegalStateException("out of paper");
            });
            Strand.yieldNow();
        });
        // @end region="never-asked"
    }

    private static void askTooEarly() throws ExecutionException, InterruptedException {
        Task<?> sleeper = EventLoop.spawn("sleeper", Mistakes::sleeper);
        try {
            sleeper.result();
        } catch (IllegalStateException e) {
            IO.println(e.getMessage());
        }
        sleeper.cancel("it was only an example");
    }

    private static void awaitOneAnother() throws ExecutionException, InterruptedException {
        // @start region="one-another"
        Task<?> main = EventLoop.currentTask();
        Task<?> printer = EventLoop.spawn("printer", () -> {
            try {
                main.await();
            } catch (DeadlockException e) {
                IO.println(e.getMessage());
            }
        });
        printer.await();
        // @end region="one-another"
    }

    private static void comeTooLate() throws InterruptedException {
        EventLoop ended = EventLoop.run(EventLoop::current);
        try {
            ended.submit("printer", () -> IO.println("woke up"));
        } catch (RejectedExecutionException e) {
            IO.println(e.getMessage());
        }
    }

    void main() throws Exception {
        startWithoutALoop();
        EventLoop.run(Mistakes::handOverAResult);
        neverAwait();
        neverAsk();
        EventLoop.run(Mistakes::askTooEarly);
        EventLoop.run(Mistakes::awaitOneAnother);
        comeTooLate();
    }
}
