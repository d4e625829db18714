// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Coroutines that delegate to coroutines.
class CoroutineDelegationTest {

    private final List<Object> log = new ArrayList<>();

    private interface Case {
        void run(CoroutineDelegate kind) throws Throwable;
    }

    private void forEveryKind(ConsumerThread consumer, Case test) throws Throwable {
        for (CoroutineDelegate kind : CoroutineDelegate.values()) {
            log.clear();
            try {
                consumer.run(() -> test.run(kind));
            } catch (Throwable failure) {
                failure.addSuppressed(new AssertionError("The delegate was " + kind));
                throw failure;
            }
        }
    }

    /// Wraps a body so that its beginning and its end are logged.
    private CoroutineBody<Object, Object, Object> logged(String name, CoroutineBody<Object, Object, Object> body) {
        return self -> {
            log.add(name + " begins");
            try {
                return body.run(self);
            } finally {
                log.add(name + " ends");
            }
        };
    }

    /// An outer coroutine over a middle one over an inner one.
    private Coroutine<Object, Object, Object> tower(
            CoroutineDelegate kind, CoroutineBody<Object, Object, Object> inner) {
        return Coroutine.of("outer", logged("outer", outer ->
                outer.yieldFrom(kind.of("middle", logged("middle", middle ->
                        middle.yieldFrom(kind.of("inner", logged("inner", inner))))))));
    }

    // ----------------------------------------------------------------------------------------------- 26: the innermost

    @DisplayName("26: next and send reach the innermost; bodies begin from outer to inner and end from inner to outer")
    @ParameterizedTest
    @EnumSource
    void sendReachesTheInnermost(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = tower(kind, self -> {
                Object sent = self.yield("ready");
                while (sent != null) {
                    sent = self.yield("got " + sent);
                }
                return "value";
            });
            log.add(outer.next());
            log.add(outer.send(1));
            log.add(outer.send("two"));
            assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>("value"));
            assertThat(log).containsExactly("outer begins", "middle begins", "inner begins", "ready", "got 1",
                    "got two", "inner ends", "middle ends", "outer ends");
        });
    }

    @DisplayName("26: throwIn reaches the innermost, which may catch it and go on")
    @ParameterizedTest
    @EnumSource
    void throwInReachesTheInnermost(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = tower(kind, self -> {
                try {
                    return self.yield("waits");
                } catch (Spam e) {
                    return self.yield(e);
                }
            });
            outer.start();
            Spam spam = new Spam("thrown in");
            assertThat(outer.throwIn(spam)).isSameAs(spam);
            assertThat(outer.resume("value")).isEqualTo(new Step.Returned<>("value"));
            assertThat(spam).hasNoSuppressedExceptions();
        });
    }

    @DisplayName("26, 27: uncaught, it unwinds from inner to outer and comes out as the same instance, checked or not")
    @ParameterizedTest
    @EnumSource
    void throwInUnwindsAll(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            for (Throwable thrown :
                    List.of(new Spam("unchecked"), new IOException("checked"), new StackOverflowError())) {
                log.clear();
                Coroutine<Object, Object, Object> outer = tower(kind, self -> self.yield("waits"));
                outer.start();
                assertThatThrownBy(() -> outer.throwIn(thrown)).isSameAs(thrown).hasNoSuppressedExceptions();
                assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
                assertThat(log).endsWith("inner ends", "middle ends", "outer ends").hasSize(6);
            }
        });
    }

    @DisplayName("26: close unwinds from inner to outer, each with an exit signal at its yield")
    @ParameterizedTest
    @EnumSource
    void closeReachesTheInnermost(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = tower(kind, self -> {
                try {
                    return self.yield("waits");
                } catch (ExitSignal exit) {
                    log.add("exit");
                    throw exit;
                }
            });
            outer.start();
            log.clear();
            assertThat(outer.closeForResult()).isNull();
            assertThat(log).containsExactly("exit", "inner ends", "middle ends", "outer ends");
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("26: while it delegates a body may not yield, not even by the hand of its delegate")
    @ParameterizedTest
    @EnumSource
    void onlyTheInnermostMayYield(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = Coroutine.of("outer", self ->
                    self.yieldFrom(kind.of("inner", inner -> {
                        inner.yield(catchThrowable(() -> self.yield("not to be seen")));
                        inner.yield(catchThrowable(() -> self.yieldFrom(List.of("not to be seen"))));
                        return "value";
                    })));
            for (int i = 0; i < 2; i++) {
                assertThat((Throwable) outer.next()).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("outer").hasMessageContaining("not while it delegates");
            }
            assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>("value"));
        });
    }

    // ----------------------------------------------------------------------------------------------------- 27: results

    @DisplayName("27: what the delegate returns is the value of the expression, null, an exception or a list")
    @ParameterizedTest
    @EnumSource
    void returnValueIsTheExpressionsValue(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            for (Object value : Arrays.asList(null, new IOException("a value"), List.of(1, 2))) {
                Coroutine<Object, Object, Object> outer = Coroutine.of(self -> {
                    Object got = self.yieldFrom(kind.of("inner", inner -> {
                        inner.yield(1);
                        return value;
                    }));
                    return Arrays.asList("got", got);
                });
                outer.start();
                assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>(Arrays.asList("got", value)));
            }
        });
    }

    private static Object fail(Exception failure) throws Exception {
        failure.fillInStackTrace();
        throw failure;
    }

    @DisplayName("27: an exception of the delegate unwinds the delegator's finally, with the stack of both")
    @ParameterizedTest
    @EnumSource
    void exceptionUnwindsTheDelegator(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            IOException failure = new IOException();
            Coroutine<Object, Object, Object> outer = tower(kind, self -> {
                self.yield(1);
                return fail(failure);
            });
            outer.start();
            assertThatThrownBy(outer::next).isSameAs(failure).hasNoSuppressedExceptions();
            assertThat(log).endsWith("inner ends", "middle ends", "outer ends");
            assertThat(Arrays.stream(failure.getStackTrace()).map(StackTraceElement::getMethodName))
                    .containsSubsequence("fail", "yieldFrom", "yieldFrom", "next");
        });
    }

    @DisplayName("27: the delegator may catch it and go on")
    @ParameterizedTest
    @EnumSource
    void exceptionMayBeCaughtByTheDelegator(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = Coroutine.of("outer", self -> {
                try {
                    return self.yieldFrom(kind.of("inner", inner -> inner.yield("waits")));
                } catch (Spam e) {
                    return self.yield(e);
                }
            });
            outer.start();
            Spam spam = new Spam("thrown in");
            assertThat(outer.throwIn(spam)).isSameAs(spam);
            assertThat(outer.currentDelegate()).isNull();
            assertThat(outer.resume("value")).isEqualTo(new Step.Returned<>("value"));
        });
    }

    // ----------------------------------------------------------------------------------------- 30: empty and used ones

    @DisplayName("30: a delegate that yields nothing is passed over, and what it returns is the value")
    @ParameterizedTest
    @EnumSource
    void delegateMayBeEmpty(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer =
                    Coroutine.of(self -> self.yield(self.yieldFrom(kind.of("empty", inner -> "value of the empty"))));
            assertThat(outer.start()).isEqualTo("value of the empty");
            assertThat(outer.resume("end")).isEqualTo(new Step.Returned<>("end"));
        });
    }

    @DisplayName("30: a delegate that has ended, or was closed, gives nothing, and its value was told before")
    @ParameterizedTest
    @EnumSource
    void delegateMayHaveEnded(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Object> ended = Coroutine.of(self -> "value");
            assertThat(catchThrowableOfType(StopIterationException.class, ended::next).value()).isEqualTo("value");
            Coroutine<Object, Object, Object> closed = Coroutine.of(self -> self.yield("not reached"));
            closed.close();
            for (Coroutine<Object, Object, Object> delegate : List.of(ended, closed)) {
                Coroutine<Object, Object, Object> outer =
                        Coroutine.of(self -> Arrays.asList("got", self.yieldFrom(delegate)));
                assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>(Arrays.asList("got", null)));
            }
        });
    }

    @DisplayName("30: one after the other, new and started ones mixed")
    @ParameterizedTest
    @EnumSource
    void delegatesFollowEachOther(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Object> outer = Coroutine.of(self -> {
                for (int i = 0; i < 6; i++) {
                    int number = i;
                    CoroutineDelegate kind = CoroutineDelegate.values()[i % 2];
                    log.add(self.yieldFrom(kind.of("inner", inner -> inner.yield(number))));
                }
                return "end";
            });
            Step<Object, Object> step = outer.resume(null);
            while (step instanceof Step.Yielded<Object, Object>(Object item)) {
                step = outer.resume("answer to " + item);
            }
            assertThat(log).hasSize(6).startsWith("answer to 0", "answer to 1").endsWith("answer to 5");
        });
    }
}
