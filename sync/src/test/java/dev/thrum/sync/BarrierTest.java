// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A barrier that nobody breaks, except its action. How others break it: [BrokenBarrierTest].
@Timeout(60)
class BarrierTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    /// What one strand of [#rounds] has written by the time it arrives; plain, as the barrier has to order it.
    private int[] written = {};

    private void rounds(Strands.Kind kind, int parties, int rounds) throws InterruptedException {
        written = new int[parties];
        int[] actions = new int[1];
        AtomicReference<Thread> runner = new AtomicReference<>();
        Barrier barrier = new Barrier(parties, () -> {
            actions[0]++;
            assertThat(written).containsOnly(actions[0]);
            runner.set(Thread.currentThread());
        });
        int[][] indices = new int[rounds][parties];
        Strands strands = Strands.of(kind);
        for (int s = 0; s < parties; s++) {
            int me = s;
            strands.start("party " + s, () -> {
                for (int round = 0; round < rounds; round++) {
                    written[me] = round + 1;
                    int index = me % 2 == 0 ? barrier.await() : barrier.await(FOREVER);
                    assertThat(actions[0]).as("how often the action has run").isEqualTo(round + 1);
                    assertThat(index == parties - 1).as("%s is the last and runs the action", index)
                            .isEqualTo(runner.get() == Thread.currentThread());
                    indices[round][me] = index;
                }
            });
        }
        strands.join();
        for (int[] round : indices) {
            assertThat(Arrays.stream(round).sorted().boxed().toList())
                    .isEqualTo(IntStream.range(0, parties).boxed().toList());
        }
        assertThat(actions[0]).isEqualTo(rounds);
        assertThat(barrier.isBroken()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("14: indices 0 to n-1 once each; the action runs once, by the last, before anyone leaves")
    void indicesAndAction(Strands.Kind kind) throws InterruptedException {
        rounds(kind, 4, 500);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("14: two parties, again and again")
    void twoParties(Strands.Kind kind) throws InterruptedException {
        rounds(kind, 2, 3_000);
    }

    @Tag("one-carrier")
    @Test
    @DisplayName("14: a hundred virtual threads, also on one carrier")
    void aHundredVirtualThreads() throws InterruptedException {
        rounds(Strands.Kind.VIRTUAL, 100, 50);
    }

    @Test
    @DisplayName("14: threads and tasks of two loops make one round")
    void strandsOfAllKinds() throws InterruptedException {
        Barrier barrier = new Barrier(4);
        List<Integer> indices = new CopyOnWriteArrayList<>();
        Strands[] all = {
            Strands.of(Strands.Kind.PLATFORM), Strands.of(Strands.Kind.VIRTUAL),
            Strands.of(Strands.Kind.TASK), Strands.of(Strands.Kind.TASK)
        };
        for (Strands strands : all) {
            strands.start("party", () -> indices.add(barrier.await()));
        }
        for (Strands strands : all) {
            strands.join();
        }
        assertThat(indices).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("14: the failure of the action is thrown in the last, breaks the barrier, is the cause in the others")
    void theActionFails(Strands.Kind kind) throws Exception {
        IllegalStateException failure = new IllegalStateException("no disk");
        AtomicInteger runs = new AtomicInteger();
        Barrier barrier = Barrier.named("B", 3, () -> {
            if (runs.incrementAndGet() == 1) {
                throw failure;
            }
        });
        Strands strands = Strands.of(kind);
        for (int i = 0; i < 2; i++) {
            strands.start("waits " + i, () -> assertThatThrownBy(barrier::await)
                    .isExactlyInstanceOf(BrokenBarrierException.class).hasCause(failure)
                    .hasMessageContaining("Barrier \"B\"").hasMessageContaining("the action has failed"));
        }
        Strands.untilWaiting(2, barrier);
        strands.start("last", () -> assertThatThrownBy(barrier::await).isSameAs(failure));
        strands.join();
        assertThat(barrier.isBroken()).isTrue();
        assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class).hasCause(failure);
        assertThat(barrier).hasToString("Barrier \"B\" (broken, 0 waiting)");
        barrier.reset();
        for (int i = 0; i < 3; i++) {
            strands.start("again " + i, barrier::await);
        }
        strands.join();
        assertThat(runs).hasValue(2);
    }

    @Test
    @DisplayName("15: with one party it never blocks")
    void onePartyNeverBlocks() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Barrier barrier = new Barrier(1, runs::incrementAndGet);
        for (int i = 1; i <= 3; i++) {
            assertThat(barrier.await()).isZero();
            assertThat(barrier.await(Duration.ZERO)).isZero();
            assertThat(runs).hasValue(2 * i);
        }
        assertThat(barrier.waiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("15: parties and waiting are told")
    void figures(Strands.Kind kind) throws Exception {
        Barrier barrier = Barrier.named("B", 3);
        assertThat(barrier.parties()).isEqualTo(3);
        assertThat(barrier.waiting()).isZero();
        Strands strands = Strands.of(kind);
        strands.start("first", () -> assertThat(barrier.await()).isZero());
        Strands.untilWaiting(1, barrier);
        assertThat(barrier.waiting()).isEqualTo(1);
        strands.start("second", () -> assertThat(barrier.await()).isEqualTo(1));
        Strands.untilWaiting(2, barrier);
        assertThat(barrier).hasToString("Barrier \"B\" (2 of 3 arrived, 2 waiting)");
        strands.start("third", () -> assertThat(barrier.await()).isEqualTo(2));
        strands.join();
        assertThat(barrier).hasToString("Barrier \"B\" (0 of 3 arrived, 0 waiting)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    @DisplayName("15: less than one party is an error")
    void lessThanOneParty(int parties) {
        assertThatThrownBy(() -> new Barrier(parties)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(parties));
        assertThatThrownBy(() -> Barrier.named("B", parties, () -> {})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("3: a negative time-out is an error and no arrival")
    void aNegativeTimeOut() {
        Barrier barrier = new Barrier(2);
        assertThatThrownBy(() -> barrier.await(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(barrier.waiting()).isZero();
        assertThat(barrier.isBroken()).isFalse();
    }
}
