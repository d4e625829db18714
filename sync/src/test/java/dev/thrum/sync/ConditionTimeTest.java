// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.Action;
import dev.thrum.core.CancelScope;
import dev.thrum.core.Strand;
import dev.thrum.fixture.Strands;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// How long the waits for a condition take.
class ConditionTimeTest extends ConditionTestBase {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final BooleanSupplier NEVER = () -> false;

    /// Has tasks started at one moment of virtual time: by a task, so that the clock cannot jump in between.
    private static void together(Strands strands, Action<?> starts) {
        strands.start("starter", starts);
    }

    @Test
    @DisplayName("13: await(predicate, timeout) has one deadline in all, however many signals come")
    void theDeadlineIsATotalOne() throws InterruptedException {
        Strands strands = Strands.tasks();
        AtomicInteger looks = new AtomicInteger();
        together(strands, () -> {
            strands.start("waits", () -> locked(() -> {
                assertThat(condition.await(() -> looks.incrementAndGet() < 0, Duration.ofSeconds(10))).isFalse();
                assertThat(strands.clock().elapsed()).isEqualTo(Duration.ofSeconds(10));
            }));
            strands.start("signals", () -> {
                for (int i = 0; i < 30; i++) {
                    Strand.sleep(Duration.ofMillis(700));
                    locked(condition::signal);
                }
            });
        });
        strands.drive();
        assertThat(looks).as("at first, after each of 14 signals, and in the end").hasValue(16);
    }

    @Test
    @DisplayName("13: what await(predicate, timeout) returns is the predicate's last value")
    void theLastValueCounts() throws InterruptedException {
        Strands strands = Strands.tasks();
        AtomicBoolean done = new AtomicBoolean();
        together(strands, () -> {
            strands.start("signalled", () -> locked(() -> {
                assertThat(condition.await(done::get, Duration.ofSeconds(10))).isTrue();
                assertThat(strands.clock().elapsed()).isEqualTo(Duration.ofSeconds(3));
            }));
            strands.start("not signalled", () -> locked(() -> {
                assertThat(condition.await(done::get, Duration.ofSeconds(4))).isTrue();
                assertThat(strands.clock().elapsed()).isEqualTo(Duration.ofSeconds(4));
            }));
            strands.start("without a limit", () -> locked(() -> condition.await(
                    () -> strands.clock().elapsed().compareTo(Duration.ofSeconds(5)) >= 0)));
            strands.start("signals", () -> {
                Strand.sleep(Duration.ofSeconds(3));
                done.set(true);
                locked(condition::signal);
                Strand.sleep(Duration.ofSeconds(2));
                locked(condition::signalAll);
            });
        });
        strands.drive();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("13: with a predicate, zero never frees the mutex and a negative time-out is an error")
    void zeroAndNegativeTimeOuts(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        strands.start("owner", () -> locked(() -> {
            CancelScope scope = new CancelScope("cancelled");
            scope.run(() -> {
                scope.cancel("a wait would tell");
                assertThat(condition.await(NEVER, Duration.ZERO)).isFalse();
                assertThat(condition.await(() -> true, Duration.ZERO)).isTrue();
                condition.await(() -> true);
            });
            assertThatThrownBy(() -> condition.await(() -> true, Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> condition.await(Duration.ofNanos(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(condition.await(Duration.ZERO)).isFalse();
            assertThat(condition.await(-1, TimeUnit.DAYS)).isFalse();
            assertThat(condition.awaitNanos(-5)).isNotPositive();
            assertThat(condition.awaitNanos(Long.MIN_VALUE)).isNotPositive();
            assertThat(condition.awaitUntil(new Date(0))).isFalse();
            assertThat(condition.awaitUntil(new Date(Long.MIN_VALUE))).isFalse();
            assertThat(mutex.holdCount()).isOne();
        }));
        strands.join();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("13: a huge time-out does not overflow")
    void aHugeTimeOutDoesNotOverflow(Strands.Kind kind) throws Exception {
        Strands strands = Strands.of(kind);
        AtomicBoolean done = new AtomicBoolean();
        strands.start("nanos", () -> locked(() -> assertThat(condition.awaitNanos(Long.MAX_VALUE)).isPositive()));
        strands.start("days", () -> locked(
                () -> assertThat(condition.await(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue()));
        strands.start("until", () -> locked(
                () -> assertThat(condition.awaitUntil(new Date(Long.MAX_VALUE))).isTrue()));
        strands.start("predicate", () -> locked(() -> assertThat(condition.await(done::get, FOREVER)).isTrue()));
        untilWaiting(4);
        done.set(true);
        locked(condition::signalAll);
        strands.join();
    }

    @Test
    @DisplayName("13: awaitNanos tells how much time is left")
    void awaitNanosTellsWhatIsLeft() throws InterruptedException {
        Strands strands = Strands.tasks();
        together(strands, () -> {
            strands.start("waits", () -> locked(() -> {
                assertThat(condition.awaitNanos(5_000)).isEqualTo(3_000);
                assertThat(condition.awaitNanos(5_000)).isZero();
            }));
            strands.start("signals", () -> {
                Strand.sleep(Duration.ofNanos(2_000));
                locked(condition::signal);
            });
        });
        strands.drive();
    }
}
