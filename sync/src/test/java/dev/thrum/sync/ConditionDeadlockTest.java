// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Conditions in deadlocks: a strand that waits at one cannot go on without the mutex.
class ConditionDeadlockTest extends ConditionTestBase {

    /// The scheduler of threads, which has something to do when it has woken a strand for the first time.
    private static final class HookedAfterWaking extends RiggedScheduler {

        private final Runnable then;
        private final AtomicBoolean isDone = new AtomicBoolean();

        private HookedAfterWaking(Runnable then) {
            this.then = then;
        }

        @Override
        public void unpark(Strand strand) {
            super.unpark(strand);
            if (isDone.compareAndSet(false, true)) {
                then.run();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("6, 12: who waits at a condition waits for the mutex too: whoever closes a cycle with it is told")
    void aWaiterCountsAsWaitingForTheMutex(Strands.Kind kind) throws Exception {
        Mutex other = Mutex.named("other");
        Strands strands = Strands.of(kind);
        Thread waits = strands.start("waits", () -> other.locked(() -> locked(condition::await)));
        untilWaiting(1);
        Strands.untilParked(waits); // seen by the wait graph; whoever is seen last is the victim
        strands.start("victim", () -> locked(() -> {
            assertThatThrownBy(other::lock).isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("\"waits\"", "\"victim\"", "Mutex \"other\"", "Condition \"C\"");
            assertThat(mutex.holdCount()).isOne();
            condition.signal();
        }));
        strands.join();
        assertThat(other.isLocked()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    @DisplayName("6, 12: a time-out at a condition gets nobody out of a deadlock, so the cycle is one at once")
    void aTimeOutAtAConditionEndsNoDeadlock(Strands.Kind kind) throws Exception {
        Mutex other = Mutex.named("other");
        Strands strands = Strands.of(kind);
        Thread waits = strands.start("waits", () -> other.locked(
                () -> locked(() -> assertThat(condition.await(Duration.ofDays(1))).isTrue())));
        untilWaiting(1);
        Strands.untilParked(waits);
        strands.start("victim", () -> locked(() -> {
            assertThatThrownBy(other::lock).isInstanceOf(DeadlockException.class)
                    .hasMessageContainingAll("\"waits\"", "\"victim\"", "Mutex \"other\"", "Condition \"C\"");
            condition.signal();
        }));
        strands.join();
        assertThat(other.isLocked()).isFalse();
    }

    @Test
    @DisplayName("6, 12: a mutex that can never be had back is a deadlock, and locked() lets it pass")
    void aMutexThatCannotBeHadBackIsADeadlock() throws Exception {
        // The owner of `other` frees the mutex to wait, and goes on to wait only when the new owner of the mutex waits
        // for `other` already.
        Mutex other = Mutex.named("other");
        AtomicInteger finished = new AtomicInteger();
        Strands strands = Strands.of(Strands.Kind.PLATFORM);
        CountDownLatch entered = new CountDownLatch(1);
        Thread[] owner = new Thread[1];
        Thread waits = strands.start("waits", () -> {
            assertThatThrownBy(() -> other.locked(() -> locked(() -> {
                entered.countDown();
                Strands.untilWaiting(1, mutex);
                Strands.untilParked(owner[0]);
                condition.await();
            }))).isInstanceOf(DeadlockException.class).hasMessageContainingAll("2 strands", "ReentrantMutex \"R\"")
                    .satisfies(e -> assertThat(e.getSuppressed()).singleElement()
                            .isInstanceOf(DeadlockException.class));
            assertThat(mutex.holdCount()).isZero();
            finished.incrementAndGet();
        });
        entered.await();
        owner[0] = strands.start("owner", () -> {
            new HookedAfterWaking(() -> {
                Strands.untilWaiting(1, other);
                Strands.untilParked(owner[0]);
            }).adopt();
            locked(() -> {
                other.lock();
                other.unlock();
                finished.incrementAndGet();
            });
        });
        strands.join();
        assertThat(finished).hasValue(2);
    }
}
