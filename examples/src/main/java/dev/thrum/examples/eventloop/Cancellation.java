// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// To be cancelled is a state, not an event.
///
/// In `asyncio`, `CancelledError` is thrown once. Code that catches too much, and there is a lot of it, goes on as if
/// nothing had happened, and whoever has cancelled it waits for ever. Here every wait throws until the task has ended,
/// so it cannot be overheard. A task may catch the exception, tidy up and even return a value; but tidying up that has
/// to *wait* must say so, with `shielded`.
///
/// Two sides see it: the task gets a [CancelledException] with who and why, and whoever awaits the task a
/// [CancellationException] that says the same.
///
/// A task that decides to go on takes the request back with `uncancel`: to be asked to stop is then an answer like any
/// other.
///
/// Try: `shielded` around the whole body. Who has to wait for how long?
final class Cancellation {

    private Diary diary = new Diary();

    // @start region="deaf"
    private void deaf() throws InterruptedException {
        for (int i = 1; i <= 3; i++) {
            try {
                Strand.sleep(Duration.ofHours(1));
            } catch (InterruptedException e) {
                diary.note("caught, and on to the next hour");
            }
        }
        Strand.sleep(Duration.ofHours(1));
    }
    // @end region="deaf"

    // @start region="clean-up"
    private void tidy() throws InterruptedException {
        try {
            Strand.sleep(Duration.ofHours(1));
        } finally {
            CancelScope.shielded(() -> {
                Strand.sleep(Duration.ofSeconds(1));
                diary.note("tidied up");
            });
        }
    }
    // @end region="clean-up"

    // @start region="uncancel"
    private String stubborn() throws InterruptedException {
        try {
            Strand.sleep(Duration.ofHours(1));
            return "nobody has asked";
        } catch (CancelledException e) {
            EventLoop.currentTask().uncancel();
            Strand.sleep(Duration.ofSeconds(1));
            return "asked to stop, since " + e.reason();
        }
    }
    // @end region="uncancel"

    private void cancel(Task<?> task) throws Exception {
        // @start region="cancel"
        Strand.sleep(Duration.ofSeconds(1));
        task.cancel("it is late");
        try {
            diary.note(task.name() + " has returned: " + task.await());
        } catch (CancellationException e) {
            diary.note(e.getMessage());
        }
        // @end region="cancel"
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            cancel(EventLoop.spawn("deaf", this::deaf));
            cancel(EventLoop.spawn("tidy", this::tidy));
            cancel(EventLoop.spawn("stubborn", this::stubborn));
        });
    }
}
