// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Baton;
import dev.thrum.fixture.Strands;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Which of several clauses that can be done is done.
@Timeout(60)
class SelectOrderTest {

    @Test
    @DisplayName("20: of several that are possible each is done with the same probability")
    void eachOfThePossibleOnesIsDoneEquallyOften() throws InterruptedException {
        int rounds = 10_000;
        Channel<Integer> one = Channel.unlimited();
        Channel<Integer> two = Channel.unlimited();
        CountingSemaphore permits = new CountingSemaphore(rounds);
        Channel<Integer> never = Channel.rendezvous();
        for (int i = 0; i < rounds; i++) {
            one.send(0);
            two.send(1);
        }
        int[] times = new int[3];
        for (int i = 0; i < rounds; i++) {
            times[Select.over(one.onReceive(n -> n), never.onReceive(n -> n), permits.onAcquire(() -> 2),
                    two.onReceive(n -> n))]++;
        }
        // Six standard deviations: once in half a billion runs.
        assertThat(IntStream.of(times).boxed()).allSatisfy(n -> assertThat(n).isBetween(rounds / 3 - 283, rounds / 3 + 283));
    }

    @Test
    @DisplayName("20: in order, the first of the possible ones is done")
    void inOrderTheFirstIsDone() throws InterruptedException {
        Channel<Integer> one = Channel.unlimited();
        Channel<Integer> two = Channel.unlimited();
        Channel<Integer> never = Channel.rendezvous();
        for (int i = 0; i < 100; i++) {
            one.send(1);
            two.send(2);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(Select.<Integer, RuntimeException>inOrder(never.onReceive(n -> n), one.onReceive(n -> n),
                    two.onReceive(n -> n))).isEqualTo(1);
        }
        assertThat(Select.<Integer, RuntimeException>inOrder(one.onReceive(n -> n), two.onReceive(n -> n)))
                .isEqualTo(2);
    }

    /// What each of a hundred selects in a task did, of three things that could always be done.
    private static List<Integer> choices(IntUnaryOperator order) throws InterruptedException {
        List<Integer> done = new ArrayList<>();
        Event always = new Event();
        always.set();
        Strands strands = Strands.tasks(order);
        strands.start("selects", () -> {
            for (int i = 0; i < 100; i++) {
                done.add(Select.<Integer, RuntimeException>over(
                        always.onSet(() -> 0), always.onSet(() -> 1), always.onSet(() -> 2)));
            }
        });
        strands.drive();
        return done;
    }

    @Test
    @DisplayName("20: in a simulation its seed decides, so a run can be repeated")
    void inASimulationTheSeedDecides() throws InterruptedException {
        List<Integer> first = choices(new Random(1)::nextInt);
        assertThat(first).contains(0, 1, 2).isEqualTo(choices(new Random(1)::nextInt));
        assertThat(choices(new Random(2)::nextInt)).contains(0, 1, 2).isNotEqualTo(first);
        List<Integer> bounds = new ArrayList<>();
        assertThat(choices(bound -> {
            bounds.add(bound);
            return bound - 1;
        })).as("whatever it says").containsOnly(0);
        assertThat(bounds).as("asked only where there is a choice of clauses").containsSubsequence(2, 3, 2, 3);
        assertThatThrownBy(() -> choices(bound -> bound == 3 ? 3 : 0)).hasRootCauseInstanceOf(
                IndexOutOfBoundsException.class);
    }

    @Test
    @DisplayName("20: on a virtual clock without an order of its own it is fair, and the same in every run")
    void onAVirtualClockItIsFairAndTheSameInEveryRun() throws InterruptedException {
        List<Integer> done = choices(Baton.FIRST_COME);
        assertThat(done).isEqualTo(choices(Baton.FIRST_COME));
        for (int clause = 0; clause < 3; clause++) {
            int number = clause;
            assertThat(done.stream().filter(n -> n == number).count()).as("clause %s", number).isBetween(15L, 60L);
        }
    }
}
