// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// In real time strands are woken before their turn. Nobody may notice.
class BatonOnDeckTest {

    private final Baton baton = Baton.inRealTime("real time");

    // Touched by strands only, without any lock: one of them runs at a time.
    private int turn;
    private int running;
    private final List<String> irregularities = new ArrayList<>();

    /// Spins for a while; sometimes far longer than anybody looks out for the baton.
    private void alone(int rounds) {
        if (running++ != 0) {
            irregularities.add(running + " run at a time");
        }
        for (int i = rounds; i > 0; i--) {
            Thread.onSpinWait();
        }
        running--;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50, 5_000})
    void strandsRunInTheOrderOfTheirArrival(int rounds) throws InterruptedException {
        takeTurns(7, rounds == 5_000 ? 100 : 3_000, rounds);
    }

    @RepeatedTest(20)
    void evenTheShortest() throws InterruptedException {
        takeTurns(500, 2, 0);
    }

    @Tag("one-carrier")
    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void strandsRunInTheOrderOfTheirArrivalOnOneCarrier(int rounds) throws InterruptedException {
        takeTurns(7, 300, rounds);
    }

    private void takeTurns(int strands, int times, int rounds) throws InterruptedException {
        baton.fork("main", () -> {
            for (int s = 0; s < strands; s++) {
                int number = s;
                baton.fork("strand " + s, () -> {
                    for (int i = 0; i < times; i++) {
                        if (turn++ % strands != number) {
                            irregularities.add("strand " + number + " ran at turn " + turn);
                        }
                        alone(rounds);
                        baton.yieldNow();
                    }
                });
            }
        });
        baton.drive();
        assertThat(irregularities).isEmpty();
        assertThat(turn).isEqualTo(strands * times);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nobodyIsForgottenWhateverHappens(long seed) throws InterruptedException {
        int strands = 20;
        List<Strand> all = new ArrayList<>();
        for (int s = 0; s < strands; s++) {
            Random random = new Random(31 * seed + s);
            all.add(baton.fork("strand " + s, () -> {
                for (int i = 0; i < 500; i++) {
                    alone(random.nextInt(20) == 0 ? 5_000 : random.nextInt(50));
                    try {
                        waitSomehow(random);
                    } catch (InterruptedException e) {
                        turn++; // was interrupted, and goes on
                    }
                }
            }));
        }
        Thread interrupts = Thread.ofPlatform().start(() -> {
            Random random = new Random(seed);
            while (all.stream().anyMatch(strand -> strand.home().isAlive())) {
                Strand one = all.get(random.nextInt(strands));
                one.home().interrupt();
                baton.unpark(all.get(random.nextInt(strands)));
                alongside(random.nextInt(2_000));
            }
        });
        baton.drive();
        interrupts.join();
        assertThat(irregularities).isEmpty();
    }

    private void waitSomehow(Random random) throws InterruptedException {
        switch (random.nextInt(4)) {
            case 0 -> Strand.sleep(Duration.ofNanos(random.nextInt(50_000)));
            case 1 -> {
                int rounds = random.nextInt(500);
                baton.outside(() -> {
                    alongside(rounds);
                    return rounds;
                });
            }
            default -> Strand.yieldNow();
        }
    }

    private static void alongside(int rounds) {
        for (int i = rounds; i > 0; i--) {
            Thread.onSpinWait();
        }
    }
}
