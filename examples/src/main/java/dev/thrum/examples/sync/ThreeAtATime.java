// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.Scheduler;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import dev.thrum.sync.CountingSemaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A semaphore of three permits and seven workers: they work in groups of three.
///
/// A lock lets one in, a semaphore as many as it has permits: for a resource of which there are several, such as
/// connections to a server. Whoever finds none waits in the order of arrival until somebody gives one back.
///
/// The workers are tasks of an event loop, which print the same times on every machine; the semaphore is the one that
/// threads use. The `sleep` is their work. It takes six seconds, or no time at all in a test on a virtual clock.
///
/// Try: threads instead, with a [Crew] and `System.nanoTime()`. Then [dev.thrum.sync.BoundedSemaphore], and a `release`
/// too many.
final class ThreeAtATime {

    // @start region="semaphore"
    private final CountingSemaphore threeAtATime = CountingSemaphore.named("three at a time", 3);

    private int work(int payload) throws InterruptedException {
        return threeAtATime.withPermit(() -> {
            IO.println("now=" + seconds() + " s, payload=" + payload);
            Strand.sleep(Duration.ofSeconds(2));
            return payload;
        });
    }
    // @end region="semaphore"

    private static long seconds() {
        return Duration.ofNanos(Scheduler.current().nanoTime()).toSeconds();
    }

    void main() throws Exception {
        EventLoop.run(() -> {
            List<Task<Integer>> workers = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                int payload = i;
                workers.add(EventLoop.spawn(() -> work(payload)));
            }
            return Tasks.gather(workers);
        });
    }
}
