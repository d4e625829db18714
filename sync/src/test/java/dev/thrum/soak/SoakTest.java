// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.sync.BoundedSemaphore;
import dev.thrum.sync.Channel;
import dev.thrum.sync.CountingSemaphore;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReadWriteMutex;
import dev.thrum.sync.ReentrantMutex;
import dev.thrum.sync.StablePriorityQueue;
import dev.thrum.sync.WorkQueue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// All primitives at once, for some seconds; with `-Pstress` for ten minutes, with `-Dsoak=PT1M` for one. `-Dsoak.seed`
/// repeats the choices of a run, though not its timing.
class SoakTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @DisplayName("18: counts, permits and items add up under any mix of strands and disturbances, and nobody hangs")
    void everythingAddsUp() throws InterruptedException {
        String seed = System.getProperty("thrum.soak.seed", "random");
        String report = new Soak(
                seed.equals("random") ? System.nanoTime() : Long.parseLong(seed),
                Duration.parse(System.getProperty("thrum.soak", "PT2S")),
                PATIENCE,
                List.of(
                        Locks.of(Mutex.named("mutex")),
                        Locks.of(ReentrantMutex.named("reentrant")),
                        new TwoLocks(),
                        new Permits(CountingSemaphore.named("three", 3)),
                        new Permits(BoundedSemaphore.named("two", 2)),
                        new Items(FifoQueue.named("fifo", 4)),
                        new Items(LifoQueue.named("lifo", 4)),
                        new Items(StablePriorityQueue.named("priority", 4, Comparator.naturalOrder())),
                        new Shutdowns(),
                        new Messages(Channel.rendezvous("rendezvous")),
                        new Messages(Channel.buffered("buffered", 3)),
                        new Messages(Channel.unlimited("unlimited")),
                        Messages.conflated(Channel.conflated("conflated")),
                        new Choices(),
                        new ReadersAndWriters(ReadWriteMutex.named("read-write")),
                        new ReadersAndWriters(ReadWriteMutex.fair("fair read-write")),
                        new Tokens(),
                        new Gate(),
                        new Rounds())).run();
        System.out.println(report);
        assertThat(report).contains("seed");
    }

    private static Soak canary(Subject subject) {
        return new Soak(1, Duration.ofMillis(200), Duration.ofSeconds(2), List.of(subject));
    }

    @Test
    @DisplayName("canary: an item that gets lost on its way is missed")
    void aLostItemIsMissed() {
        AtomicInteger put = new AtomicInteger();
        WorkQueue<Long> queue = FifoQueue.named("leaks", 4);
        assertThatThrownBy(() -> canary(new Items(queue) {
            @Override
            boolean enter(long item, @Nullable Duration timeout) throws InterruptedException {
                return put.incrementAndGet() == 100 || super.enter(item, timeout);
            }
        }).run()).isInstanceOf(AssertionError.class).hasMessageContainingAll("does not add up", "leaks", "Seed 1")
                .cause().hasMessageContaining("items that came out");
    }

    @Test
    @DisplayName("canary: an item that comes twice instead of another is noticed")
    void anItemForAnotherIsNoticed() {
        WorkQueue<Long> queue = FifoQueue.named("mixes up", 4);
        assertThatThrownBy(() -> canary(new Items(queue) {
            @Override
            boolean enter(long item, @Nullable Duration timeout) throws InterruptedException {
                return super.enter(item % 100 == 0 ? 99 : item, timeout); // some of them find no room
            }
        }).run()).isInstanceOf(AssertionError.class).cause().hasMessageContaining("sum of the items that came out");
    }

    @Test
    @DisplayName("canary: a permit too many is noticed")
    void aPermitTooManyIsNoticed() {
        AtomicInteger releases = new AtomicInteger();
        CountingSemaphore semaphore = new CountingSemaphore(3);
        assertThatThrownBy(() -> canary(new Permits(semaphore) {
            @Override
            void release(int n) {
                super.release(releases.incrementAndGet() == 100 ? n + 1 : n);
            }
        }).run()).isInstanceOf(AssertionError.class);
    }

    @Test
    @DisplayName("canary: a strand that hangs is found, though all the others are shaken free")
    void aStrandThatHangsIsFound() {
        AtomicInteger releases = new AtomicInteger();
        CountingSemaphore semaphore = CountingSemaphore.named("keeps one", 3);
        assertThatThrownBy(() -> canary(new Permits(semaphore) {
            @Override
            void release(int n) {
                int kept = releases.incrementAndGet() == 100 ? n : 0;
                if (n > kept) {
                    super.release(n - kept);
                }
            }
        }).run()).isInstanceOf(AssertionError.class).hasMessageContainingAll("does not go on", "keeps one");
    }

    @Test
    @DisplayName("canary: a message that gets lost on its way is missed")
    void aLostMessageIsMissed() {
        AtomicInteger sent = new AtomicInteger();
        Channel<Long> channel = Channel.buffered("leaks", 4);
        assertThatThrownBy(() -> canary(new Messages(channel) {
            @Override
            boolean enter(long item, @Nullable Duration timeout) throws InterruptedException {
                return sent.incrementAndGet() == 10 || super.enter(item, timeout);
            }
        }).run()).isInstanceOf(AssertionError.class).hasMessageContainingAll("does not add up", "leaks", "Seed 1")
                .cause().hasMessageContaining("items that came out");
    }

    @Test
    @DisplayName("canary: a select that does two things is noticed")
    void aSelectThatDoesTwoThingsIsNoticed() {
        AtomicInteger entered = new AtomicInteger();
        assertThatThrownBy(() -> canary(new Choices() {
            @Override
            boolean entered(long item) {
                if (entered.incrementAndGet() == 10) {
                    super.entered(item);
                }
                return super.entered(item);
            }
        }).run()).isInstanceOf(AssertionError.class).cause().hasMessageContaining("items that came out");
    }

    @Test
    @DisplayName("canary: a writer that does not leave is found")
    void aWriterThatDoesNotLeaveIsFound() {
        AtomicInteger left = new AtomicInteger();
        assertThatThrownBy(() -> canary(new ReadersAndWriters(ReadWriteMutex.named("keeps one")) {
            @Override
            void leave() {
                if (left.incrementAndGet() != 10) {
                    super.leave();
                }
            }
        }).run()).isInstanceOf(AssertionError.class).hasMessageContaining("keeps one");
    }
}
