// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A semaphore of which several permits are wanted or released at once.
class SeveralPermitsTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final CountingSemaphore semaphore = newSemaphore();
    private final List<String> served = new CopyOnWriteArrayList<>();

    /// To be overridden by tests of the same in another mode.
    CountingSemaphore newSemaphore() {
        return CountingSemaphore.named("S", 0);
    }

    /// Starts a strand that wants so many permits, and waits until it waits.
    private Thread startWaiter(Strands strands, String name, int n) {
        int before = semaphore.waiting();
        Thread thread = strands.start(name, () -> {
            semaphore.acquire(n);
            served.add(name);
        });
        Strands.untilWaiting(before + 1, semaphore);
        return thread;
    }

    private void untilServed(String... names) {
        Strands.until("served: " + List.of(names) + ", but " + served, () -> served.size() >= names.length);
        assertThat(served).containsExactlyInAnyOrder(names);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("9: acquire(n) is all or nothing: it holds none of the permits that it waits for")
    void allOrNothing(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startWaiter(strands, "three", 3);
        semaphore.release(2);
        Strands.untilWaiting(1, semaphore);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        assertThat(served).isEmpty();
        semaphore.release();
        strands.join();
        assertThat(semaphore).hasToString("CountingSemaphore \"S\" (0 free, 0 waiting)");
    }

    @Test
    @DisplayName("9: tryAcquire(n) takes all or none")
    void tryingTakesAllOrNone() throws InterruptedException {
        semaphore.release(3);
        assertThat(semaphore.tryAcquire(4)).isFalse();
        assertThat(semaphore.tryAcquire(4, Duration.ZERO)).isFalse();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        assertThat(semaphore.tryAcquire(2)).isTrue();
        assertThat(semaphore.tryAcquire(1, Duration.ZERO)).isTrue();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("9: release(n) ends exactly n waits for one permit")
    void releaseWakesExactlyAsMany(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        for (String name : List.of("a", "b", "c", "d", "e")) {
            startWaiter(strands, name, 1);
        }
        semaphore.release(3);
        untilServed("a", "b", "c");
        Strands.untilWaiting(2, semaphore);
        assertThat(semaphore.availablePermits()).isZero();
        semaphore.release(3);
        strands.join();
        untilServed("a", "b", "c", "d", "e");
        assertThat(semaphore.availablePermits()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("9: those who wait are served in their order, whatever they want")
    void firstComeFirstServed(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startWaiter(strands, "three", 3);
        startWaiter(strands, "one", 1);
        startWaiter(strands, "two", 2);
        startWaiter(strands, "last", 1);
        semaphore.release();
        semaphore.release();
        Strands.untilWaiting(4, semaphore);
        semaphore.release();
        untilServed("three");
        semaphore.release();
        untilServed("three", "one");
        semaphore.release();
        Strands.untilWaiting(2, semaphore);
        semaphore.release();
        untilServed("three", "one", "two");
        semaphore.release();
        strands.join();
        assertThat(served).containsExactly("three", "one", "two", "last");
        assertThat(semaphore.statistics()).isEqualTo("0 free, 0 waiting");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("9: release(n) serves those it can, and the next keeps its place")
    void releaseServesThoseItCan(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startWaiter(strands, "a two", 2);
        startWaiter(strands, "b two", 2);
        startWaiter(strands, "c one", 1);
        semaphore.release(3);
        untilServed("a two");
        Strands.untilWaiting(2, semaphore);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        semaphore.release(2);
        strands.join();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("9: as long as a request for several waits, newcomers line up behind it")
    void newcomersDoNotOvertakeALargeRequest(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startWaiter(strands, "large", 2);
        semaphore.release();
        Strands.untilWaiting(1, semaphore);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        assertThat(semaphore.tryAcquire()).isFalse();
        assertThat(semaphore.tryAcquire(1)).isFalse();
        startWaiter(strands, "newcomer", 1);
        semaphore.release();
        untilServed("large");
        Strands.untilWaiting(1, semaphore);
        semaphore.release(2);
        strands.join();
        assertThat(served).containsExactly("large", "newcomer");
        assertThat(semaphore.tryAcquire()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("9: a large request is not starved by small ones that come back again and again")
    void aLargeRequestIsNotStarved(Strands.Kind kind) throws InterruptedException {
        int all = 3;
        semaphore.release(all);
        AtomicBoolean done = new AtomicBoolean();
        Strands strands = Strands.of(kind);
        for (int i = 0; i < 6; i++) {
            strands.start("small " + i, () -> {
                while (!done.get()) {
                    semaphore.acquire();
                    LockSupport.parkNanos(1_000); // not a yield, which could keep virtual threads from running
                    semaphore.release();
                }
            });
        }
        strands.start("large", () -> {
            for (int i = 0; i < 50; i++) {
                semaphore.acquire(all);
                assertThat(semaphore.availablePermits()).isZero();
                semaphore.release(all);
            }
            done.set(true);
        });
        strands.join();
        assertThat(semaphore.statistics()).isEqualTo(all + " free, 0 waiting");
    }

    /// Ways to give up.
    enum Exit { INTERRUPTED, CANCELLED, TIMED_OUT }

    @ParameterizedTest
    @EnumSource
    @DisplayName("10: the permits that a large request has waited for go to the next when it gives up")
    void whoGivesUpLeavesThePermitsToTheNext(Strands.Kind kind) throws InterruptedException {
        for (Exit exit : Exit.values()) {
            Strands leaving = Strands.of(kind);
            CancelScope scope = new CancelScope("cancelled");
            Thread large = leaving.start("large", () -> {
                switch (exit) {
                    case INTERRUPTED -> assertThatThrownBy(() -> semaphore.acquire(3))
                            .isExactlyInstanceOf(InterruptedException.class);
                    case CANCELLED -> scope.run(() -> assertThatThrownBy(() -> semaphore.acquire(3))
                            .isInstanceOf(CancelledException.class).hasMessageContaining("\"S\""));
                    case TIMED_OUT -> assertThat(semaphore.tryAcquire(3, Duration.ofMillis(50))).isFalse();
                }
            });
            Strands.until("large waits or has ended", () -> semaphore.waiting() == 1 || !large.isAlive());
            semaphore.release(2);
            Strands staying = Strands.of(kind);
            staying.start("next", () -> semaphore.acquire(2));
            if (exit != Exit.TIMED_OUT) {
                Strands.untilWaiting(2, semaphore);
            }
            if (exit == Exit.INTERRUPTED) {
                large.interrupt();
            } else if (exit == Exit.CANCELLED) {
                scope.cancel("enough");
            }
            leaving.join();
            staying.join();
            assertThat(semaphore.statistics()).as("after %s", exit).isEqualTo("0 free, 0 waiting");
        }
        semaphore.release();
        assertThat(semaphore.tryAcquire()).as("nothing is reserved any more").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("10: one that gives up in the middle of the queue leaves nothing behind")
    void whoGivesUpInTheMiddle(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startWaiter(strands, "first", 1);
        Strands leaving = Strands.of(kind);
        Thread large = leaving.start("large", () -> assertThatThrownBy(() -> semaphore.acquire(Integer.MAX_VALUE))
                .isExactlyInstanceOf(InterruptedException.class));
        Strands.untilWaiting(2, semaphore);
        large.interrupt();
        leaving.join();
        Strands.untilWaiting(1, semaphore);
        semaphore.release(2);
        strands.join();
        assertThat(semaphore.tryAcquire()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("4: the uninterruptible variant keeps the interrupt status and waits on, even in a cancelled scope")
    void uninterruptible(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        strands.start("one", () -> scope.run(() -> {
            scope.cancel("before");
            Thread.currentThread().interrupt();
            semaphore.acquireUninterruptibly();
            assertThat(Thread.interrupted()).isTrue();
        }));
        Strands.untilWaiting(1, semaphore);
        Thread two = strands.start("two", () -> {
            Thread.currentThread().interrupt();
            semaphore.acquireUninterruptibly(2);
            assertThat(Thread.interrupted()).isTrue();
        });
        Strands.untilWaiting(2, semaphore);
        two.interrupt();
        semaphore.release(3);
        strands.join();
        assertThat(semaphore.statistics()).isEqualTo("0 free, 0 waiting");
        semaphore.release(2);
        semaphore.acquireUninterruptibly(2);
        assertThat(semaphore.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("3: a huge time-out does not overflow")
    void aHugeTimeOut(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("tries", () -> assertThat(semaphore.tryAcquire(2, FOREVER)).isTrue());
        Strands.untilWaiting(1, semaphore);
        semaphore.release(2);
        strands.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    @DisplayName("9: less than one permit is an error, and the count stays")
    void lessThanOneIsAnError(int n) {
        assertThatThrownBy(() -> semaphore.acquire(n)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(n));
        assertThatThrownBy(() -> semaphore.acquireUninterruptibly(n)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.tryAcquire(n)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.tryAcquire(n, FOREVER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.release(n)).isInstanceOf(IllegalArgumentException.class);
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    @DisplayName("10: a counter that would overflow is an error and stays")
    void overflow() {
        CountingSemaphore nearlyFull = new CountingSemaphore(Integer.MAX_VALUE - 1);
        assertThatThrownBy(() -> nearlyFull.release(2)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> nearlyFull.release(Integer.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThat(nearlyFull.availablePermits()).isEqualTo(Integer.MAX_VALUE - 1);
        nearlyFull.release();
        assertThat(nearlyFull.tryAcquire(Integer.MAX_VALUE)).isTrue();
        assertThat(nearlyFull.availablePermits()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("10: so it is while a large request waits")
    void overflowWhileALargeRequestWaits(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startWaiter(strands, "five", 5);
        semaphore.release(2);
        assertThatThrownBy(() -> semaphore.release(Integer.MAX_VALUE - 1)).isInstanceOf(ArithmeticException.class);
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        Strands.untilWaiting(1, semaphore);
        semaphore.release(Integer.MAX_VALUE - 2);
        strands.join();
        assertThat(semaphore.availablePermits()).isEqualTo(Integer.MAX_VALUE - 5);
    }
}
