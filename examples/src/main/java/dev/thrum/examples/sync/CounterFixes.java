// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.sync;

import dev.thrum.core.Action;
import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.Tasks;
import dev.thrum.sync.Barrier;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.Event;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Eight ways to count with four threads without losing anything, one with each primitive.
///
/// All of them make true that between a read of the counter and its write no other thread does the same. They differ in
/// what they cost and in what else they are good for:
///
/// - a *mutex* is made for this; the *reentrant* one where a method that holds it calls another that takes it;
/// - a *semaphore* of one permit does the same, but knows no owner, so nobody is told of a deadlock;
/// - an *event* tells the next thread that it is its turn: an order, which a lock does not give;
/// - with a *barrier* everybody counts alone, and when all have come one adds up: no waiting in between, so it is the
///   quickest where it fits;
/// - with a *queue* the counter belongs to one thread, and the others send it what to add;
/// - in an *event loop* nothing happens between two waits, so there is nothing to lock;
/// - an *atomic* integer of the JDK is the best of all, for something as small as a counter.
///
/// Try: put a `Strand.yieldNow()` between read and write in [#inAnEventLoop()], and find out what it is worth that one
/// can see where a task may be held up.
final class CounterFixes {

    private static final int THREADS = 4;
    private static final int TIMES = 1_000;

    private int counter;

    private void count() {
        counter = counter + 1;
    }

    private static void everybody(Action<?> work) throws Exception {
        Crew crew = new Crew();
        for (int thread = 1; thread <= THREADS; thread++) {
            crew.start("thread " + thread, () -> {
                for (int i = 0; i < TIMES; i++) {
                    work.run();
                }
            });
        }
        crew.join();
    }

    // @start region="mutex"
    private void withAMutex() throws Exception {
        Mutex mutex = Mutex.named("counter");
        everybody(() -> {
            mutex.lock();
            try {
                count();
            } finally {
                mutex.unlock();
            }
        });
    }
    // @end region="mutex"

    private void withAReentrantMutex() throws Exception {
        ReentrantMutex mutex = ReentrantMutex.named("counter");
        everybody(() -> mutex.locked(() -> mutex.locked(() -> { // once more, as the caller's caller may have done
            count();
            return mutex.holdCount();
        })));
    }

    private void withASemaphore() throws Exception {
        CountingSemaphore one = CountingSemaphore.named("counter", 1);
        everybody(() -> {
            one.acquire();
            try {
                count();
            } finally {
                one.release();
            }
        });
    }

    private void withEvents() throws Exception {
        Crew crew = new Crew();
        Event turn = new Event();
        turn.set();
        for (int thread = 1; thread <= THREADS; thread++) {
            Event mine = turn;
            Event next = new Event();
            crew.start("thread " + thread, () -> {
                mine.await();
                for (int i = 0; i < TIMES; i++) {
                    count();
                }
                next.set();
            });
            turn = next;
        }
        crew.join();
    }

    private void withABarrier() throws Exception {
        int[] counted = new int[THREADS];
        Barrier allHaveCounted = new Barrier(THREADS, () -> counter = IntStream.of(counted).sum());
        Crew crew = new Crew();
        for (int thread = 0; thread < THREADS; thread++) {
            int mine = thread;
            crew.start("thread " + (thread + 1), () -> {
                for (int i = 0; i < TIMES; i++) {
                    counted[mine]++;
                }
                allHaveCounted.await();
            });
        }
        crew.join();
    }

    private void withAQueue() throws Exception {
        FifoQueue<Integer> additions = FifoQueue.named("additions", 16);
        Crew owner = new Crew();
        owner.start("owner of the counter", () -> {
            for (int i = 0; i < THREADS * TIMES; i++) {
                counter += additions.take();
            }
        });
        everybody(() -> additions.put(1));
        owner.join();
    }

    private void inAnEventLoop() throws Exception {
        EventLoop.run(() -> {
            List<Task<Integer>> tasks = new ArrayList<>();
            for (int task = 0; task < THREADS; task++) {
                tasks.add(EventLoop.spawn(() -> {
                    for (int i = 0; i < TIMES; i++) {
                        count();
                        Strand.yieldNow();
                    }
                    return counter;
                }));
            }
            return Tasks.gather(tasks);
        });
    }

    private void withAnAtomic() throws Exception {
        AtomicInteger atomic = new AtomicInteger();
        everybody(atomic::incrementAndGet);
        counter = atomic.get();
    }

    void main() throws Exception {
        show("mutex", this::withAMutex);
        show("reentrant mutex", this::withAReentrantMutex);
        show("semaphore", this::withASemaphore);
        show("event", this::withEvents);
        show("barrier", this::withABarrier);
        show("queue", this::withAQueue);
        show("event loop", this::inAnEventLoop);
        show("atomic", this::withAnAtomic);
    }

    private void show(String how, Action<Exception> fix) throws Exception {
        counter = 0;
        fix.run();
        IO.println(how + ": " + counter);
    }
}
