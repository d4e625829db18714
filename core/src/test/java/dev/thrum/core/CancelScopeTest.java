// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CancelScopeTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Strands strands = Strands.tasks();
    private final CancelScope scope = new CancelScope("work");

    /// Runs a body as the only task of a virtual clock.
    private void virtually(Action<?> body) throws InterruptedException {
        strands.start("main", body);
        strands.drive();
    }

    private void assertElapsed(Duration expected) {
        assertThat(strands.clock().elapsed()).isEqualTo(expected);
    }

    private static CancelledException assertSleepIsCancelledBy(CancelScope scope) {
        CancelledException e =
                catchThrowableOfType(CancelledException.class, () -> Strand.sleep(HOUR));
        assertThat(e).as("what the sleep throws").isNotNull();
        assertThat(e.scope()).isSameAs(scope);
        return e;
    }

    @Test
    void everyWaitIsToldUntilTheScopeIsLeft() throws InterruptedException {
        virtually(() -> {
            scope.run(() -> {
                scope.cancel("enough");
                for (int i = 0; i < 3; i++) {
                    assertSleepIsCancelledBy(scope);
                }
                assertThatThrownBy(Strand::yieldNow).isInstanceOf(CancelledException.class);
                assertThatThrownBy(CancelScope::checkpoint).isInstanceOf(CancelledException.class);
            });
            assertElapsed(Duration.ZERO);
            assertThat(CancelScope.current()).isNull();
            Strand.sleep(SECOND);
            CancelScope.checkpoint();
        });
    }

    @ParameterizedTest
    @EnumSource
    void anybodyMayCancelAndWakesWhoWaitsInside(Strands.Kind kind) throws InterruptedException {
        Strands waiting = Strands.of(kind);
        Thread sleeper = waiting.start("sleeper", () -> scope.run(() -> {
            CancelledException e = catchThrowableOfType(
                    CancelledException.class, () -> Strand.sleep(Duration.ofSeconds(Long.MAX_VALUE)));
            assertThat(e.reason()).isEqualTo("no longer needed");
            assertThat(e.cancelledBy()).isEqualTo("platform thread \"canceller\"");
            assertThat(e).hasMessageContainingAll("\"work\"", "asleep", "no longer needed", "canceller");
            throw e;
        }));
        Strands.untilParked(sleeper);
        Strands canceller = Strands.of(Strands.Kind.PLATFORM);
        canceller.start("canceller", () -> assertThat(scope.cancel("no longer needed")).isTrue());
        canceller.join();
        waiting.join();
    }

    @Test
    void runReturnsNormallyFromItsOwnCancellationAndCallThrows() throws InterruptedException {
        virtually(() -> {
            scope.run(() -> {
                scope.cancel("enough");
                Strand.sleep(SECOND);
                throw new AssertionError("not reached");
            });
            assertThat(scope.isCancelled()).isTrue();
            CancelScope other = new CancelScope("other");
            assertThatThrownBy(() -> other.call(() -> {
                other.cancel("enough");
                Strand.sleep(SECOND);
                return 1;
            })).isInstanceOf(CancelledException.class);
        });
    }

    @Test
    void cancellingTwiceOrAfterwardsHasNoEffect() throws InterruptedException {
        virtually(() -> {
            scope.run(() -> {
                assertThat(scope.cancel("first")).isTrue();
                assertThat(scope.cancel("second")).isFalse();
                assertThat(assertSleepIsCancelledBy(scope).reason()).isEqualTo("first");
            });
            CancelScope finished = new CancelScope("finished");
            finished.run(() -> {});
            assertThat(finished.cancel("too late")).isFalse();
            assertThat(finished.isCancelled()).isFalse();
        });
    }

    @Test
    void aScopeCancelledBeforeItIsEnteredCancelsTheFirstWait() throws InterruptedException {
        virtually(() -> {
            scope.cancel("not even begun");
            scope.run(() -> assertSleepIsCancelledBy(scope));
        });
    }

    @Test
    void theInnerTimeOutIsToldFromTheOuterOne() throws InterruptedException {
        virtually(() -> {
            CancelScope outer = new CancelScope("outer").expireAfter(Duration.ofSeconds(2));
            CancelScope inner = new CancelScope("inner").expireAfter(SECOND);
            outer.run(() -> {
                assertThatThrownBy(() -> inner.run(() -> Strand.sleep(HOUR)))
                        .isInstanceOfSatisfying(DeadlineExceededException.class,
                                e -> assertThat(e.scope()).isSameAs(inner));
                assertElapsed(SECOND);
                Strand.sleep(Duration.ofMillis(999));
            });
            assertThat(inner.isCancelled()).isTrue();
            assertThat(outer.isCancelled()).isFalse();
        });
    }

    @Test
    void theOuterTimeOutPassesThroughTheInnerOne() throws InterruptedException {
        virtually(() -> {
            CancelScope outer = new CancelScope("outer").expireAfter(SECOND);
            CancelScope inner = new CancelScope("inner").expireAfter(Duration.ofSeconds(2));
            assertThatThrownBy(() -> outer.run(() -> {
                try {
                    inner.run(() -> Strand.sleep(HOUR));
                } catch (CancelledException e) {
                    assertThat(e.scope()).isSameAs(outer);
                    throw e;
                }
            })).isInstanceOfSatisfying(DeadlineExceededException.class, e -> {
                        assertThat(e.scope()).isSameAs(outer);
                        assertThat(e).cause().isInstanceOf(CancelledException.class);
                    });
            assertElapsed(SECOND);
            assertThat(inner.isCancelled()).isFalse();
        });
    }

    @Test
    void ofTwoTimeOutsAtOnceTheOuterOneCounts() throws InterruptedException {
        virtually(() -> {
            CancelScope outer = new CancelScope("outer").expireAfter(SECOND);
            CancelScope inner = new CancelScope("inner").expireAfter(SECOND);
            assertThatThrownBy(() -> outer.run(() -> inner.run(() -> Strand.sleep(HOUR))))
                    .isInstanceOfSatisfying(DeadlineExceededException.class,
                            e -> assertThat(e.scope()).isSameAs(outer));
        });
    }

    @Test
    void theBodysOwnExceptionBeatsTheTimeOut() throws InterruptedException {
        virtually(() -> assertThatThrownBy(() -> CancelScope.timeout(SECOND, () -> {
            try {
                Strand.sleep(HOUR);
                return 1;
            } catch (InterruptedException e) {
                throw new IOException("closed meanwhile");
            }
        })).isInstanceOf(IOException.class).hasMessage("closed meanwhile"));
    }

    @Test
    void aCancellationFromOutsideIsNoTimeOut() throws InterruptedException {
        virtually(() -> {
            CancelScope outer = new CancelScope("outer");
            strands.start("canceller", () -> {
                Strand.sleep(SECOND);
                outer.cancel("enough");
            });
            outer.run(() -> {
                assertThatThrownBy(() -> CancelScope.timeout(HOUR, () -> {
                    Strand.sleep(HOUR);
                    return 1;
                })).isInstanceOfSatisfying(CancelledException.class, e -> assertThat(e.scope()).isSameAs(outer));
                assertElapsed(SECOND);
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOutOfZeroOrLessExpiresAtTheFirstWait(Strands.Kind kind) throws InterruptedException {
        Strands some = Strands.of(kind);
        some.start("main", () -> {
            for (Duration none : new Duration[] {Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE)}) {
                assertThat(CancelScope.<String, RuntimeException>timeout(none, () -> "no wait")).isEqualTo("no wait");
                assertThatThrownBy(() -> CancelScope.timeout(none, () -> {
                    Strand.sleep(HOUR);
                    return 1;
                })).isInstanceOf(DeadlineExceededException.class);
                assertThatThrownBy(() -> CancelScope.timeout(none, () -> {
                    CancelScope.checkpoint();
                    return 1;
                })).isInstanceOf(DeadlineExceededException.class);
            }
        });
        some.join();
    }

    @Test
    void aTimeOutWithoutEndDoesNotOverflow() throws InterruptedException {
        virtually(() -> CancelScope.timeout(Duration.ofSeconds(Long.MAX_VALUE), () -> {
            Strand.sleep(Duration.ofDays(100 * 365));
            return 1;
        }));
    }

    @Test
    void aValueThatComesLateIsKept() throws InterruptedException {
        virtually(() -> {
            int value = CancelScope.timeout(SECOND, () -> {
                CancelScope.shielded(() -> {
                    Strand.sleep(HOUR);
                    return 0;
                });
                return 42;
            });
            assertThat(value).isEqualTo(42);
            assertElapsed(HOUR);
        });
    }

    @Test
    void theDeadlineCanBeMovedWhileSomebodyWaits() throws InterruptedException {
        virtually(() -> {
            scope.expireAfter(Duration.ofSeconds(10));
            strands.start("later", () -> {
                Strand.sleep(Duration.ofSeconds(9));
                scope.expireAfter(Duration.ofSeconds(11));
            });
            strands.start("sooner", () -> {
                Strand.sleep(Duration.ofSeconds(15));
                scope.expireAfter(SECOND);
            });
            assertThatThrownBy(() -> scope.run(() -> Strand.sleep(HOUR))).isInstanceOf(DeadlineExceededException.class);
            assertElapsed(Duration.ofSeconds(16));
        });
    }

    @Test
    void theDeadlineCanBeTakenAway() throws InterruptedException {
        virtually(() -> {
            scope.expireAfter(Duration.ofSeconds(10));
            strands.start("never", () -> scope.expireAfter(Duration.ofSeconds(Long.MAX_VALUE)));
            scope.run(() -> Strand.sleep(HOUR));
            assertElapsed(HOUR);
            scope.expireAfter(SECOND);
            assertThat(scope.isCancelled()).isFalse();
        });
    }

    @Test
    void aDeadlineSetInTheMomentOfEntryIsCountedOnce() throws InterruptedException {
        Duration timeout = Duration.ofMillis(500);
        for (int i = 0; i < 300; i++) {
            Strands racing = Strands.of(Strands.Kind.PLATFORM);
            CancelScope contended = new CancelScope("contended");
            CyclicBarrier start = new CyclicBarrier(2);
            racing.start("sets", () -> {
                await(start);
                contended.expireAfter(timeout);
            });
            racing.start("enters", () -> {
                long begin = Scheduler.threads().nanoTime();
                await(start);
                contended.run(() -> {
                    CancelScope.checkpoint();
                    racing.threads().getFirst().join();
                    assertThat(ScopesAround.firstDeadline(contended, Scheduler.threads()))
                            .isGreaterThanOrEqualTo(begin + timeout.toNanos())
                            .isNotEqualTo(Scheduler.NEVER);
                });
            });
            racing.join();
        }
    }

    private static void await(CyclicBarrier barrier) throws InterruptedException {
        try {
            barrier.await();
        } catch (BrokenBarrierException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anExpiredScopeStaysExpired() throws InterruptedException {
        virtually(() -> assertThatThrownBy(() -> scope.expireAfter(SECOND).run(() -> {
            assertSleepIsCancelledBy(scope);
            scope.expireAfter(HOUR);
            Strand.sleep(SECOND);
        })).isInstanceOf(DeadlineExceededException.class));
    }

    @Test
    void aShieldKeepsCancellationAndDeadlinesOutUntilItIsLeft() throws InterruptedException {
        virtually(() -> scope.run(() -> {
            scope.cancel("enough");
            String value = CancelScope.<String, RuntimeException>shielded(() -> {
                Strand.sleep(SECOND);
                CancelScope.checkpoint();
                return "cleaned up";
            });
            assertThat(value).isEqualTo("cleaned up");
            assertElapsed(SECOND);
            assertSleepIsCancelledBy(scope);
        }));
    }

    @Test
    void whatIsInsideAShieldCanStillTimeOut() throws InterruptedException {
        virtually(() -> scope.run(() -> {
            scope.cancel("enough");
            assertThatThrownBy(() -> CancelScope.shielded(() -> CancelScope.timeout(SECOND, () -> {
                Strand.sleep(HOUR);
                return 1;
            }))).isInstanceOf(DeadlineExceededException.class);
            assertElapsed(SECOND);
        }));
    }

    @Test
    void aScopeIsUsedOnce() throws InterruptedException {
        virtually(() -> {
            scope.run(() -> assertThatThrownBy(() -> scope.run(() -> {}))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("\"work\""));
            assertThatThrownBy(() -> scope.call(() -> 1)).isInstanceOf(IllegalStateException.class);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aPlainInterruptStaysPlain(Strands.Kind kind) throws InterruptedException {
        Strands some = Strands.of(kind);
        Thread sleeper = some.start("sleeper", () -> assertThatThrownBy(
                () -> scope.expireAfter(Duration.ofSeconds(Long.MAX_VALUE)).run(
                        () -> Strand.sleep(Duration.ofSeconds(Long.MAX_VALUE))))
                .isExactlyInstanceOf(InterruptedException.class));
        Strands.untilParked(sleeper);
        sleeper.interrupt();
        some.join();
        assertThat(scope.isCancelled()).isFalse();
    }

    @Test
    void scopesNest() throws InterruptedException {
        virtually(() -> {
            CancelScope outer = new CancelScope("outer");
            CancelScope sibling = new CancelScope("sibling");
            outer.run(() -> {
                scope.run(() -> {
                    assertThat(CancelScope.current()).isSameAs(scope);
                    scope.cancel("only this one");
                    Strand.sleep(HOUR);
                });
                assertThat(CancelScope.current()).isSameAs(outer);
                sibling.run(() -> {
                    outer.cancel("everything");
                    assertSleepIsCancelledBy(outer);
                });
                assertThat(sibling.isCancelled()).isFalse();
            });
            assertThat(CancelScope.current()).isNull();
        });
    }

    @Test
    void itsTextTellsItsNameAndState() {
        assertThat(scope).hasToString("scope \"work\"");
        scope.cancel("enough");
        assertThat(scope).hasToString("scope \"work\" (cancelled)");
        assertThat(scope.name()).isEqualTo("work");
    }
}
