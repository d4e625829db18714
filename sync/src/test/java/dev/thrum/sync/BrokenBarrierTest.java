// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlockException;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All go through a barrier or none: whoever gives up, aborts or resets.
@Timeout(60)
class BrokenBarrierTest {

    private static final Duration MOMENT = Duration.ofMillis(2);

    private final Barrier barrier = Barrier.named("B", 3);

    /// Starts a strand that finds the barrier broken by an exception of a type.
    private static Thread startVictim(Strands strands, Barrier barrier, Class<? extends Throwable> cause) {
        return strands.start("victim", () -> assertThatThrownBy(barrier::await)
                .isExactlyInstanceOf(BrokenBarrierException.class).hasCauseExactlyInstanceOf(cause)
                .hasMessageContaining("Barrier \"B\"").hasMessageContaining("reset"));
    }

    private static Thread startVictim(Strands strands, Barrier barrier) {
        return strands.start("victim", () -> assertThatThrownBy(barrier::await)
                .isExactlyInstanceOf(BrokenBarrierException.class).hasNoCause());
    }

    private void assertWorksAgain(Strands strands) throws InterruptedException {
        barrier.reset();
        assertThat(barrier.isBroken()).isFalse();
        AtomicInteger sum = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            strands.start("again " + i, () -> sum.addAndGet(barrier.await()));
        }
        strands.join();
        assertThat(sum).hasValue(3);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: a time-out breaks it for all who wait and all who come")
    void aTimeOut(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startVictim(strands, barrier, TimeoutException.class);
        Strands.untilWaiting(1, barrier);
        strands.start("timed", () -> assertThatThrownBy(() -> barrier.await(MOMENT))
                .isExactlyInstanceOf(TimeoutException.class).hasMessageContaining("Barrier \"B\"")
                .hasMessageContaining("2 of 3"));
        strands.join();
        assertThat(barrier.isBroken()).isTrue();
        assertThat(barrier.waiting()).isZero();
        startVictim(strands, barrier, TimeoutException.class);
        strands.join();
        assertWorksAgain(strands);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: a time-out of zero does not wait, and breaks it")
    void aTimeOutOfZero(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startVictim(strands, barrier, TimeoutException.class);
        Strands.untilWaiting(1, barrier);
        strands.start("looks", () -> assertThatThrownBy(() -> barrier.await(Duration.ZERO))
                .isInstanceOf(TimeoutException.class));
        strands.join();
        assertWorksAgain(strands);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: an interrupt of one breaks it for all")
    void anInterrupt(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startVictim(strands, barrier, InterruptedException.class);
        Strands.untilWaiting(1, barrier);
        Thread interrupted = strands.start("interrupted", () -> {
            assertThatThrownBy(barrier::await).isExactlyInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        Strands.untilWaiting(2, barrier);
        interrupted.interrupt();
        strands.join();
        assertWorksAgain(strands);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: so does an interrupt before the wait, for the one who was interrupted does not come")
    void anInterruptBefore(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startVictim(strands, barrier, InterruptedException.class);
        Strands.untilWaiting(1, barrier);
        strands.start("interrupted", () -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(barrier::await).isExactlyInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        strands.join();
        assertWorksAgain(strands);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: the cancellation of one breaks it for all")
    void aCancellation(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startVictim(strands, barrier, CancelledException.class);
        Strands.untilWaiting(1, barrier);
        CancelScope scope = new CancelScope("cancelled");
        strands.start("cancelled", () -> scope.run(() -> assertThatThrownBy(barrier::await)
                .isInstanceOf(CancelledException.class).hasMessageContaining("Barrier \"B\"")));
        Strands.untilWaiting(2, barrier);
        scope.cancel("enough");
        strands.join();
        assertWorksAgain(strands);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: abort breaks it for all, and the first to break it is told")
    void abort(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        startVictim(strands, barrier);
        startVictim(strands, barrier);
        Strands.untilWaiting(2, barrier);
        barrier.abort();
        barrier.abort();
        strands.join();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("aborted by").hasMessageContaining(Thread.currentThread().getName());
        assertWorksAgain(strands);
    }

    @Test
    @DisplayName("15: abort before anyone has come breaks it as well")
    void abortOfAnEmptyBarrier() {
        barrier.abort();
        Thread.currentThread().interrupt();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
        assertThat(Thread.interrupted()).as("a broken barrier leaves the interrupt alone").isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: reset frees the present waiters broken, then it works again")
    void reset(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        for (int i = 0; i < 3; i++) {
            startVictim(strands, barrier);
            startVictim(strands, barrier);
            Strands.untilWaiting(2, barrier);
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            assertThat(barrier.waiting()).isZero();
            strands.join();
        }
        assertWorksAgain(strands);
    }

    private static Runnable waitingFor(Event event) {
        return () -> {
            try {
                event.await();
            } catch (InterruptedException e) {
                throw new AssertionError("Nobody should interrupt the action", e);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("14: nobody leaves, and nobody enters the next round, while the action runs")
    void duringTheAction(Strands.Kind kind) throws InterruptedException {
        Event gate = Event.named("gate");
        Barrier two = Barrier.named("B", 2, waitingFor(gate));
        Strands strands = Strands.of(kind);
        strands.start("first", () -> assertThat(two.await()).isZero());
        Strands.untilWaiting(1, two);
        Thread runner = strands.start("second", () -> assertThat(two.await()).isEqualTo(1));
        Strands.untilWaiting(1, gate);
        assertThat(two.owner()).isSameAs(runner);
        assertThat(two.waiting()).isEqualTo(1);
        strands.start("next", () -> assertThat(two.await()).isZero());
        Strands.untilWaiting(2, two);
        assertThat(two).as("the one that came too late has not arrived")
                .hasToString("Barrier \"B\" (2 of 2 arrived, 2 waiting)");
        gate.set();
        Strands.until("next has arrived",
                () -> two.owner() == null && two.statistics().equals("1 of 2 arrived, 1 waiting"));
        strands.start("its partner", () -> assertThat(two.await()).isEqualTo(1));
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: abort during the action frees the others at once, and the one that runs it afterwards")
    void abortDuringTheAction(Strands.Kind kind) throws InterruptedException {
        Event gate = Event.named("gate");
        Barrier two = Barrier.named("B", 2, waitingFor(gate));
        Strands first = Strands.of(kind);
        startVictim(first, two);
        Strands.untilWaiting(1, two);
        Strands last = Strands.of(kind);
        startVictim(last, two);
        Strands.untilWaiting(1, gate);
        two.abort();
        first.join();
        assertThat(two.isBroken()).isTrue();
        gate.set();
        last.join();
        assertThat(two.isBroken()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: a time-out during the action breaks it, and tells who runs the action")
    void aTimeOutDuringTheAction(Strands.Kind kind) throws InterruptedException {
        Event gate = Event.named("gate");
        Barrier two = Barrier.named("B", 2, waitingFor(gate));
        Strands last = Strands.of(kind);
        Strands first = Strands.of(kind);
        CancelScope scope = new CancelScope("time-out by hand");
        first.start("first", () -> scope.run(() -> assertThatThrownBy(two::await)
                .isInstanceOf(CancelledException.class).hasMessageContaining("\"runner\"")));
        Strands.untilWaiting(1, two);
        last.start("runner", () -> assertThatThrownBy(two::await).isInstanceOf(BrokenBarrierException.class)
                .hasCauseInstanceOf(CancelledException.class));
        Strands.untilWaiting(1, gate);
        Strands late = Strands.of(kind);
        scope.cancel("enough");
        first.join();
        late.start("late", () -> assertThatThrownBy(() -> two.await(MOMENT))
                .isInstanceOf(BrokenBarrierException.class));
        late.join();
        gate.set();
        last.join();
        two.reset();
        gate.clear();
        last.start("first again", () -> assertThatThrownBy(two::await).isInstanceOf(BrokenBarrierException.class)
                .hasCauseInstanceOf(TimeoutException.class));
        Strands.untilWaiting(1, two);
        last.start("runner", () -> assertThatThrownBy(two::await).isInstanceOf(BrokenBarrierException.class));
        Strands.untilWaiting(1, gate);
        late.start("too late", () -> assertThatThrownBy(() -> two.await(MOMENT))
                .isInstanceOf(TimeoutException.class).hasMessageContaining("\"runner\" still runs the action"));
        late.join();
        gate.set();
        last.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("14: an action that waits for its own barrier is a deadlock, told and not hung in")
    void anActionThatWaitsForItsBarrier(Strands.Kind kind) throws InterruptedException {
        Barrier[] self = new Barrier[1];
        self[0] = Barrier.named("B", 2, () -> {
            try {
                self[0].await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new AssertionError("Neither interrupted nor broken", e);
            }
        });
        Strands strands = Strands.of(kind);
        startVictim(strands, self[0], DeadlockException.class);
        Strands.untilWaiting(1, self[0]);
        strands.start("last", () -> assertThatThrownBy(self[0]::await).isInstanceOf(DeadlockException.class));
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("14: an action that wants a lock of one that waits in the round is a deadlock, told and not hung in")
    void anActionThatWantsALockOfTheRound(Strands.Kind kind) throws InterruptedException {
        Mutex mutex = Mutex.named("M");
        Barrier two = Barrier.named("B", 2, () -> {
            try {
                mutex.lock();
            } catch (InterruptedException e) {
                throw new AssertionError("Nobody should interrupt the action", e);
            }
        });
        Strands strands = Strands.of(kind);
        Thread holds = strands.start("holds", () -> mutex.locked(() -> assertThatThrownBy(two::await)
                .isInstanceOf(BrokenBarrierException.class).hasCauseInstanceOf(DeadlockException.class)));
        Strands.untilWaiting(1, two);
        Strands.untilParked(holds); // whoever is seen last is the victim
        strands.start("last", () -> assertThatThrownBy(two::await).isInstanceOf(DeadlockException.class)
                .hasMessageContaining("Barrier \"B\"").hasMessageContaining("Mutex \"M\""));
        strands.join();
    }

    /// How one of a storm waits.
    private static void attempt(Random random, Barrier barrier, Action<Exception> passed) throws Exception {
        Duration moment = Duration.ofNanos(random.nextInt(100_000));
        switch (random.nextInt(6)) {
            case 0 -> barrier.await(moment);
            case 1 -> CancelScope.timeout(moment, barrier::await);
            default -> barrier.await();
        }
        passed.run();
    }

    private static void storm(Strands.Kind kind) throws InterruptedException {
        int parties = 3;
        int enough = 300;
        int most = 100_000;
        AtomicInteger rounds = new AtomicInteger();
        AtomicIntegerArray passed = new AtomicIntegerArray(most + parties);
        AtomicBoolean finished = new AtomicBoolean();
        AtomicInteger broken = new AtomicInteger();
        // A storm in which nobody gives up proves nothing, so it goes on until somebody has.
        Barrier barrier = new Barrier(parties, () -> {
            int round = rounds.incrementAndGet();
            finished.set(round >= (broken.get() > 0 ? enough : most));
        });
        Strands strands = Strands.of(kind);
        for (int s = 0; s < parties; s++) {
            Random random = new Random(s);
            strands.start("party " + s, () -> {
                while (!finished.get()) {
                    try {
                        attempt(random, barrier, () -> passed.incrementAndGet(rounds.get()));
                    } catch (InterruptedException | TimeoutException e) {
                        broken.incrementAndGet();
                    } catch (BrokenBarrierException e) {
                        if (barrier.isBroken()) { // else another has mended it; to reset it again would break its wait
                            barrier.reset();
                        }
                    }
                }
            });
        }
        Random random = new Random(-1);
        Strands.whileAnyRuns(strands.threads(), () -> {
            if (finished.get()) {
                barrier.abort();
            } else if (random.nextInt(16) == 0) {
                barrier.reset();
            } else if (random.nextInt(8) == 0) {
                strands.threads().get(random.nextInt(parties)).interrupt();
            }
            Thread.yield();
        });
        strands.join();
        assertThat(broken).hasPositiveValue();
        int complete = 0;
        for (int round = 1; round <= rounds.get(); round++) {
            assertThat(passed.get(round)).as("how many went through in round %s", round).isIn(0, parties);
            complete += passed.get(round) / parties;
        }
        assertThat(complete).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: in a storm of interrupts, time-outs, cancellations and resets all go through or none")
    void allOrNone(Strands.Kind kind) throws InterruptedException {
        storm(kind);
    }

    @Tag("one-carrier")
    @Test
    @DisplayName("15: also on one carrier")
    void allOrNoneOnOneCarrier() throws InterruptedException {
        storm(Strands.Kind.VIRTUAL);
    }
}
