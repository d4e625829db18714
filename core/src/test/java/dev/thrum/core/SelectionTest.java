// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SelectionTest {

    private record Thing(String name) implements Resource {}

    private final WaitQueue here = new WaitQueue(new Thing("here"));
    private final WaitQueue there = new WaitQueue(new Thing("there"));

    private static Selection begin() {
        return Selection.begin(new Thing("the first of them"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: the first grant ends the wait, and another one goes to the next waiter")
    void theFirstGrantEndsTheWait(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("selects", () -> {
            Selection selection = begin();
            Waiter first = here.enqueue(selection, 0);
            Waiter second = there.enqueue(selection, 1);
            assertThat(selection.await(Scheduler.NEVER)).isTrue();
            assertThat(selection.branch()).isEqualTo(1);
            assertThat(selection.end()).isFalse();
            assertThat(here.withdraw(first)).as("not granted").isTrue();
            assertThat(there.withdraw(second)).as("granted").isFalse();
        });
        Strands.until("it waits", () -> there.size() == 1);
        Waiter behind = here.enqueue();
        assertThat(there.grantFirst()).isTrue();
        assertThat(here.grantFirst()).isTrue();
        assertThat(here.withdraw(behind)).as("the one behind was granted").isFalse();
        strands.join();
        assertThat(here.isEmpty()).isTrue();
        assertThat(there.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("20: one claim succeeds, and none after the end")
    void oneClaimSucceeds() throws InterruptedException {
        Selection selection = begin();
        assertThat(selection.claim(3)).isTrue();
        assertThat(selection.claim(3)).isFalse();
        assertThat(selection.claim(0)).isFalse();
        assertThat(selection.await(Scheduler.NEVER)).isTrue();
        assertThat(selection.branch()).isEqualTo(3);

        Selection ended = begin();
        Waiter waiter = here.enqueueFirst(ended, 0);
        assertThat(ended.end()).isTrue();
        assertThat(ended.claim(0)).isFalse();
        assertThat(here.grantFirst()).isFalse();
        assertThat(here.withdraw(waiter)).isTrue();
    }

    @Test
    @DisplayName("20: at the head of a queue it is granted before those who came earlier")
    void atTheHeadItIsGrantedFirst() {
        Waiter earlier = here.enqueue();
        Selection selection = begin();
        here.enqueueFirst(selection, 5);
        assertThat(here.grantFirst()).isTrue();
        assertThat(selection.branch()).isEqualTo(5);
        assertThat(here.withdraw(earlier)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("20: a selection whose time is over or that is interrupted cannot be granted")
    void afterTheWaitItCannotBeGranted(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> {
            Selection late = begin();
            Waiter waiter = here.enqueue(late, 0);
            assertThat(late.await(Scheduler.current().nanoTime())).isFalse();
            assertThat(late.claim(0)).isFalse();
            assertThat(here.grantFirst()).isFalse();
            assertThat(here.withdraw(waiter)).isTrue();
            Selection interrupted = begin();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> interrupted.await(Scheduler.NEVER))
                    .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("the first of them");
            assertThat(interrupted.claim(0)).isFalse();
        });
        strands.join();
    }
}
