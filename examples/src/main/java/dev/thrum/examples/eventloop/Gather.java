// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Outcome;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroupException;
import dev.thrum.coroutines.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Several tasks at once, and their results together: `asyncio.gather`, and what it does if one of them fails.
///
/// - `gather` throws the first failure. The others *go on*, as in Python: see the pie, which is ready a second later.
/// - `gatherOrCancel` throws all failures, once the others have been cancelled and have ended.
/// - `gatherOutcomes` throws none, and tells of each how it has ended: Python's `return_exceptions=True`, with a type
///   instead of exceptions among the results.
///
/// The results are in the order in which the tasks were given, whichever was ready first.
///
/// Try: `soup.cancel("no time")` before the outcomes are gathered.
final class Gather {

    private Diary diary = new Diary();

    private Task<String> cook(String dish, int seconds) {
        return EventLoop.spawn(dish, () -> {
            Strand.sleep(Duration.ofSeconds(seconds));
            diary.note(dish + " is ready");
            return dish;
        });
    }

    private Task<String> burn(String dish) {
        return EventLoop.spawn(dish, () -> {
            Strand.sleep(Duration.ofSeconds(1));
            throw new IllegalStateException(dish + " is burnt");
        });
    }

    private void allGoWell() throws Exception {
        List<String> dinner = Tasks.gather(List.of(cook("soup", 2), cook("pie", 1)));
        diary.note("dinner: " + dinner);
    }

    private void oneFails() throws Exception {
        // @start region="gather-failure"
        Task<String> pie = cook("pie", 2);
        try {
            Tasks.gather(List.of(pie, burn("soup")));
        } catch (ExecutionException e) {
            diary.note(e.getMessage());
        }
        diary.note("and still: " + pie.await());
        // @end region="gather-failure"
    }

    private void oneFailsAndEndsAll() throws Exception {
        Task<String> pie = cook("pie", 2);
        try {
            Tasks.gatherOrCancel(List.of(pie, burn("soup")));
        } catch (TaskGroupException e) {
            diary.note(e.getMessage());
        }
        diary.note(pie.toString());
    }

    private void tellAll() throws Exception {
        // @start region="gather-outcomes"
        for (Outcome<? extends String> outcome : Tasks.gatherOutcomes(List.of(cook("pie", 2), burn("soup")))) {
            diary.note(switch (outcome) {
                case Outcome.Success(String dish) -> "there is " + dish;
                case Outcome.Failure(Throwable cause) -> "sorry, " + cause.getMessage();
                case Outcome.Cancelled(var cause) -> "not wanted: " + cause.reason();
            });
        }
        // @end region="gather-outcomes"
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            allGoWell();
            oneFails();
            oneFailsAndEndsAll();
            tellAll();
        });
    }
}
