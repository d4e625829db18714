// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;

/// Threads that pass numbers through a queue.
final class QueueLoad {

    /// How many looks at the queue before a thread that spins lets others run.
    private static final int LOOKS = 100;

    /// Puts one number.
    interface Sink {
        void put(Integer number) throws InterruptedException;
    }

    /// Takes one number.
    interface Source {
        int take() throws InterruptedException;
    }

    /// Puts so many numbers, from 0 on.
    interface Producer {
        void produce(int count) throws InterruptedException;
    }

    /// Takes so many numbers, and answers their sum.
    interface Consumer {
        long consume(int count) throws InterruptedException;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private QueueLoad() {}

    /// Has so many producers, and as many consumers, transfer numbers one by one.
    static long run(int threads, int transfers, Sink sink, Source source) throws InterruptedException {
        return share(threads, transfers, count -> {
            for (int number = 0; number < count; number++) {
                sink.put(number);
            }
        }, count -> {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += source.take();
            }
            return sum;
        });
    }

    /// Has them spin where the queue is full or empty.
    static long spinning(int threads, int transfers, Queue<Integer> queue) throws InterruptedException {
        return run(threads, transfers, number -> {
            for (int looks = 1; !queue.offer(number); looks++) {
                pause(looks);
            }
        }, () -> {
            Integer number = queue.poll();
            for (int looks = 1; number == null; looks++) {
                pause(looks);
                number = queue.poll();
            }
            return number;
        });
    }

    @SuppressWarnings("ThreadPriorityCheck") // the only way to make way without parking
    private static void pause(int looks) {
        if (looks % LOOKS == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    /// Has so many producers, and as many consumers, transfer all numbers, and checks that none was lost. They are
    /// threads of the caller's kind.
    static long share(int threads, int transfers, Producer producer, Consumer consumer) throws InterruptedException {
        Thread.Builder kind = Thread.currentThread().isVirtual() ? Thread.ofVirtual() : Thread.ofPlatform();
        LongAdder sum = new LongAdder();
        int each = transfers / threads;
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(start(kind, () -> producer.produce(each)));
            workers.add(start(kind, () -> sum.add(consumer.consume(each))));
        }
        for (Thread worker : workers) {
            worker.join();
        }
        if (sum.sum() != (each - 1L) * each / 2 * threads) {
            throw new IllegalStateException("Numbers were lost or doubled: their sum is " + sum);
        }
        return sum.sum();
    }

    private static Thread start(Thread.Builder kind, Work work) {
        return kind.start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException("Nobody should interrupt a worker", e);
            }
        });
    }
}
