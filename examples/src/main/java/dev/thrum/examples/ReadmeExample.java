// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples;

import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Generator;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import dev.thrum.ipc.ProcessPool;
import dev.thrum.sync.Mutex;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The program that the README shows.
final class ReadmeExample {

    void main() throws Exception {
        // @start region="readme"
        // A generator: its body runs only when pulled, and its clean-up always runs.
        Generator<Integer> primes = Generator.of(out -> {
            for (int n = 2; ; n++) {
                if (isPrime(n)) {
                    out.yield(n);
                }
            }
        });
        try (Stream<Integer> stream = primes.stream()) {
            IO.println(stream.limit(5).toList());                           // [2, 3, 5, 7, 11]
        }

        // Two cooks in an event loop. On a virtual clock seventeen minutes pass at once.
        VirtualClock clock = new VirtualClock();
        List<String> dinner = EventLoop.builder().clock(clock).run(() -> {
            Task<String> soup = EventLoop.spawn(() -> cook("soup", 17));
            Task<String> pie = EventLoop.spawn(() -> cook("pie", 15));
            return Tasks.gather(List.of(soup, pie));
        });
        IO.println(dinner + " after " + clock.elapsed());                   // [soup, pie] after PT17M

        // A platform thread keeps the salt. The time-out says who has it and where it was taken.
        Mutex salt = Mutex.named("salt");
        salt.lock();
        try {
            EventLoop.run(() -> CancelScope.timeout(Duration.ofMillis(50), () -> salt.locked(() -> "salted")));
        } catch (DeadlineExceededException e) {
            IO.println(e.getMessage());         // ... waiting for Mutex "salt", owned by "main" (taken at ...
        }

        // What would be a deadlock for ever is an exception that names everyone in it.
        try {
            salt.lock();
        } catch (DeadlockException e) {
            IO.println(e.getMessage());         // Deadlock of 1 strand: 1. platform thread "main" waits at ...
        }

        // Processes: a task that crashes, or is killed, fails alone.
        try (ProcessPool pool = ProcessPool.ofProcessors()) {
            IO.println(pool.map(n -> LongStream.range(0, n).map(i -> i * i).sum(), List.of(10, 100, 1_000)));
        }                                                                   // [285, 328350, 332833500]
        // @end region="readme"
    }

    private static String cook(String dish, int minutes) throws InterruptedException {
        Strand.sleep(Duration.ofMinutes(minutes));
        return dish;
    }

    private static boolean isPrime(int n) {
        return LongStream.rangeClosed(2, (long) Math.sqrt(n)).noneMatch(i -> n % i == 0);
    }
}
