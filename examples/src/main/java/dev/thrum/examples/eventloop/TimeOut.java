// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;

/// No longer than so: `asyncio.timeout` and `wait_for`.
///
/// A time-out stands around code, as many waits as there are in it. The exception comes out at the edge of *that*
/// time-out: where two of them are nested, each catches its own, and `DeadlineExceededException.scope` tells which it
/// was. Its message says what was being waited for.
///
/// A deadline can be moved while the code runs, for a stream, say, that may take as long as it likes but not pause. And
/// what is there when the time is over is not thrown away: code that ends without another wait has succeeded.
///
/// Try: an outer time-out that is shorter than the inner one.
final class TimeOut {

    private Diary diary = new Diary();

    private static String slow(int seconds) throws InterruptedException {
        Strand.sleep(Duration.ofSeconds(seconds));
        return "the answer";
    }

    private void around() throws Exception {
        // @start region="timeout"
        try {
            CancelScope.timeout(Duration.ofSeconds(2), () -> slow(1) + slow(5));
        } catch (DeadlineExceededException e) {
            diary.note(e.getMessage());
        }
        // @end region="timeout"
    }

    private void nested() throws Exception {
        // @start region="nested-timeout"
        String found = CancelScope.timeout(Duration.ofSeconds(10), () -> {
            try {
                return CancelScope.timeout(Duration.ofSeconds(1), () -> slow(5));
            } catch (DeadlineExceededException e) {
                return "nothing from the first, so from the second: " + slow(1);
            }
        });
        diary.note(found);
        // @end region="nested-timeout"
    }

    private void ofATask() throws Exception {
        Task<String> task = EventLoop.spawn("slow", () -> slow(5));
        try {
            Tasks.waitFor(task, Duration.ofSeconds(2));
        } catch (DeadlineExceededException e) {
            diary.note(task.toString());
        }
    }

    private void moved() throws Exception {
        // @start region="reschedule"
        CancelScope stream = new CancelScope("a second for each piece");
        int pieces = stream.expireAfter(Duration.ofSeconds(1)).call(() -> {
            for (int i = 0; i < 10; i++) {
                Strand.sleep(Duration.ofMillis(900));           // a piece comes
                stream.expireAfter(Duration.ofSeconds(1));
            }
            return 10;
        });
        diary.note(pieces + " pieces");
        // @end region="reschedule"
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            around();
            nested();
            ofATask();
            moved();
        });
    }
}
