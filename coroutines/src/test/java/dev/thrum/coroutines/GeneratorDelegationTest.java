// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Generators that delegate to generators, pulled and pushed.
class GeneratorDelegationTest {

    private final List<Object> log = new ArrayList<>();

    private interface Case {
        void run(GeneratorSource source) throws Throwable;
    }

    private void forEverySource(ConsumerThread consumer, Case test) throws Throwable {
        for (GeneratorSource source : GeneratorSource.values()) {
            log.clear();
            try {
                consumer.run(() -> test.run(source));
            } catch (Throwable failure) {
                failure.addSuppressed(new AssertionError("The delegate was " + source));
                throw failure;
            }
        }
    }

    /// An outer body over a delegate; both log their ends.
    private Generator<Object> over(GeneratorSource source, GeneratorBody<Object> inner) {
        return Generator.of("outer", out -> {
            try {
                source.delegate("inner", in -> {
                    try {
                        inner.run(in);
                    } finally {
                        log.add("inner ends");
                    }
                }, out::yieldFrom, out::yieldFrom);
                log.add("outer goes on");
                out.yield("last");
            } finally {
                log.add("outer ends");
            }
        });
    }

    private static final GeneratorBody<Object> TWO_ITEMS = out -> {
        out.yield(1);
        out.yield(null);
    };

    @DisplayName("26: the delegate's items are the delegator's, in their order, pulled")
    @ParameterizedTest
    @EnumSource
    void pullsTheDelegatesItems(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            for (Object item : over(source, TWO_ITEMS)) {
                log.add(item);
            }
            assertThat(log).containsExactly(1, null, "inner ends", "outer goes on", "last", "outer ends");
        });
    }

    @DisplayName("26: and pushed")
    @ParameterizedTest
    @EnumSource
    void pushesTheDelegatesItems(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            over(source, TWO_ITEMS).forEach(log::add);
            assertThat(log).containsExactly(1, null, "inner ends", "outer goes on", "last", "outer ends");
        });
    }

    @DisplayName("26: in a coroutine what is sent to a generator is lost, and is no error")
    @ParameterizedTest
    @EnumSource
    void whatIsSentIsLost(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Coroutine<Object, Object, String> coroutine = Coroutine.of(self -> {
                source.delegate("inner", TWO_ITEMS, self::yieldFrom, self::yieldFrom);
                return "end";
            });
            assertThat(coroutine.next()).isEqualTo(1);
            assertThat(coroutine.send("lost")).isNull();
            assertThat(coroutine.resume("lost")).isEqualTo(new Step.Returned<>("end"));
        });
    }

    @DisplayName("26: close unwinds the delegate, then the delegator")
    @ParameterizedTest
    @EnumSource
    void closeUnwindsFromInnerToOuter(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            try (GeneratorIterator<Object> items = over(source, TWO_ITEMS).iterator()) {
                assertThat(items.next()).isEqualTo(1);
            }
            assertThat(log).containsExactly("inner ends", "outer ends");
        });
    }

    @DisplayName("26: so does an exception of the consumer of a push, which is what comes out")
    @ParameterizedTest
    @EnumSource
    void consumersExceptionUnwindsFromInnerToOuter(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Spam enough = new Spam("enough");
            assertThatThrownBy(() -> over(source, TWO_ITEMS).forEach(item -> {
                throw enough;
            })).isSameAs(enough).hasNoSuppressedExceptions();
            assertThat(log).containsExactly("inner ends", "outer ends");
        });
    }

    @DisplayName("26: while it delegates a body may not yield, pulled or pushed")
    @ParameterizedTest
    @EnumSource
    void onlyTheInnermostMayYield(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Generator<Object> outer = Generator.of("outer", out -> source.delegate("inner",
                    in -> in.yield(catchThrowable(() -> out.yield("not to be seen"))), out::yieldFrom, out::yieldFrom));
            outer.iterator().forEachRemaining(log::add);
            GeneratorIterator<Object> pulled = outer.iterator();
            while (pulled.hasNext()) {
                log.add(pulled.next());
            }
            assertThat(log).hasSize(2).allSatisfy(item -> assertThat((Throwable) item)
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("outer"));
        });
    }

    private static void fail(Exception failure) throws Exception {
        failure.fillInStackTrace();
        throw failure;
    }

    @DisplayName("27: an exception of the delegate unwinds the delegator and comes out as it is, pulled or pushed")
    @ParameterizedTest
    @EnumSource
    void exceptionUnwindsTheDelegator(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            IOException failure = new IOException();
            Generator<Object> generator = over(source, out -> {
                out.yield(1);
                fail(failure);
            });
            GeneratorIterator<Object> items = generator.iterator();
            items.next();
            assertThatThrownBy(items::next).isSameAs(failure).hasNoSuppressedExceptions();
            assertThat(failure.getStackTrace()).extracting(StackTraceElement::getMethodName)
                    .containsSubsequence("fail", "yieldFrom", "next");
            assertThatThrownBy(() -> generator.forEach(item -> log.add("pushed"))).isSameAs(failure);
            assertThat(log).containsExactly("inner ends", "outer ends", "pushed", "inner ends", "outer ends");
        });
    }

    @DisplayName("27: the delegator may catch it and go on, pulled or pushed")
    @ParameterizedTest
    @EnumSource
    void exceptionMayBeCaught(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Generator<Object> generator = Generator.of(out -> {
                try {
                    source.delegate("inner", in -> {
                        in.yield(1);
                        throw new Spam("of the delegate");
                    }, out::yieldFrom, out::yieldFrom);
                } catch (Spam e) {
                    out.yield(e.getMessage());
                }
            });
            for (Object item : generator) {
                log.add(item);
            }
            generator.forEach(log::add);
            assertThat(log).containsExactly(1, "of the delegate", 1, "of the delegate");
        });
    }

    @DisplayName("29: a delegate that catches the exit and returns is followed by the exit of its delegator")
    @ParameterizedTest
    @EnumSource
    void exitGoesOnThoughTheDelegateReturns(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Generator<Object> generator = over(source, out -> {
                try {
                    out.yield(1);
                } catch (ExitSignal exit) {
                    log.add("returns");
                }
            });
            try (GeneratorIterator<Object> items = generator.iterator()) {
                items.next();
            }
            assertThat(log).containsExactly("returns", "inner ends", "outer ends");
            log.clear();
            Spam enough = new Spam("enough");
            assertThatThrownBy(() -> generator.forEach(item -> {
                throw enough;
            })).isSameAs(enough);
            assertThat(log).containsExactly("returns", "inner ends", "outer ends");
        });
    }

    @DisplayName("29: one that ignores the exit is an error")
    @ParameterizedTest
    @EnumSource
    void ignoredExitIsAnError(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            GeneratorIterator<Object> items = over(source, out -> {
                try {
                    out.yield(1);
                } catch (ExitSignal exit) {
                    out.yield(2);
                }
            }).iterator();
            items.next();
            assertThatIllegalStateException().isThrownBy(items::close).withMessageContaining("inner ignored exit");
            assertThat(items.state()).isEqualTo(BodyState.CLOSED);
            assertThat(log).contains("outer ends").doesNotContain("outer goes on");
        });
    }

    @DisplayName("29: another exception in place of the exit comes out of close, with one exit as its context")
    @ParameterizedTest
    @EnumSource
    void exitMayBeReplaced(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            IOException failure = new IOException("disk full");
            GeneratorIterator<Object> items = over(source, out -> {
                try {
                    out.yield(1);
                } finally {
                    fail(failure);
                }
            }).iterator();
            items.next();
            assertThatThrownBy(items::close).isSameAs(failure);
            assertThat(log).containsExactly("inner ends", "outer ends");
            assertThat(failure.getSuppressed()).hasSize(1).hasOnlyElementsOfType(ExitSignal.class);
        });
    }

    @DisplayName("30: empty delegates are passed over, pulled or pushed")
    @ParameterizedTest
    @EnumSource
    void delegatesMayBeEmpty(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            GeneratorIterator<Object> items = over(source, out -> {}).iterator();
            assertThat(items.next()).isEqualTo("last");
            assertThat(items.hasNext()).isFalse();
            over(source, out -> {}).forEach(log::add);
            assertThat(log).containsSubsequence("outer ends", "last", "outer ends");
        });
    }

    @DisplayName("30: what is left of an iterator that was used before is what its delegator yields")
    @ParameterizedTest
    @EnumSource
    void iteratorsMayBeUsedUp(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Generator<Object> numbers = Generator.of(out -> {
                for (int i = 1; i <= 3; i++) {
                    out.yield(i);
                }
            });
            for (Map.Entry<Integer, List<Object>> left : Map.<Integer, List<Object>>of(
                    0, List.of(1, 2, 3), 2, List.of(3), 3, List.of()).entrySet()) {
                GeneratorIterator<Object> used = numbers.iterator();
                for (int i = 0; i < left.getKey(); i++) {
                    used.next();
                }
                log.clear();
                Generator.of(out -> out.yieldFrom(used)).iterator().forEachRemaining(log::add);
                assertThat(log).isEqualTo(left.getValue());
                assertThat(used.hasNext()).isFalse();

                GeneratorIterator<Object> closed = numbers.iterator();
                closed.close();
                assertThat(Generator.of(out -> out.yieldFrom(closed)).iterator().hasNext()).isFalse();
            }
        });
    }

    @DisplayName("30: a generator delegates to itself, as often as it likes")
    @ParameterizedTest
    @EnumSource
    void mayBeRecursive(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Generator<Object> powerSet = subsets(List.of("a", "b", "c"));
            powerSet.forEach(log::add);
            assertThat(log).containsExactly("", "c", "b", "bc", "a", "ac", "ab", "abc");
            List<Object> pulled = new ArrayList<>();
            for (Object item : powerSet) {
                pulled.add(item);
            }
            assertThat(pulled).isEqualTo(log);
        });
    }

    private static Generator<Object> subsets(List<String> elements) {
        return Generator.of(out -> {
            if (elements.isEmpty()) {
                out.yield("");
                return;
            }
            Generator<Object> others = subsets(elements.subList(1, elements.size()));
            out.yieldFrom(others);
            out.yieldFrom(Generator.of(with -> {
                for (Object other : others) {
                    with.yield(elements.getFirst() + other);
                }
            }));
        });
    }
}
