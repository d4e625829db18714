// SPDX-License-Identifier: Apache-2.0
package dev.thrum.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.DeadlockException;
import dev.thrum.fixture.Strands;
import dev.thrum.fixture.Strands.Kind;
import dev.thrum.sync.Clause;
import dev.thrum.sync.Event;
import dev.thrum.sync.Mutex;
import dev.thrum.sync.ReentrantMutex;
import dev.thrum.sync.Select;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A strand that waits for the first of several locks is in a deadlock when all of them are.
@Timeout(60)
class DeadlockOfSelectsTest {

    private final Mutex a = Mutex.named("a");
    private final Mutex b = Mutex.named("b");
    private final Mutex mine = Mutex.named("mine");
    private final AtomicInteger finished = new AtomicInteger();

    private static Clause<Integer, RuntimeException> takeAndFree(Mutex mutex) {
        return mutex.onLock(() -> {
            mutex.unlock();
            return 0;
        });
    }

    /// Has a strand hold one mutex and wait for another one, and waits until it does.
    private Thread hold(Strands strands, String name, Mutex held, Mutex wanted, CountDownLatch go) {
        Thread thread = strands.start(name, () -> {
            held.lock();
            go.await();
            wanted.lock();
            wanted.unlock();
            held.unlock();
            finished.incrementAndGet();
        });
        Strands.until(name + " has it", held::isLocked);
        return thread;
    }

    private void waitFor(Mutex wanted, int waiting, Thread... parked) {
        Strands.untilWaiting(waiting, wanted);
        for (Thread thread : parked) {
            Strands.untilParked(thread);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("6, 20: one that could only get a lock from those who wait for itself is told, with all of them")
    void whoCouldOnlyGetALockFromThoseWhoWaitForItIsTold(Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("selects", () -> {
            mine.lock();
            Strands holders = Strands.of(Kind.PLATFORM);
            CountDownLatch go = new CountDownLatch(0);
            Thread ada = hold(holders, "Ada", a, mine, go);
            Thread bob = hold(holders, "Bob", b, mine, go);
            waitFor(mine, 2, ada, bob);
            assertThatThrownBy(() -> Select.over(takeAndFree(a), takeAndFree(b)))
                    .isInstanceOfSatisfying(DeadlockException.class, e -> {
                        assertThat(e.hops()).extracting(DeadlockException.Hop::wanted)
                                .containsExactly("Mutex \"a\"", "Mutex \"b\"", "Mutex \"mine\"", "Mutex \"mine\"");
                        assertThat(e).hasMessageContainingAll("\"selects\"", "\"Ada\"", "\"Bob\"", "taken at");
                    });
            assertThat(a.statistics()).isEqualTo("locked, 0 waiting");
            assertThat(b.statistics()).isEqualTo("locked, 0 waiting");
            mine.unlock();
            holders.join();
        });
        strands.join();
        assertThat(finished).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("6, 20: who closes the last of the cycles around a waiting select is told")
    void whoClosesTheLastCycleIsTold(Kind kind) throws InterruptedException {
        Strands holders = Strands.of(Kind.PLATFORM);
        CountDownLatch bobGoes = new CountDownLatch(1);
        CountDownLatch adaGoes = new CountDownLatch(1);
        Thread ada = hold(holders, "Ada", a, mine, adaGoes);
        Strands strands = Strands.of(kind);
        strands.start("Bob", () -> {
            b.lock();
            bobGoes.await();
            assertThatThrownBy(mine::lock).isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("\"selects\"", "\"Ada\"", "\"Bob\"");
            b.unlock();
        });
        Strands.until("Bob has it", b::isLocked);
        Thread selects = strands.start("selects", () -> {
            mine.lock();
            Select.over(takeAndFree(a), takeAndFree(b));
            mine.unlock();
            finished.incrementAndGet();
        });
        waitFor(a, 1, selects);
        waitFor(b, 1);
        adaGoes.countDown();
        waitFor(mine, 1, ada); // and is no victim: Bob may still free his
        bobGoes.countDown();
        strands.join();
        holders.join();
        assertThat(finished).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("1, 20: a select over nothing but one's own mutex is refused")
    void aSelectOverOnesOwnMutexIsRefused(Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("self", () -> {
            mine.lock();
            assertThatThrownBy(() -> Select.over(takeAndFree(mine))).isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("1 strand", "\"self\"", "Mutex \"mine\"");
            mine.unlock();
        });
        strands.join();
        assertThat(mine.statistics()).isEqualTo("free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("6, 20: it is no deadlock while one of the locks may come free, or something else, or the time be over")
    void itIsNoDeadlockWhileSomethingMayHappen(Kind kind) throws InterruptedException {
        ReentrantMutex free = ReentrantMutex.named("free");
        Event event = new Event();
        CountDownLatch stop = new CountDownLatch(1);
        Strands strands = Strands.of(kind);
        strands.start("selects", () -> {
            mine.lock();
            Strands holders = Strands.of(Kind.PLATFORM);
            Thread ada = hold(holders, "Ada", a, mine, new CountDownLatch(0));
            waitFor(mine, 1, ada);
            Strands other = Strands.of(Kind.PLATFORM);
            other.start("holds", () -> {
                free.lock();
                stop.await();
                free.unlock();
            });
            Strands.until("it is held", free::isLocked);
            assertThat(Select.<Integer, RuntimeException>over(takeAndFree(a), Select.onTimeout(Duration.ofMillis(2),
                    () -> 7))).isEqualTo(7);
            other.start("sets", () -> {
                Strands.untilWaiting(1, a);
                event.set();
            });
            assertThat(Select.<Integer, RuntimeException>over(takeAndFree(a), event.onSet(() -> 8))).isEqualTo(8);
            other.start("stops", () -> {
                Strands.untilWaiting(1, free);
                stop.countDown();
            });
            assertThat(Select.<Integer, RuntimeException>over(List.of(takeAndFree(a), free.onLock(() -> {
                free.unlock();
                return 9;
            })))).isEqualTo(9);
            other.join();
            mine.unlock();
            holders.join();
        });
        strands.join();
        assertThat(finished).hasValue(1);
    }
}
