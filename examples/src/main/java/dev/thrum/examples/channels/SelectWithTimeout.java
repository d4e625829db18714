// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.channels;

import dev.thrum.sync.Channel;
import dev.thrum.sync.Event;
import dev.thrum.sync.Select;
import java.time.Duration;

/// A worker that takes jobs, can be told to stop, and does not wait for ever.
final class SelectWithTimeout {

    // @start region="news"
    sealed interface News {
        record Job(String name) implements News {}

        record Stop() implements News {}

        record Silence() implements News {}
    }
    // @end region="news"

    // @start region="select"
    static String next(Channel<String> jobs, Event stop) throws InterruptedException {
        return Select.over(
                jobs.onReceive(job -> "do " + job),
                stop.onSet(() -> "stop"),
                Select.onTimeout(Duration.ofMillis(20), () -> "nothing to do"));
    }
    // @end region="select"

    // @start region="switch"
    static void work(Channel<String> jobs, Event stop) throws InterruptedException {
        while (true) {
            switch (Select.<News, RuntimeException>inOrder(
                    stop.onSet(News.Stop::new),
                    jobs.onReceive(News.Job::new),
                    Select.onTimeout(Duration.ofMillis(20), News.Silence::new))) {
                case News.Job(String name) -> IO.println("working on " + name);
                case News.Silence() -> stop.set();
                case News.Stop() -> {
                    IO.println("stopped");
                    return;
                }
            }
        }
    }
    // @end region="switch"

    void main() throws InterruptedException {
        Channel<String> jobs = Channel.buffered(8);
        Event stop = new Event();
        jobs.send("the dishes");
        IO.println(next(jobs, stop));
        IO.println(next(jobs, stop));
        jobs.send("the floor");
        jobs.send("the windows");
        work(jobs, stop);
        IO.println(next(jobs, stop));

        // @start region="otherwise"
        boolean sent = Select.over(
                jobs.onSend("the roof", () -> true),
                Select.otherwise(() -> false));         // never waits
        // @end region="otherwise"
        IO.println("sent: " + sent);
    }
}
