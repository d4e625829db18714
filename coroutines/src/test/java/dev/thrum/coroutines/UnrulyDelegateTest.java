// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Delegates that do not do what they are told.
class UnrulyDelegateTest {

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

    @DisplayName("29: a delegate that catches what is thrown in and returns lets the delegator go on, with the value")
    @ParameterizedTest
    @EnumSource
    void delegateMayReturnInstead(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = Coroutine.of(self ->
                    self.yield(self.yieldFrom(kind.of("inner", inner -> {
                        try {
                            return inner.yield("waits");
                        } catch (Spam e) {
                            return "inner has caught it";
                        }
                    }))));
            outer.start();
            assertThat(outer.throwIn(new Spam("thrown in"))).isEqualTo("inner has caught it");
            assertThat(outer.resume("value")).isEqualTo(new Step.Returned<>("value"));
        });
    }

    @DisplayName("29: one that catches the exit and returns is followed by the exit of its delegator")
    @ParameterizedTest
    @EnumSource
    void exitGoesOnThoughTheDelegateReturns(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = Coroutine.of("outer", self -> {
                try {
                    self.yieldFrom(kind.of("inner", inner -> {
                        try {
                            return inner.yield("waits");
                        } catch (ExitSignal exit) {
                            log.add("inner returns");
                            return "value";
                        }
                    }));
                    log.add("not reached");
                    return "not reached";
                } catch (ExitSignal exit) {
                    log.add("outer exits");
                    return "outer's value";
                }
            });
            outer.start();
            assertThat(outer.closeForResult()).isEqualTo("outer's value");
            assertThat(log).containsExactly("inner returns", "outer exits");
        });
    }

    @DisplayName("29: an exit that is thrown in and swallowed by the delegate is raised in the delegator, the same one")
    @ParameterizedTest
    @EnumSource
    void thrownExitGoesOnThoughTheDelegateReturns(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = tower(kind, self -> {
                try {
                    return self.yield("waits");
                } catch (ExitSignal exit) {
                    return "swallowed";
                }
            });
            outer.start();
            ExitSignal exit = new ExitSignal();
            assertThatThrownBy(() -> outer.throwIn(exit)).isSameAs(exit);
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    /// An outer coroutine over a delegate that answers a number of exits by a yield.
    private Coroutine<Object, Object, Object> overStubborn(CoroutineDelegate kind, int times) {
        return Coroutine.of("outer", logged("outer", self ->
                self.yieldFrom(kind.of("stubborn", logged("stubborn", inner -> {
                    int ignored = 0;
                    while (true) {
                        try {
                            inner.yield("ignored " + ignored);
                        } catch (ExitSignal exit) {
                            if (ignored++ == times) {
                                throw exit;
                            }
                        }
                    }
                })))));
    }

    @DisplayName("29: one that ignores the exit once is an error of the delegator, which ends")
    @ParameterizedTest
    @EnumSource
    void ignoredExitIsAnError(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = overStubborn(kind, 1);
            outer.start();
            assertThatIllegalStateException().isThrownBy(outer::close).withMessageContaining("stubborn ignored exit");
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
            assertThat(log).contains("outer ends");
            outer.close();
        });
    }

    @DisplayName("29: the delegator may catch that error; then it ends as if nothing had been")
    @ParameterizedTest
    @EnumSource
    void ignoredExitMayBeCaught(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Coroutine<Object, Object, Object> outer = Coroutine.of(self -> {
                try {
                    return self.yieldFrom(overStubborn(kind, 1));
                } catch (IllegalStateException ignored) {
                    return "caught";
                }
            });
            outer.start();
            assertThat(outer.closeForResult()).isEqualTo("caught");
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("29: one that insists is an error every time it is closed, until it gives in; nothing is lost")
    @ParameterizedTest
    @EnumSource
    void insistingDelegateGivesInAtLast(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Object> outer = overStubborn(CoroutineDelegate.NEW, 2);
            outer.start();
            assertThatIllegalStateException().isThrownBy(outer::close).withMessageContaining("ignored exit");
            assertThat(outer.state()).isEqualTo(BodyState.SUSPENDED);
            assertThat(log).doesNotContain("stubborn ends", "outer ends");
            assertThatIllegalStateException().isThrownBy(outer::close).withMessageContaining("stubborn ignored exit");
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
            assertThat(log).endsWith("stubborn ends", "outer ends");
        });
    }

    @DisplayName("29: one with a thread of its own stays suspended, like any coroutine that ignores its exit")
    @ParameterizedTest
    @EnumSource
    void startedDelegateOutlivesItsDelegator(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, Object> stubborn = CoroutineDelegate.STARTED.of("stubborn", self -> {
                try {
                    return self.yield(1);
                } catch (ExitSignal ignored) {
                    return self.yield(2);
                }
            });
            Coroutine<Object, Object, Object> outer = Coroutine.of(self -> self.yieldFrom(stubborn));
            outer.start();
            assertThatIllegalStateException().isThrownBy(outer::close).withMessageContaining("stubborn ignored exit");
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
            assertThat(stubborn.state()).isEqualTo(BodyState.SUSPENDED);
            assertThat(stubborn.resume("value")).isEqualTo(new Step.Returned<>("value"));
        });
    }

    private static void failWith(Spam failure) {
        throw failure;
    }

    /// An outer coroutine over a delegate that throws something else when it is told to exit.
    private Coroutine<Object, Object, Object> overReplacing(CoroutineDelegate kind, Spam spam) {
        return tower(kind, self -> {
            try {
                return self.yield("waits");
            } finally {
                failWith(spam);
            }
        });
    }

    @DisplayName("29: another exception in place of the exit comes out of close, with the exit as its context")
    @ParameterizedTest
    @EnumSource
    void exitMayBeReplaced(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Spam spam = new Spam("instead");
            Coroutine<Object, Object, Object> outer = overReplacing(kind, spam);
            outer.start();
            assertThatThrownBy(outer::close).isSameAs(spam);
            assertThat(spam.getSuppressed()).hasSize(1).hasOnlyElementsOfType(ExitSignal.class);
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
            assertThat(log).endsWith("inner ends", "middle ends", "outer ends");
        });
    }

    @DisplayName("29: the delegator may catch what replaces the exit; then close is quiet")
    @ParameterizedTest
    @EnumSource
    void replacementMayBeCaught(ConsumerThread consumer) throws Throwable {
        forEveryKind(consumer, kind -> {
            Spam spam = new Spam("instead");
            Coroutine<Object, Object, Object> outer = Coroutine.of(self -> {
                try {
                    return self.yieldFrom(overReplacing(kind, spam));
                } catch (Spam caught) {
                    log.add(caught);
                    return "caught";
                }
            });
            outer.start();
            assertThat(outer.closeForResult()).isEqualTo("caught");
            assertThat(log).endsWith(spam);
        });
    }
}
