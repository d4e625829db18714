// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Handoff.Side;
import dev.thrum.fixture.Strands;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandoffTest {

    private static final int TURNS = 20_000;
    private static final int TURNS_TAKEN_BACK = 1_000;

    private final Handoff handoff = new Handoff();

    /// Written by both sides in turn, with nothing else to order them.
    private int turns;

    /// Whose turn it is, as far as the sides themselves know. Volatile, so that two at once are seen.
    private volatile Side owner = Side.FIRST;

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    void twoThreadsRunInTurn(Strands.Kind kind) throws InterruptedException {
        takeTurns(Strands.of(kind));
    }

    @Tag("one-carrier")
    @Test
    void twoVirtualThreadsRunInTurnOnOneCarrier() throws InterruptedException {
        takeTurns(Strands.of(Strands.Kind.VIRTUAL));
    }

    private void takeTurns(Strands strands) throws InterruptedException {
        for (Side side : List.of(Side.SECOND, Side.FIRST)) {
            strands.start(side.toString(), () -> {
                for (int i = 0; i < TURNS; i++) {
                    handoff.await(side);
                    assertThat(turns++ % 2).isEqualTo(side.ordinal());
                    handoff.pass(side.other());
                }
            });
        }
        strands.join();
        assertThat(turns).isEqualTo(2 * TURNS);
    }

    @DisplayName("a turn is taken back, or it is taken: never both")
    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    void aTurnIsTakenBackOrTaken(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        Thread first = strands.start("first", () -> {
            for (int i = 0; i < TURNS_TAKEN_BACK; i++) {
                handoff.pass(Side.SECOND);
                handoff.await(Side.FIRST);
                useTurn(Side.FIRST);
            }
        });
        strands.start("second", () -> {
            for (int i = 0; i < TURNS_TAKEN_BACK; i++) {
                handoff.await(Side.SECOND);
                do {
                    useTurn(Side.SECOND);
                    while (first.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    handoff.pass(Side.FIRST);
                    pause(i % 100);
                } while (handoff.takeBack());
            }
        });
        strands.join();
    }

    private void useTurn(Side side) {
        owner = side;
        pause(100);
        assertThat(owner).isEqualTo(side);
    }

    private static void pause(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void theFirstSideNeedNotWaitAtTheStart() {
        handoff.await(Side.FIRST);
        handoff.pass(Side.SECOND);
        handoff.await(Side.SECOND);
    }

    @ParameterizedTest
    @EnumSource(names = {"PLATFORM", "VIRTUAL"})
    void anInterruptDoesNotEndTheWaitAndIsKept(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        Thread waiting = strands.start("second", () -> {
            handoff.await(Side.SECOND);
            assertThat(turns).isEqualTo(1);
            assertThat(Thread.interrupted()).isTrue();
        });
        Strands.untilParked(waiting);
        waiting.interrupt();
        Strands.until("the interrupt has been seen", () -> !waiting.isInterrupted());
        Strands.untilParked(waiting);
        turns = 1;
        handoff.pass(Side.SECOND);
        strands.join();
    }
}
