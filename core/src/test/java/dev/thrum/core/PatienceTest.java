// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PatienceTest {

    private final Patience patience = new Patience();

    @BeforeEach
    void lookingOutMakesSense() {
        assumeThat(Runtime.getRuntime().availableProcessors()).as("processors").isGreaterThan(1);
    }

    private void lookOut(boolean inTime) {
        int rounds = patience.rounds();
        assertThat(rounds).as("looks out").isPositive();
        assertThat(patience.ended(rounds, inTime)).isEqualTo(inTime);
    }

    /// How many waits do not begin with a look-out; the look-out after them is left to the caller.
    private int rests() {
        int rests = 0;
        while (patience.rounds() == 0) {
            rests++;
        }
        return rests;
    }

    private int missAndRest() {
        patience.ended(1, false);
        return rests();
    }

    @Test
    void aFewMissesAreForgiven() {
        for (int i = 0; i < 4; i++) {
            lookOut(false);
        }
        lookOut(false);
        assertThat(rests()).isEqualTo(1);
    }

    @Test
    void theMoreMissesTheLongerTheRestUpToALimit() {
        for (int i = 0; i < 4; i++) {
            assertThat(missAndRest()).isZero();
        }
        for (int i = 0; i <= 9; i++) {
            assertThat(missAndRest()).isEqualTo(1 << i);
        }
        assertThat(missAndRest()).isEqualTo(512);
        assertThat(missAndRest()).isEqualTo(512);
    }

    @Test
    void aSuccessMakesUpForAllMisses() {
        for (int i = 0; i < 200; i++) {
            missAndRest();
        }
        lookOut(true);
        aFewMissesAreForgiven();
    }

    @Test
    void waitingAtOnceIsNeitherMissNorSuccess() {
        for (int i = 0; i < 8; i++) {
            missAndRest();
        }
        assertThat(missAndRest()).isEqualTo(16);
        patience.ended(0, false);
        assertThat(rests()).isZero();
    }

    @Test
    void looksOutForAShorterTimeWhereWakingIsCheap() {
        assertThat(patience.rounds(true)).isBetween(1, patience.rounds(false) - 1);
    }
}
