// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchedulerTest {

    private final Scheduler threads = Scheduler.threads();

    @Test
    void anyDurationIsADeadlineWithoutOverflow() {
        assertThat(threads.deadlineAfter(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Scheduler.NEVER);
        assertThat(threads.deadlineAfter(Duration.ofNanos(Long.MAX_VALUE))).isEqualTo(Scheduler.NEVER);
        assertThat(threads.deadlineAfter(Duration.ofDays(106_000))).isPositive();
        assertThat(Nanos.plus(2, Long.MAX_VALUE - 1)).isEqualTo(Scheduler.NEVER);
        assertThat(Nanos.plus(1, Long.MAX_VALUE - 2)).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void zeroIsNowAndNegativeIsAnError() {
        long before = threads.nanoTime();
        assertThat(threads.deadlineAfter(Duration.ZERO)).isBetween(before, threads.nanoTime());
        assertThatThrownBy(() -> threads.deadlineAfter(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT-0.000000001S");
        assertThatThrownBy(() -> threads.deadlineAfter(Duration.ofSeconds(Long.MIN_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timeIsNeverNegativeAndNeverGoesBack() {
        long last = 0;
        for (int i = 0; i < 10_000; i++) {
            long now = threads.nanoTime();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
    }

    @Test
    void durationsReadWell() {
        assertThat(Nanos.text(9_999)).isEqualTo("9999 ns");
        assertThat(Nanos.text(10_000)).isEqualTo("10 µs");
        assertThat(Nanos.text(10_000_000)).isEqualTo("10 ms");
        assertThat(Nanos.text(12_345_000_000L)).isEqualTo("12.3 s");
    }

    @ParameterizedTest
    @EnumSource
    void aPermitGivenBeforeParkingIsNotLost(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("parks", () -> {
            Strand me = Strand.current();
            me.scheduler().unpark(me);
            me.scheduler().park(this, Scheduler.NEVER);
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void parkReturnsAtOnceIfInterruptedAndKeepsTheStatus(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("parks", () -> {
            Thread.currentThread().interrupt();
            Scheduler.current().park(this, Scheduler.NEVER);
            assertThat(Thread.interrupted()).isTrue();
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void parkReturnsAtOnceIfTheDeadlineHasPassed(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("parks", () -> {
            Scheduler.current().park(this, 0);
            Scheduler.current().park(this, Scheduler.current().nanoTime());
        });
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    void aParkedStrandIsWokenFromAnyThread(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        Strand[] parked = new Strand[1];
        boolean[] go = new boolean[1];
        Thread thread = strands.start("parks", () -> {
            parked[0] = Strand.current();
            while (!read(go)) {
                Scheduler.current().park(this, Scheduler.NEVER);
            }
        });
        Strands.untilParked(thread);
        synchronized (go) {
            go[0] = true;
        }
        parked[0].scheduler().unpark(parked[0]);
        strands.join();
    }

    private static boolean read(boolean[] flag) {
        synchronized (flag) {
            return flag[0];
        }
    }

    @Test
    void aTaskHasOnePermitAtMost() throws InterruptedException {
        Strands strands = Strands.tasks();
        strands.start("parks", () -> {
            Strand me = Strand.current();
            me.scheduler().unpark(me);
            me.scheduler().unpark(me);
            me.scheduler().park(this, Scheduler.NEVER);
            assertThat(strands.clock().elapsed()).isZero();
            me.scheduler().park(this, 7);
            assertThat(strands.clock().elapsed()).isEqualTo(Duration.ofNanos(7));
        });
        strands.drive();
    }

    @ParameterizedTest
    @EnumSource
    void aStrandKnowsItsKindAndName(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("Ada", () -> assertThat(Strand.current()).hasToString(switch (kind) {
            case PLATFORM -> "platform thread \"Ada\"";
            case VIRTUAL -> "virtual thread \"Ada\"";
            case TASK -> "task \"Ada\"";
        }));
        strands.join();
    }

    @Test
    void aStrandWithoutANameIsCalledByItsNumber() throws InterruptedException {
        String[] text = new String[1];
        Thread thread = Thread.ofVirtual().start(() -> text[0] = Strand.current().toString());
        thread.join();
        assertThat(text[0]).isEqualTo("virtual thread \"#" + thread.threadId() + "\"");
    }

    @ParameterizedTest
    @EnumSource
    void sleepIsInterruptible(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        Thread thread = strands.start("sleeps", () -> {
            assertThatThrownBy(() -> Strand.sleep(Duration.ofSeconds(Long.MAX_VALUE)))
                    .isExactlyInstanceOf(InterruptedException.class).hasMessageContaining("asleep");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
        Strands.untilParked(thread);
        thread.interrupt();
        strands.join();
    }

    @Test
    void sleepRefusesNegativeTimesAndYieldsAtZero() throws InterruptedException {
        assertThatThrownBy(() -> Strand.sleep(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
        Steps steps = new Steps();
        Strands strands = Strands.tasks();
        strands.start("first", () -> {
            strands.start("second", () -> steps.expect(2));
            steps.expect(1);
            Strand.sleep(Duration.ZERO);
            steps.finish(3);
        });
        strands.drive();
        assertThat(strands.clock().elapsed()).isZero();
    }
}
