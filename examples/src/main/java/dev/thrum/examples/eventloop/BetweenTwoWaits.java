// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import dev.thrum.sync.Mutex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// When the tasks of a loop need a lock, and when they do not: the course's `increase` with tasks instead of threads.
///
/// Between two waits nothing else runs in the loop. So a hundred tasks may count in a plain field, and nothing is lost.
/// But the course's program *sleeps* between reading the counter and writing it, and everybody else has read the same
/// by then. Where a wait is in the midst of what belongs together, a lock is needed as with threads, and it is the same
/// `Mutex`: a task that waits for it lets the loop go on.
///
/// Try: `Thread.sleep` instead of `Strand.sleep`, without the lock. Why is nothing lost then, and what is the price?
final class BetweenTwoWaits {

    private final Mutex mutex = Mutex.named("counter");
    private int counter;

    private int increase() {
        return ++counter;
    }

    // @start region="between-two-waits"
    private int increaseSlowly() throws InterruptedException {
        int local = counter;
        Strand.sleep(Duration.ofSeconds(1));    // the others read the same
        counter = local + 1;
        return counter;
    }

    private int increaseSlowlyAndAlone() throws InterruptedException {
        return mutex.locked(this::increaseSlowly);
    }
    // @end region="between-two-waits"

    private void tenTimes(String how, Callable<Integer> increase) throws Exception {
        counter = 0;
        EventLoop.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tasks.add(EventLoop.spawn(increase));
            }
            return Tasks.gather(tasks);
        });
        IO.println(how + ": " + counter);
    }

    void main() throws Exception {
        tenTimes("without a wait", this::increase);
        tenTimes("with a wait in the midst", this::increaseSlowly);
        tenTimes("with a wait and a lock", this::increaseSlowlyAndAlone);
    }
}
