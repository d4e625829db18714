// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;

/// To wait for something without being responsible for it: `asyncio.shield`.
///
/// Who awaits a task and is cancelled cancels the task as well. That is mostly right: nothing should run on behind
/// one's back. But a task that others wait for, too, must not end because one of them has lost patience.
///
/// Try: `task.await()` instead of the shield. What do the others get?
final class Shield {

    private Diary diary = new Diary();

    private String load() throws InterruptedException {
        Strand.sleep(Duration.ofSeconds(5));
        diary.note("loaded");
        return "the table";
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            // @start region="shield"
            Task<String> loading = EventLoop.spawn("loading", this::load);
            try {
                CancelScope.timeout(Duration.ofSeconds(1), () -> Tasks.shield(loading));
            } catch (DeadlineExceededException e) {
                diary.note("one has lost patience");
            }
            diary.note("the other has " + loading.await());
            // @end region="shield"
        });
    }
}
