// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import dev.thrum.core.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Behaviour 37, what ends a run early: the failure of a body, a cancellation, an interrupt.
class RequestRunnerFailureTest {

    private static final RequestRunner TICKING = RequestRunner.builder().onType(Integer.class, () -> 1).build();

    private final List<String> log = new ArrayList<>();

    /// Far more requests than any run answers that is ended as it should be.
    private static final int FOR_EVER = 10_000;

    /// Asks for ever; its clean-up is logged, and fails if told to.
    private AskingBody<String> endless(String name, Exception... failureOfCleanUp) {
        return asker -> {
            try {
                for (int i = 0; i < FOR_EVER; i++) {
                    asker.ask(Integer.class);
                }
                throw new AssertionError("Nobody has ended the run");
            } catch (Exception e) {
                log.add(name + " caught " + e);
                throw e;
            } finally {
                log.add(name + " cleans up");
                for (Exception failure : failureOfCleanUp) {
                    throwFromCleanUp(failure);
                }
            }
        };
    }

    private static void throwFromCleanUp(Exception failure) throws Exception {
        throw failure;
    }

    @DisplayName("37: one body's failure is thrown as it is, and the others are closed in the order given")
    @ParameterizedTest
    @EnumSource
    void aFailureClosesTheOthersInOrder(ConsumerThread consumer) throws Throwable {
        IOException failure = new IOException("disk");
        consumer.run(() -> {
            assertThatThrownBy(() -> TICKING.run(
                    endless("a"), endless("b"),
                    asker -> {
                        asker.ask(Integer.class);
                        throw failure;
                    },
                    endless("d")))
                    .isSameAs(failure)
                    .hasNoSuppressedExceptions();
            assertThat(log).containsExactly("a cleans up", "b cleans up", "d cleans up");
        });
    }

    @Test
    void bodiesThatHaveNotBegunNeverDo() {
        List<Coroutine<Object, Object, String>> bodies = List.of(
                Coroutine.of(self -> {
                    throw new IOException("at once");
                }),
                Coroutine.of(self -> {
                    log.add("runs");
                    return "";
                }));
        assertThatThrownBy(() -> TICKING.run(bodies)).isExactlyInstanceOf(IOException.class);
        assertThat(log).isEmpty();
        assertThat(bodies).extracting(Coroutine::state).containsOnly(BodyState.CLOSED);
    }

    @DisplayName("37: what goes wrong in the clean-up of the others is attached to the failure")
    @Test
    void failuresOfCleanUpAreSuppressed() {
        Exception first = new IllegalStateException("first");
        Exception second = new IOException("second");
        Error failure = new AssertionError("the failure");
        assertThatThrownBy(() -> TICKING.run(
                endless("a", first), endless("b"), endless("c", second),
                asker -> {
                    throw failure;
                }))
                .isSameAs(failure)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(first, second));
        assertThat(log).containsExactly("a cleans up", "b cleans up", "c cleans up");
    }

    @Test
    void theSameInstanceThrownByACleanUpIsNotAttachedToItself() {
        IOException failure = new IOException("shared");
        assertThatThrownBy(() -> TICKING.run(endless("a", failure), asker -> {
            throw failure;
        })).isSameAs(failure).satisfies(e -> assertThat(e.getSuppressed()).doesNotContain(failure));
        assertThat(log).containsExactly("a cleans up");
    }

    @Test
    void aBodyThatIgnoresItsExitIsReportedWithTheFailure() {
        IOException failure = new IOException("disk");
        assertThatThrownBy(() -> TICKING.run(
                asker -> {
                    try {
                        return asker.ask(Integer.class);
                    } finally {
                        asker.ask(Integer.class);
                    }
                },
                endless("b"),
                asker -> {
                    throw failure;
                }))
                .isSameAs(failure)
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement()
                        .isInstanceOf(IllegalStateException.class)
                        .asString().contains("body 1").contains("ignored exit"));
        assertThat(log).containsExactly("b cleans up");
    }

    @DisplayName("37: an unknown request that its body does not catch ends the run")
    @Test
    void anUnknownRequestIsTheFailureOfItsBody() {
        assertThatExceptionOfType(UnknownRequestException.class)
                .isThrownBy(() -> TICKING.run(endless("a"), asker -> {
                    try {
                        return (String) asker.ask("colour");
                    } finally {
                        log.add("asker unwinds");
                    }
                }))
                .withMessageContaining("body 2")
                .withMessageContaining("colour");
        assertThat(log).containsExactly("asker unwinds", "a cleans up");
    }

    @Test
    void whatAHandlerThrowsAndNobodyCatchesEndsTheRun() {
        IOException failure = new IOException("no source");
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> 1)
                .onKey("source", () -> {
                    throw failure;
                })
                .build();
        assertThatThrownBy(() -> runner.run(endless("a"), asker -> {
            try {
                return (String) asker.ask("source");
            } finally {
                log.add("asker unwinds");
            }
        })).isSameAs(failure);
        assertThat(log).containsExactly("asker unwinds", "a cleans up");
    }

    @Test
    void bodiesThatNeverWaitAreCancelledBetweenTurns() throws Exception {
        CancelScope scope = new CancelScope("run");
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> {
                    scope.cancel("enough");
                    return 1;
                })
                .build();
        assertThatExceptionOfType(CancelledException.class)
                .isThrownBy(() -> scope.call(() -> runner.run(endless("a"), endless("b"))))
                .satisfies(e -> assertThat(e.scope()).isSameAs(scope));
        assertThat(log).containsExactly("a cleans up", "b cleans up");
    }

    @Test
    void aTimeoutEndsABodyThatWaitsAndClosesTheOthers() throws InterruptedException {
        VirtualClock clock = new VirtualClock();
        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(() -> EventLoop.builder().clock(clock).run(() ->
                        CancelScope.timeout(Duration.ofSeconds(5), () -> TICKING.run(endless("a"), asker -> {
                            try {
                                Strand.sleep(Duration.ofHours(1));
                                return "slept";
                            } finally {
                                log.add("sleeper unwinds");
                            }
                        }))));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));
        assertThat(log).containsExactly("sleeper unwinds", "a cleans up");
    }

    @DisplayName("A handler that is cancelled ends the run: its body is closed, not told to try again")
    @Test
    void aCancelledHandlerIsNotRaisedInTheBody() {
        VirtualClock clock = new VirtualClock();
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> {
                    Strand.sleep(Duration.ofHours(1));
                    return 1;
                })
                .build();
        assertThatExceptionOfType(DeadlineExceededException.class)
                .isThrownBy(() -> EventLoop.builder().clock(clock).run(() ->
                        CancelScope.timeout(Duration.ofSeconds(5), () -> runner.run(endless("a"), endless("b")))));
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(5));
        assertThat(log).containsExactly("a cleans up", "b cleans up");
    }

    @Test
    void aHandlerThatWaitsLetsTheOtherTasksOfTheLoopRun() throws InterruptedException {
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> {
                    Strand.sleep(Duration.ofSeconds(2));
                    log.add("handler");
                    return 1;
                })
                .build();
        EventLoop.builder().clock(new VirtualClock()).run(() -> {
            EventLoop.spawn(() -> {
                Strand.sleep(Duration.ofSeconds(1));
                return log.add("other task");
            });
            return runner.run(asker -> asker.ask(Integer.class));
        });
        assertThat(log).containsExactly("other task", "handler");
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsBodiesThatNeverWait(ConsumerThread consumer) throws Throwable {
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> {
                    Thread.currentThread().interrupt();
                    return 1;
                })
                .build();
        consumer.run(() -> {
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> runner.run(endless("a"), endless("b")));
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            assertThat(log).containsExactly("a cleans up", "b cleans up");
        });
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedHandlerEndsTheRun(ConsumerThread consumer) throws Throwable {
        CountDownLatch running = new CountDownLatch(1);
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> {
                    running.countDown();
                    new CountDownLatch(1).await();
                    return 1;
                })
                .build();
        ConsumerThread.Running run = consumer.start(() -> {
            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(() -> runner.run(endless("a"), endless("b")));
            assertThat(log).containsExactly("a cleans up", "b cleans up");
        });
        running.await();
        run.thread().interrupt();
        run.join();
    }
}
