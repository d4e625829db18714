// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Exceptions that the consumer raises in the body.
class CoroutineThrowTest {

    private final List<Object> log = new ArrayList<>();

    /// Yields "ready", and then every exception that is raised in it.
    private Coroutine<Object, Object, Void> catcher() {
        return Coroutine.of("catcher", self -> {
            Object caught = "ready";
            while (true) {
                try {
                    self.yield(caught);
                    caught = "nothing";
                } catch (Exception e) {
                    caught = e;
                }
            }
        });
    }

    // ------------------------------------------------------------------------------------------- 14: at a paused yield

    @DisplayName("14: an exception is raised at the paused yield; if it is caught, the call returns the next item")
    @ParameterizedTest
    @EnumSource
    void isCaughtAtTheYield(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Void> catcher = catcher();
            catcher.start();
            for (Exception exception : List.of(new IOException("checked"), new IllegalArgumentException("unchecked"))) {
                assertThat(catcher.throwIn(exception)).isSameAs(exception);
                assertThat(catcher.next()).isEqualTo("nothing");
            }
            catcher.close();
        });
    }

    private static void wherePulled(Coroutine<?, ?, ?> coroutine, Throwable exception) {
        coroutine.throwIn(exception);
    }

    private static Throwable thrownHere(Throwable exception) {
        return exception;
    }

    @DisplayName("14: uncaught, the same instance comes out, checked or not; finally has run; the coroutine has ended")
    @ParameterizedTest
    @EnumSource
    void passesThroughTheBody(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (Throwable exception : List.of(new IOException("checked"), new IllegalArgumentException("unchecked"),
                    new StackOverflowError("error"), new InterruptedException())) {
                log.clear();
                Coroutine<Integer, Void, Void> coroutine = Coroutine.of(self -> {
                    try {
                        self.yield(1);
                    } finally {
                        log.add("finally");
                    }
                    return null;
                });
                coroutine.start();
                assertThatThrownBy(() -> wherePulled(coroutine, thrownHere(exception))).isSameAs(exception)
                        .hasNoSuppressedExceptions();
                assertThat(log).containsExactly("finally");
                assertThat(coroutine.state()).isEqualTo(BodyState.CLOSED);
                assertThatExceptionOfType(StopIterationException.class).isThrownBy(coroutine::next);
            }
        });
    }

    @DisplayName("14: an exception that the body throws instead comes out, with the stack of both")
    @ParameterizedTest
    @EnumSource
    void mayBeReplaced(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Void, Void> translator = Coroutine.of(self -> {
                try {
                    self.yield(1);
                } catch (Spam e) {
                    translate(e);
                }
                return null;
            });
            translator.start();
            Spam original = new Spam("original");
            assertThatThrownBy(() -> wherePulled(translator, original))
                    .isInstanceOf(IllegalArgumentException.class).hasCause(original)
                    .satisfies(failure -> assertThat(Arrays.stream(failure.getStackTrace())
                            .map(StackTraceElement::getMethodName)).containsSubsequence("translate", "wherePulled"));
        });
    }

    private static void translate(Spam e) {
        throw new IllegalArgumentException(e);
    }

    @DisplayName("14: only the yield at which the body stands raises it, once")
    @ParameterizedTest
    @EnumSource
    void isRaisedOnce(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Object, Void> coroutine = Coroutine.of(self -> {
                String caught = "none";
                try {
                    self.yield("outside the inner block");
                } catch (Spam e) {
                    caught = "first";
                }
                self.yield(caught);
                try {
                    self.yield("second");
                } catch (Spam e) {
                    caught = "second";
                }
                self.yield(caught);
                return null;
            });
            coroutine.start();
            assertThat(coroutine.throwIn(new Spam("thrown in"))).isEqualTo("first");
            assertThat(coroutine.next()).isEqualTo("second");
            assertThat(coroutine.next()).isEqualTo("first");
            coroutine.close();
        });
    }

    @DisplayName("14: null cannot be thrown in, and changes nothing")
    @ParameterizedTest
    @EnumSource
    void refusesNull(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Void> catcher = catcher();
            catcher.start();
            assertThatNullPointerException().isThrownBy(() -> catcher.throwIn(null));
            assertThat(catcher.next()).isEqualTo("nothing");
            catcher.close();
        });
    }

    // ----------------------------------------------------------------------------------------------- 15: before, after

    @DisplayName("15: on a new coroutine the body never runs: it is closed, and the exception comes out")
    @ParameterizedTest
    @EnumSource
    void endsANewOne(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Void, Void> coroutine = Coroutine.of(self -> {
                log.add("runs");
                return null;
            });
            IOException exception = new IOException();
            assertThatThrownBy(() -> coroutine.throwIn(exception)).isSameAs(exception);
            assertThat(coroutine.state()).isEqualTo(BodyState.CLOSED);
            assertThatExceptionOfType(StopIterationException.class).isThrownBy(coroutine::next);
            assertThat(log).isEmpty();
        });
    }

    @DisplayName("15: on a finished one it comes out, every time")
    @ParameterizedTest
    @EnumSource
    void comesOutOfAFinishedOne(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Void, Integer> coroutine = Coroutine.of(self -> 1);
            coroutine.resume(null);
            for (Throwable exception : List.of(new IOException(), new ExitSignal(), new IOException())) {
                assertThatThrownBy(() -> coroutine.throwIn(exception)).isSameAs(exception).hasNoSuppressedExceptions();
                assertThat(coroutine.state()).isEqualTo(BodyState.CLOSED);
            }
        });
    }

    // ----------------------------------------------------------------------------------------------------- 16: the end

    @DisplayName("16: a body that catches it and returns ends, with the value")
    @ParameterizedTest
    @EnumSource
    void mayEndTheBody(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Void, String> coroutine = Coroutine.of(self -> {
                try {
                    self.yield(1);
                    return "not thrown";
                } catch (Spam e) {
                    return e.getMessage();
                }
            });
            coroutine.start();
            assertThat(catchThrowableOfType(StopIterationException.class,
                    () -> coroutine.throwIn(new Spam("the value"))).value()).isEqualTo("the value");
            assertThat(coroutine.resume(null)).isEqualTo(new Step.Returned<>(null));
        });
    }

    private static void assertWraps(Throwable failure, Throwable end) {
        assertThat(failure).isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageContaining("careless let a StopIterationException escape");
        assertThat(failure.getCause()).isSameAs(end);
    }

    private StopIterationException remember(StopIterationException end) {
        log.add(end);
        return end;
    }

    @DisplayName("16: the end of another coroutine that escapes from a body is wrapped, with its cause (PEP 479)")
    @ParameterizedTest
    @EnumSource
    void wrapsAnEscapedEndOfACoroutine(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Void, Integer> careless = Coroutine.of("careless", self -> {
                Coroutine<Integer, Void, Integer> other = Coroutine.of(inner -> 13);
                try {
                    return other.next();
                } catch (StopIterationException end) {
                    throw remember(end);
                }
            });
            Throwable failure = catchThrowable(() -> careless.resume(null));
            assertWraps(failure, (Throwable) log.getFirst());
            assertThat(((StopIterationException) failure.getCause()).value()).isEqualTo(13);
            assertThat(careless.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("16: so is the end of an iterator that escapes from a generator, pulled or pushed")
    @ParameterizedTest
    @EnumSource
    void wrapsAnEscapedEndOfAnIterator(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Generator<Object> careless = Generator.of("careless", out -> {
                out.yield(1);
                try {
                    Generator.of(empty -> {}).iterator().next();
                } catch (StopIterationException end) {
                    throw remember(end);
                }
            });
            GeneratorIterator<Object> items = careless.iterator();
            items.next();
            assertWraps(catchThrowable(items::hasNext), (Throwable) log.getFirst());
            assertThat(items.hasNext()).isFalse();
            assertWraps(catchThrowable(() -> careless.forEach(item -> {})), (Throwable) log.getLast());
        });
    }

    @DisplayName("16: so is an end that was thrown in; the end of a plain iterator is an exception like any other")
    @ParameterizedTest
    @EnumSource
    void wrapsAnEndThatWasThrownIn(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            StopIterationException end = catchThrowableOfType(StopIterationException.class,
                    Coroutine.of(self -> null)::next);
            CoroutineBody<Integer, Void, Void> body = self -> {
                self.yield(1);
                return null;
            };
            Coroutine<Integer, Void, Void> careless = Coroutine.of("careless", body);
            careless.start();
            assertWraps(catchThrowable(() -> careless.throwIn(end)), end);

            NoSuchElementException plain = new NoSuchElementException();
            Coroutine<Integer, Void, Void> other = Coroutine.of(body);
            other.start();
            assertThatThrownBy(() -> other.throwIn(plain)).isSameAs(plain);
        });
    }

    @DisplayName("16: the end of a delegate that was told inside it does not end the delegator either")
    @ParameterizedTest
    @EnumSource
    void wrapsAnEndThatEscapesFromADelegate(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Void, Void> careless = Coroutine.of("careless", self -> {
                throw remember(catchThrowableOfType(StopIterationException.class, Coroutine.of(other -> null)::next));
            });
            Coroutine<Integer, Void, String> delegator = Coroutine.of(self -> {
                try {
                    self.yieldFrom(careless);
                    return "the delegate has ended";
                } catch (IllegalStateException e) {
                    log.add(e);
                    return "the delegate has failed";
                }
            });
            assertThat(delegator.resume(null)).isEqualTo(new Step.Returned<>("the delegate has failed"));
            assertWraps((Throwable) log.getLast(), (Throwable) log.getFirst());
        });
    }

    // ------------------------------------------------------------------------------------------------- 17: the context

    @DisplayName("17: what is raised while another exception is being handled gets that one as suppressed")
    @ParameterizedTest
    @EnumSource
    void keepsTheExceptionThatIsBeingHandled(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Object, Void> handler = Coroutine.of(self -> {
                try {
                    self.yield("waits");
                } catch (Spam e) {
                    self.yield("handles");
                }
                return null;
            });
            Spam first = new Spam("first");
            IllegalArgumentException second = new IllegalArgumentException("second");
            handler.start();
            assertThat(handler.throwIn(first)).isEqualTo("handles");
            assertThatThrownBy(() -> handler.throwIn(second)).isSameAs(second);
            assertThat(second.getSuppressed()).containsExactly(first);
            assertThat(first).hasNoSuppressedExceptions();
        });
    }

    @DisplayName("17: an exception is not its own context")
    @ParameterizedTest
    @EnumSource
    void mayBeTheSameTwice(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Object, Void> handler = Coroutine.of(self -> {
                try {
                    self.yield("waits");
                } catch (Spam e) {
                    self.yield("handles");
                }
                return null;
            });
            Spam exception = new Spam("twice");
            handler.start();
            handler.throwIn(exception);
            assertThatThrownBy(() -> handler.throwIn(exception)).isSameAs(exception).hasNoSuppressedExceptions();
        });
    }

    @DisplayName("17: no context if it is the same yield again, in a loop")
    @ParameterizedTest
    @EnumSource
    void aLoopHandlesNothingAnyMore(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Void> catcher = catcher();
            catcher.start();
            for (int i = 0; i < 5; i++) {
                IOException exception = new IOException();
                assertThat(catcher.throwIn(exception)).isSameAs(exception);
                assertThat(exception).hasNoSuppressedExceptions();
            }
            catcher.close();
        });
    }

    @DisplayName("17: no context once the body was resumed in another way")
    @ParameterizedTest
    @EnumSource
    void aSendEndsTheContext(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Object, Void> handler = Coroutine.of(self -> {
                try {
                    self.yield("waits");
                } catch (Spam e) {
                    self.yield("handles");
                }
                self.yield("handled");
                return null;
            });
            handler.start();
            handler.throwIn(new Spam("first"));
            assertThat(handler.next()).isEqualTo("handled");
            IOException second = new IOException();
            assertThatThrownBy(() -> handler.throwIn(second)).isSameAs(second).hasNoSuppressedExceptions();
        });
    }
}
