// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.QueueShutdownException;
import java.util.concurrent.atomic.AtomicInteger;

/// A queue: one thread makes work, three do it, and everybody knows when it is done.
///
/// The queue does all the waiting: `put` while it is full, so that a quick producer does not run away from slow
/// consumers, and `take` while it is empty. What is handed over belongs to the one who takes it, so nothing else is
/// shared and nothing needs a lock.
///
/// `join` waits until every element that was put is also *done*, not only taken: that is what `taskDone` tells. After
/// `shutdown` nothing more comes, and a consumer that waits in vain learns that by an exception. No element has to
/// stand for the end, as people did before Python 3.13.
///
/// Try: a capacity of one. Then a consumer that fails in the middle of its work: why does `join` still end?
final class ProducerConsumer {

    private final FifoQueue<Integer> numbers = FifoQueue.named("numbers", 4);
    private final AtomicInteger sum = new AtomicInteger();
    private final AtomicInteger homeward = new AtomicInteger();

    // @start region="consume"
    private void consume() throws InterruptedException {
        try {
            while (true) {
                int number = numbers.take();
                try {
                    sum.addAndGet(number);
                } finally {
                    numbers.taskDone();
                }
            }
        } catch (QueueShutdownException e) {
            homeward.incrementAndGet();
        }
    }
    // @end region="consume"

    void main() throws Exception {
        Crew crew = new Crew();
        for (int i = 1; i <= 3; i++) {
            crew.start("consumer " + i, this::consume);
        }
        // @start region="produce"
        for (int number = 1; number <= 100; number++) {
            numbers.put(number);
        }
        numbers.join();
        IO.println("All is done, and the sum is " + sum);
        numbers.shutdown();
        // @end region="produce"
        crew.join();
        IO.println(homeward + " consumers have gone home");
    }
}
