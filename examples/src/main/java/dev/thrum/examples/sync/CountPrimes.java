// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Two threads count primes, each in a range of its own.
///
/// They share nothing, so nothing can go wrong between them: each has its own counter, and hands its result over when
/// it has ended. That is the best answer to all the trouble of the following lessons, wherever it is possible.
///
/// In the course this program shows what Python's global lock costs: with it, two threads take as long as one. The JVM
/// has no such lock, and on two free processors two threads take half the time.
///
/// Try: print the time with one thread and with two. Then three ranges of equal length: are they equally hard?
final class CountPrimes {

    record Range(int from, int to) {
        int primes() {
            int count = 0;
            for (int number = from; number < to; number++) {
                if (isPrime(number)) {
                    count++;
                }
            }
            return count;
        }
    }

    void main() throws Exception {
        List<Range> ranges = List.of(new Range(2, 1_000_001), new Range(1_000_001, 2_000_001));
        try (ExecutorService threads = Executors.newFixedThreadPool(ranges.size())) {
            List<Future<Integer>> counts = threads.invokeAll(ranges.stream().map(CountPrimes::job).toList());
            for (int i = 0; i < ranges.size(); i++) {
                IO.println("Thread " + (i + 1) + " has found " + counts.get(i).get() + " primes");
            }
        }
    }

    private static Callable<Integer> job(Range range) {
        return range::primes;
    }

    static boolean isPrime(int number) {
        for (int divisor = 2; (long) divisor * divisor <= number; divisor++) {
            if (number % divisor == 0) {
                return false;
            }
        }
        return number >= 2;
    }
}
