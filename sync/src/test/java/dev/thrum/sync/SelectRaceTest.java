// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A select that was woken for something, and a newcomer that is quicker: it goes on waiting, at the head.
@Timeout(60)
class SelectRaceTest {

    private interface Step {
        void make() throws InterruptedException;
    }

    private final Channel<String> never = Channel.rendezvous();
    private final Event unset = new Event();
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch open = new CountDownLatch(0);

    /// Has a select wait, and then somebody else; frees what they wait for twice; the first time somebody snatches it
    /// away when the select has been granted and before it runs.
    private <X extends Exception> void race(Clause<Boolean, X> clause, Step behind, Runnable snatch, Step free)
            throws InterruptedException {
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        CountDownLatch waits = new CountDownLatch(2);
        int[] woken = new int[1];
        strands.start("selects", () -> {
            new Hooked(waits, () -> {
                if (woken[0]++ == 0) {
                    snatch.run();
                }
            }, open).adopt();
            assertThat(Select.<Boolean, Exception>over(never.onReceive(item -> false), clause,
                    unset.onSet(() -> false))).isTrue();
        });
        Strands.until("the select waits", () -> waits.getCount() < 2);
        CountDownLatch behindWaits = new CountDownLatch(1);
        strands.start("behind", () -> {
            new Hooked(behindWaits, () -> { }, open).adopt();
            behind.make();
        });
        assertThat(behindWaits.await(20, TimeUnit.SECONDS)).isTrue();
        free.make();
        assertThat(waits.await(20, TimeUnit.SECONDS)).as("the select waits again").isTrue();
        assertThat(order).isEmpty();
        free.make();
        strands.join();
        assertThat(order).containsExactly("select", "behind");
        ChannelTest.untilWaiting(0, 0, never);
        assertThat(unset.statistics()).endsWith(", 0 waiting");
    }

    @Test
    @DisplayName("20: a lock that was snatched away")
    void aLockThatWasSnatchedAway() throws InterruptedException {
        Mutex mutex = new Mutex();
        mutex.lock();
        race(mutex.onLock(() -> {
            order.add("select");
            mutex.unlock();
            return true;
        }), () -> {
            mutex.lock();
            order.add("behind");
            mutex.unlock();
        }, () -> assertThat(mutex.tryLock()).isTrue(), mutex::unlock);
        assertThat(mutex.statistics()).isEqualTo("free, 0 waiting");
    }

    @Test
    @DisplayName("20: a permit that was snatched away")
    void aPermitThatWasSnatchedAway() throws InterruptedException {
        CountingSemaphore semaphore = new CountingSemaphore(0);
        race(semaphore.onAcquire(() -> {
            order.add("select");
            semaphore.release();
            return true;
        }), () -> {
            semaphore.acquire();
            order.add("behind");
            semaphore.release();
        }, () -> assertThat(semaphore.tryAcquire()).isTrue(), semaphore::release);
        assertThat(semaphore.statistics()).isEqualTo("1 free, 0 waiting");
    }

    @Test
    @DisplayName("20: an element that was snatched away")
    void anElementThatWasSnatchedAway() throws InterruptedException {
        WorkQueue<String> queue = new FifoQueue<>();
        race(queue.onTake(element -> {
            order.add("select");
            queue.put("behind");
            return true;
        }), () -> order.add(queue.take()), () -> assertThat(queue.poll()).isEqualTo("an element"),
                () -> queue.put("an element"));
        assertThat(queue).isEmpty();
    }
}
