// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTest {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Event event = Event.named("E");

    @ParameterizedTest
    @EnumSource
    void setFreesAllWhoWaitEvenIfItIsClearedAtOnce(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        AtomicInteger freed = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            boolean timed = i % 2 == 0;
            strands.start("waiter " + i, () -> {
                if (timed) {
                    assertThat(event.await(FOREVER)).isTrue();
                } else {
                    event.await();
                }
                freed.incrementAndGet();
            });
        }
        Strands.untilWaiting(10, event);
        event.set();
        event.clear();
        strands.join();
        assertThat(freed).hasValue(10);
        assertThat(event).hasToString("Event \"E\" (clear, 0 waiting)");
    }

    @ParameterizedTest
    @EnumSource
    void aTimedWaitAnswersFalseWhenTheTimeIsOver(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("waits", () -> {
            assertThat(event.await(Duration.ofMillis(2))).isFalse();
            assertThat(event.statistics()).isEqualTo("clear, 0 waiting");
            assertThatThrownBy(() -> event.await(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOutOfZeroDoesNotWait(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("looks", () -> {
            CancelScope scope = new CancelScope("cancelled");
            scope.run(() -> {
                scope.cancel("a wait would tell");
                assertThat(event.await(Duration.ZERO)).isFalse();
                event.set();
                assertThat(event.await(Duration.ZERO)).isTrue();
                event.await();
            });
        });
        strands.join();
    }

    @Test
    void settingAndClearingAreIdempotent() throws InterruptedException {
        assertThat(event.isSet()).isFalse();
        event.set();
        event.set();
        assertThat(event.isSet()).isTrue();
        event.await();
        assertThat(event.await(FOREVER)).isTrue();
        event.clear();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void whoComesAfterTheClearWaitsForTheNextSet(Strands.Kind kind) throws InterruptedException {
        event.set();
        event.clear();
        Strands strands = Strands.of(kind);
        Thread waits = strands.start("waits", () -> event.await());
        Strands.untilWaiting(1, event);
        Strands.untilParked(waits);
        assertThat(waits.isAlive()).isTrue();
        event.set();
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void interruptedOrCancelledWaitsLeaveTheOthersWaiting(Strands.Kind kind) throws InterruptedException {
        Strands leaving = Strands.of(kind);
        CancelScope scope = new CancelScope("cancelled");
        Thread interrupted = leaving.start("interrupted", () -> assertThatThrownBy(() -> event.await())
                .isExactlyInstanceOf(InterruptedException.class));
        leaving.start("cancelled", () -> scope.run(() -> assertThatThrownBy(() -> event.await())
                .isInstanceOf(CancelledException.class)));
        Strands staying = Strands.of(kind);
        staying.start("stays", () -> event.await());
        Strands.untilWaiting(3, event);
        interrupted.interrupt();
        scope.cancel("enough");
        leaving.join();
        assertThat(event.statistics()).isEqualTo("clear, 1 waiting");
        event.set();
        staying.join();
    }

    @Test
    void interruptedBeforeTheWaitEvenIfItIsSet() {
        event.set();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> event.await()).isExactlyInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void manyRoundsOfWaitingAndSettingLoseNobody(Strands.Kind kind) throws InterruptedException {
        int rounds = 500;
        Strands strands = Strands.of(kind);
        Event[] ping = new Event[rounds];
        Event[] pong = new Event[rounds];
        for (int i = 0; i < rounds; i++) {
            ping[i] = new Event();
            pong[i] = new Event();
        }
        strands.start("pings", () -> {
            for (int i = 0; i < rounds; i++) {
                ping[i].set();
                pong[i].await();
            }
        });
        strands.start("pongs", () -> {
            for (int i = 0; i < rounds; i++) {
                ping[i].await();
                pong[i].set();
            }
        });
        strands.join();
    }
}
