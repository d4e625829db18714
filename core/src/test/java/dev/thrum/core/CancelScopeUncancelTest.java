// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.fixture.Strands;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Cancellations that are taken back, and deadlines that are moved.
class CancelScopeUncancelTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final CancelScope scope = new CancelScope("work");

    private static void run(Strands.Kind kind, Action<?> body) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("main", body);
        if (kind == Strands.Kind.TASK) {
            strands.drive();
        } else {
            strands.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoTakesAllRequestsBackWaitsAgain(Strands.Kind kind) throws InterruptedException {
        run(kind, () -> {
            scope.run(() -> {
                assertThat(scope.cancel("first")).isTrue();
                assertThat(scope.cancel("second")).isFalse();
                assertThat(scope.cancelling()).isEqualTo(2);
                assertThatThrownBy(Strand::yieldNow).isInstanceOf(CancelledException.class).hasMessageContaining("first");
                assertThat(scope.uncancel()).isEqualTo(1);
                assertThatThrownBy(Strand::yieldNow).isInstanceOf(CancelledException.class);
                assertThat(scope.uncancel()).isZero();
                assertThat(scope.isCancelled()).isFalse();
                Strand.sleep(Duration.ofNanos(1));
                assertThat(scope.cancel("third")).isTrue();
                CancelledException told = catchThrowableOfType(CancelledException.class, () -> Strand.sleep(HOUR));
                assertThat(told.reason()).isEqualTo("third");
            });
            assertThat(scope.isCancelled()).isTrue();
        });
    }

    @Test
    void onlyTheStrandInsideTakesBack() throws InterruptedException {
        assertThatIllegalStateException().isThrownBy(scope::uncancel);
        Strands strands = Strands.tasks();
        strands.start("main", () -> {
            strands.start("inside", () -> scope.run(() -> assertThatThrownBy(() -> Strand.sleep(HOUR))
                    .isInstanceOf(CancelledException.class)));
            Strand.yieldNow();
            scope.cancel("enough");
            assertThatIllegalStateException().isThrownBy(scope::uncancel).withMessageContaining("scope \"work\"");
            assertThat(scope.cancelling()).isEqualTo(1);
        });
        strands.drive();
    }

    @ParameterizedTest
    @EnumSource
    void anExpiredDeadlineCannotBeTakenBack(Strands.Kind kind) throws InterruptedException {
        run(kind, () -> assertThatThrownBy(() -> scope.expireAfter(Duration.ZERO).call(() -> {
            assertThatThrownBy(Strand::yieldNow).isInstanceOf(CancelledException.class);
            scope.cancel("as well");
            assertThat(scope.cancelling()).isEqualTo(1);
            assertThat(scope.uncancel()).isZero();
            scope.expireNever();
            assertThat(scope.isExpired()).isTrue();
            Strand.sleep(HOUR);
            return 0;
        })).isInstanceOf(DeadlineExceededException.class));
    }

    @ParameterizedTest
    @EnumSource
    void anOuterScopeStaysCancelled(Strands.Kind kind) throws InterruptedException {
        CancelScope outer = new CancelScope("outer");
        run(kind, () -> outer.run(() -> scope.run(() -> {
            outer.cancel("all of it");
            scope.cancel("this");
            scope.uncancel();
            assertThatThrownBy(Strand::yieldNow).isInstanceOfSatisfying(CancelledException.class,
                    e -> assertThat(e.scope()).isSameAs(outer));
        })));
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlineIsMovedForAStrandThatWaits(Strands.Kind kind) throws InterruptedException {
        Strands strands = Strands.of(kind);
        strands.start("main", () -> {
            Thread sleeper = strands.start("sleeper", () -> assertThatThrownBy(
                    () -> scope.expireAfter(HOUR).run(() -> Strand.sleep(Duration.ofDays(1))))
                    .isInstanceOf(DeadlineExceededException.class));
            Strand.yieldNow();
            if (kind != Strands.Kind.TASK) {
                Strands.untilParked(sleeper);
            }
            scope.expireAfter(Duration.ofMillis(1));
        });
        if (kind == Strands.Kind.TASK) {
            strands.drive();
            assertThat(strands.clock().elapsed()).isEqualTo(Duration.ofMillis(1));
        }
        strands.join();
    }

    @Test
    void aDeadlineIsAPointInTime() throws InterruptedException {
        run(Strands.Kind.TASK, () -> {
            Strand.sleep(HOUR);
            assertThat(Strand.time()).isEqualTo(HOUR);
            assertThatThrownBy(() -> CancelScope.timeoutAt(HOUR.multipliedBy(3), () -> {
                Strand.sleep(HOUR.multipliedBy(10));
                return 0;
            })).isInstanceOf(DeadlineExceededException.class);
            assertThat(Strand.time()).isEqualTo(HOUR.multipliedBy(3));
            CancelScope unset = new CancelScope("unset").expireAfter(HOUR).expireNever();
            unset.run(() -> Strand.sleep(HOUR.multipliedBy(2)));
            assertThat(unset.isExpired()).isFalse();
        });
    }
}
