// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.TaskGroup;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.QueueShutdownException;
import java.time.Duration;

/// Tasks that hand on work: `asyncio.Queue`, which is here the queue that threads use as well.
///
/// The queue has room for two. Whoever puts a third one waits, and the loop goes on: a producer cannot run away from
/// its consumers. `join` waits until everything has been taken *and done*, `shutdown` sends the consumers home.
///
/// The same with threads is [dev.thrum.examples.sync.ProducerConsumer], and the same with an end in the stream itself,
/// without counting, [dev.thrum.examples.channels.ProducerConsumer].
///
/// Try: a third consumer. How long does it take then, and how long with six?
final class QueueOfJobs {

    private final FifoQueue<Integer> jobs = FifoQueue.named("jobs", 2);
    private Diary diary = new Diary();

    // @start region="consumer"
    private void consume(String name) throws InterruptedException {
        try {
            while (true) {
                int job = jobs.take();
                Strand.sleep(Duration.ofSeconds(job));
                diary.note(name + " has done " + job);
                jobs.taskDone();
            }
        } catch (QueueShutdownException e) {
            diary.note(name + " goes home");
        }
    }
    // @end region="consumer"

    void main() throws Exception {
        EventLoop.run(() -> {
            diary = new Diary();
            // @start region="producer"
            new TaskGroup().run(group -> {
                group.spawn(() -> consume("Ada"));
                group.spawn(() -> consume("Bob"));
                for (int job = 1; job <= 5; job++) {
                    jobs.put(job);
                }
                diary.note("all are handed over");
                jobs.join();
                jobs.shutdown();
            });
            // @end region="producer"
        });
    }
}
