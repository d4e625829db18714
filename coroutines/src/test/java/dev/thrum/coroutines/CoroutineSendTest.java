// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What goes into a coroutine, and what comes out of it at its end.
class CoroutineSendTest {

    private final List<Object> log = new ArrayList<>();

    /// Yields the average of all that it was sent, and returns how many there were once it is sent `null`.
    private Coroutine<Double, Double, Integer> averager() {
        return Coroutine.of("averager", self -> {
            log.add("begins");
            double total = 0;
            int count = 0;
            Double sent = self.yield(0.0);
            while (sent != null) {
                total += sent;
                count++;
                sent = self.yield(total / count);
            }
            return count;
        });
    }

    private static StopIterationException end(Coroutine<?, ?, ?> coroutine) {
        return catchThrowableOfType(StopIterationException.class, coroutine::next);
    }

    // ---------------------------------------------------------------------------------------------------- 9: the start

    @DisplayName("9: start, next, send(null) and resume(null) begin a new coroutine alike; creating it runs nothing")
    @ParameterizedTest
    @EnumSource
    void beginsInFourWays(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            List<Coroutine<Double, Double, Integer>> all = List.of(averager(), averager(), averager(), averager());
            assertThat(log).isEmpty();
            assertThat(all.get(0).start()).isZero();
            assertThat(all.get(1).next()).isZero();
            assertThat(all.get(2).send(null)).isZero();
            assertThat(all.get(3).resume(null)).isEqualTo(new Step.Yielded<>(0.0));
            assertThat(log).hasSize(4);
            for (Coroutine<Double, Double, Integer> coroutine : all) {
                assertThat(coroutine.send(10.0)).isEqualTo(10.0);
                coroutine.close();
            }
        });
    }

    @DisplayName("9: a value sent to a new coroutine is an error; it stays CREATED and usable")
    @ParameterizedTest
    @EnumSource
    void refusesAValueBeforeTheFirstYield(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Double, Double, Integer> averager = averager();
            assertThatIllegalStateException().isThrownBy(() -> averager.send(10.0))
                    .withMessageContainingAll("averager", "not started", "10.0");
            assertThat(averager.state()).isEqualTo(BodyState.CREATED);
            assertThatIllegalStateException().isThrownBy(() -> averager.resume(10.0))
                    .withMessageContaining("not started");
            assertThat(averager.state()).isEqualTo(BodyState.CREATED);
            assertThat(log).isEmpty();
            assertThat(averager.start()).isZero();
            assertThat(averager.send(10.0)).isEqualTo(10.0);
            averager.close();
        });
    }

    @DisplayName("9: start is for new ones only, and changes nothing in others")
    @ParameterizedTest
    @EnumSource
    void startsOnce(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Double, Double, Integer> averager = averager();
            averager.start();
            averager.send(4.0);
            assertThatIllegalStateException().isThrownBy(averager::start)
                    .withMessageContaining("averager was started before");
            assertThat(averager.send(2.0)).isEqualTo(3.0);
            averager.close();
            assertThatIllegalStateException().isThrownBy(averager::start);
        });
    }

    // ---------------------------------------------------------------------------------------------- 10, 11: to and fro

    @DisplayName("10: what is sent is what yield returns, and send returns what is yielded next; next delivers null")
    @ParameterizedTest
    @EnumSource
    void exchangesValues(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Object, Void> echo = Coroutine.of(self -> {
                Object got = self.yield("ready");
                while (true) {
                    got = self.yield("got " + got);
                }
            });
            assertThat(echo.start()).isEqualTo("ready");
            assertThat(echo.send(1)).isEqualTo("got 1");
            assertThat(echo.send("two")).isEqualTo("got two");
            assertThat(echo.next()).isEqualTo("got null");
            assertThat(echo.send(null)).isEqualTo("got null");
            assertThat(echo.resume(List.of())).isEqualTo(new Step.Yielded<>("got []"));
            echo.close();
        });
    }

    @DisplayName("10: null is an item like any other")
    @ParameterizedTest
    @EnumSource
    void yieldsNull(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Void, String> nulls = Coroutine.of(self -> {
                self.yield(null);
                self.yield(null);
                return "end";
            });
            assertThat(nulls.next()).isNull();
            assertThat(nulls.resume(null)).isEqualTo(new Step.Yielded<>(null));
            assertThat(nulls.resume(null)).isEqualTo(new Step.Returned<>("end"));
        });
    }

    @DisplayName("11: after the end send, next and resume tell the end, every time")
    @ParameterizedTest
    @EnumSource
    void tellsTheEndEveryTime(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Double, Double, Integer> averager = averager();
            averager.start();
            averager.send(1.0);
            assertThat(averager.resume(null)).isEqualTo(new Step.Returned<>(1));
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(StopIterationException.class).isThrownBy(() -> averager.send(1.0))
                        .withMessageContaining("averager has ended");
                assertThatExceptionOfType(StopIterationException.class).isThrownBy(averager::next);
                assertThat(averager.resume(1.0)).isEqualTo(new Step.Returned<>(null));
            }
            assertThat(averager.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("11: an exception that is sent is a value, the signal to exit included")
    @ParameterizedTest
    @EnumSource
    void sendsExceptionsAsValues(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Void> echo = Coroutine.of(self -> {
                Object got = null;
                while (true) {
                    got = self.yield(got);
                }
            });
            echo.start();
            for (Throwable value : List.of(new IOException(), new ExitSignal(), end(Coroutine.of(self -> null)))) {
                assertThat(echo.send(value)).isSameAs(value);
                assertThat(value).hasNoSuppressedExceptions();
            }
            echo.close();
        });
    }

    @DisplayName("11: two yields in one expression run from left to right")
    @ParameterizedTest
    @EnumSource
    void evaluatesYieldsInOrder(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<String, Integer, Integer> difference =
                    Coroutine.of(self -> self.yield("minuend") - self.yield("subtrahend"));
            assertThat(difference.start()).isEqualTo("minuend");
            assertThat(difference.send(10)).isEqualTo("subtrahend");
            assertThat(difference.resume(3)).isEqualTo(new Step.Returned<>(7));
        });
    }

    // -------------------------------------------------------------------------------------------- 12: the return value

    @DisplayName("12: null, an exception and a collection survive as return values, and are delivered once")
    @ParameterizedTest
    @EnumSource
    void deliversWhatTheBodyReturnsOnce(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (Object value : Arrays.asList(null, new IOException("a value"), new ExitSignal(), List.of(1, 2))) {
                Coroutine<Integer, Void, Object> coroutine = Coroutine.of("ends", self -> {
                    self.yield(1);
                    return value;
                });
                coroutine.start();
                StopIterationException end = end(coroutine);
                assertThat(end.value()).isSameAs(value);
                assertThat(end.value()).as("asked of the same exception").isSameAs(value);
                assertThat(end(coroutine).value()).isNull();

                Coroutine<Integer, Void, Object> other = Coroutine.of(self -> value);
                assertThat(other.resume(null)).isEqualTo(new Step.Returned<>(value));
                assertThat(other.resume(null)).isEqualTo(new Step.Returned<>(null));
                assertThat(other.closeForResult()).isNull();
            }
        });
    }

    @DisplayName("12: a body that returns without yielding ends in its start")
    @ParameterizedTest
    @EnumSource
    void mayReturnAtOnce(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Void, String> coroutine = Coroutine.of(self -> "done");
            assertThat(catchThrowableOfType(StopIterationException.class, coroutine::start).value()).isEqualTo("done");
            assertThat(coroutine.state()).isEqualTo(BodyState.CLOSED);
            assertThat(end(coroutine).value()).isNull();
        });
    }

    // -------------------------------------------------------------------------------------- 13: the value of a closing

    @DisplayName("13: closeForResult returns what the body returns while it exits, once")
    @ParameterizedTest
    @EnumSource
    void closingDeliversTheReturnValue(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Integer, Integer, Integer> sum = Coroutine.of(self -> {
                int total = 0;
                try {
                    while (true) {
                        total += self.yield(total);
                    }
                } catch (ExitSignal exit) {
                    return total;
                }
            });
            sum.start();
            sum.send(3);
            sum.send(4);
            assertThat(sum.closeForResult()).isEqualTo(7);
            assertThat(sum.closeForResult()).isNull();
            assertThat(end(sum).value()).isNull();
        });
    }

    @DisplayName("13: closeForResult returns null if the signal passes, if nothing has run, and after the end")
    @ParameterizedTest
    @EnumSource
    void closingMayHaveNoValue(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Double, Double, Integer> suspended = averager();
            suspended.start();
            assertThat(suspended.closeForResult()).isNull();
            assertThat(averager().closeForResult()).isNull();

            Coroutine<Double, Double, Integer> ended = averager();
            ended.start();
            assertThat(end(ended).value()).isEqualTo(0);
            assertThat(ended.closeForResult()).isNull();
        });
    }

    @DisplayName("A coroutine without a name or a body is refused")
    @Test
    void refusesNull() {
        assertThatNullPointerException().isThrownBy(() -> Coroutine.of(null));
        assertThatNullPointerException().isThrownBy(() -> Coroutine.of(null, self -> 1));
        assertThatNullPointerException().isThrownBy(() -> Coroutine.of("name", null));
    }
}
