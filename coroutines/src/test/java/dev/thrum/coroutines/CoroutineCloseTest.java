// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoroutineCloseTest {

    private final List<String> log = new ArrayList<>();

    private Coroutine<Integer, Object, String> guarded() {
        return Coroutine.of("guarded", self -> {
            log.add("begins");
            try {
                try {
                    for (int i = 1; ; i++) {
                        self.yield(i);
                    }
                } finally {
                    log.add("inner");
                }
            } catch (Exception e) {
                log.add("caught " + e);
                return "caught";
            } finally {
                log.add("outer");
            }
        });
    }

    @DisplayName("18: a body that has not started never runs")
    @ParameterizedTest
    @EnumSource
    void closingANewOneRunsNothing(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Object, String> coroutine = guarded();
            coroutine.close();
            assertThat(coroutine.state()).isEqualTo(BodyState.CLOSED);
            assertThatExceptionOfType(StopIterationException.class).isThrownBy(coroutine::next);
            assertThat(log).isEmpty();
        });
    }

    @DisplayName("18, 19: when close returns, finally has run from inner to outer; catch (Exception) does not stop it")
    @ParameterizedTest
    @EnumSource
    void closingUnwindsTheBody(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Object, String> coroutine = guarded();
            coroutine.start();
            coroutine.send("anything");
            assertThat(coroutine.closeForResult()).isNull();
            assertThat(log).containsExactly("begins", "inner", "outer");
            assertThat(coroutine.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("18: what the body sees is the exit signal, at the yield where it stands")
    @ParameterizedTest
    @EnumSource
    void raisesTheExitSignal(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Object, Void> coroutine = Coroutine.of(self -> {
                try {
                    self.yield(1);
                } catch (ExitSignal exit) {
                    log.add("at the first yield");
                    throw exit;
                }
                try {
                    self.yield(2);
                } catch (ExitSignal exit) {
                    log.add("at the second yield");
                    throw exit;
                }
                return null;
            });
            coroutine.start();
            coroutine.next();
            coroutine.close();
            assertThat(log).containsExactly("at the second yield");
        });
    }

    @DisplayName("19: closing again does nothing; afterwards the end is told")
    @ParameterizedTest
    @EnumSource
    void closedIsExhausted(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Object, String> coroutine = guarded();
            coroutine.start();
            coroutine.close();
            coroutine.close();
            assertThat(log).containsExactly("begins", "inner", "outer");
            assertThat(coroutine.resume(null)).isEqualTo(new Step.Returned<>(null));
            assertThatExceptionOfType(StopIterationException.class).isThrownBy(() -> coroutine.send(1));
        });
    }

    @DisplayName("19: closing one that has returned or failed does nothing")
    @ParameterizedTest
    @EnumSource
    void closingAnEndedOneDoesNothing(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Object, String> failed = guarded();
            failed.start();
            StackOverflowError failure = new StackOverflowError();
            assertThatThrownBy(() -> failed.throwIn(failure)).isSameAs(failure);
            failed.close();
            assertThat(log).containsExactly("begins", "inner", "outer");

            Coroutine<Integer, Object, Integer> ended = Coroutine.of(self -> 1);
            ended.resume(null);
            ended.close();
            assertThat(ended.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    private static void fail(IOException failure) throws IOException {
        throw failure;
    }

    @DisplayName("20: an exception in the clean-up comes out of close, with the signal as its context")
    @ParameterizedTest
    @EnumSource
    void cleanUpMayFail(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            IOException failure = new IOException("disk full");
            Coroutine<Integer, Object, Void> coroutine = Coroutine.of(self -> {
                try {
                    self.yield(1);
                } finally {
                    fail(failure);
                }
                return null;
            });
            coroutine.start();
            assertThatThrownBy(coroutine::close).isSameAs(failure);
            assertThat(failure.getSuppressed()).hasSize(1).hasOnlyElementsOfType(ExitSignal.class);
            assertThat(coroutine.state()).isEqualTo(BodyState.CLOSED);
            coroutine.close();
        });
    }

    @DisplayName("20: what try-with-resources in the body suppresses comes out of close as well")
    @ParameterizedTest
    @EnumSource
    void resourcesMayFail(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            IOException first = new IOException("first");
            IOException second = new IOException("second");
            Coroutine<Integer, Object, Void> coroutine = Coroutine.of(self -> {
                AutoCloseable outer = () -> fail(second);
                AutoCloseable inner = () -> fail(first);
                try (outer; inner) {
                    self.yield(1);
                }
                return null;
            });
            coroutine.start();
            assertThatThrownBy(coroutine::close).isSameAs(first).hasSuppressedException(second);
        });
    }

    @DisplayName("20: an exception that the body has handled before, or handles still, does not come out of close")
    @ParameterizedTest
    @EnumSource
    void handledExceptionsAreNoFailureOfTheCleanUp(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Object, Void> inHandler = Coroutine.of(self -> {
                try {
                    self.yield("waits");
                } catch (Spam e) {
                    self.yield("handles");
                } finally {
                    log.add("finally");
                }
                return null;
            });
            inHandler.start();
            assertThat(inHandler.throwIn(new Spam("handled"))).isEqualTo("handles");
            inHandler.close();
            assertThat(log).containsExactly("finally");

            Coroutine<String, Object, Void> afterHandler = Coroutine.of(self -> {
                try {
                    self.yield("waits");
                } catch (Spam e) {
                    log.add("handled");
                }
                self.yield("goes on");
                return null;
            });
            afterHandler.start();
            assertThat(afterHandler.throwIn(new Spam("handled"))).isEqualTo("goes on");
            afterHandler.close();
            assertThat(afterHandler.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("21: a body that yields while it is closed is an error; it stays suspended, and may be closed later")
    @ParameterizedTest
    @EnumSource
    void exitMayNotBeIgnored(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Object, Void> stubborn = Coroutine.of("stubborn", self -> {
                try {
                    self.yield(1);
                } finally {
                    self.yield(2);
                    log.add("not reached");
                }
                return null;
            });
            stubborn.start();
            assertThatIllegalStateException().isThrownBy(stubborn::close)
                    .withMessageContaining("stubborn ignored exit");
            assertThat(stubborn.state()).isEqualTo(BodyState.SUSPENDED);
            stubborn.close();
            assertThat(stubborn.state()).isEqualTo(BodyState.CLOSED);
            assertThat(log).isEmpty();
        });
    }

    @DisplayName("21: a body that swallows the exit and goes on can be sent to")
    @ParameterizedTest
    @EnumSource
    void goesOnAfterAnIgnoredExit(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Integer, Integer> stubborn = Coroutine.of(self -> {
                try {
                    return self.yield(1);
                } catch (ExitSignal ignored) {
                    return self.yield(2);
                }
            });
            stubborn.start();
            assertThatIllegalStateException().isThrownBy(stubborn::closeForResult)
                    .withMessageContaining("ignored exit");
            assertThat(stubborn.resume(3)).isEqualTo(new Step.Returned<>(3));
        });
    }

    @DisplayName("21: an exit that is thrown in may be answered by a yield, unlike that of close")
    @ParameterizedTest
    @EnumSource
    void thrownInItIsAnExceptionLikeAnyOther(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Object, Void> stubborn = Coroutine.of(self -> {
                try {
                    self.yield(1);
                } catch (ExitSignal ignored) {
                    self.yield(2);
                }
                return null;
            });
            stubborn.start();
            assertThat(stubborn.throwIn(new ExitSignal())).isEqualTo(2);
            ExitSignal exit = new ExitSignal();
            assertThatThrownBy(() -> stubborn.throwIn(exit)).isSameAs(exit);
        });
    }

    @DisplayName("22: try-with-resources closes")
    @ParameterizedTest
    @EnumSource
    void tryCloses(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            try (Coroutine<Integer, Object, String> coroutine = guarded()) {
                coroutine.start();
                log.add("used");
            }
            assertThat(log).containsExactly("begins", "used", "inner", "outer");
        });
    }
}
