// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Delegation to what knows nothing of coroutines: iterators, collections, streams.
class IteratorDelegationTest {

    private final List<Object> log = new ArrayList<>();

    /// Delegates to 1, 2, 3 in one of the possible forms. The closeable ones log when they are closed.
    private enum Source {
        ITERATOR, CLOSEABLE_ITERATOR, ITERABLE, STREAM;

        boolean isClosed(boolean halfWay) {
            return this == STREAM || this == CLOSEABLE_ITERATOR && halfWay;
        }
    }

    private Iterator<Integer> closeable(Runnable close) {
        class Closeable implements Iterator<Integer>, AutoCloseable {
            private final Iterator<Integer> items = List.of(1, 2, 3).iterator();

            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public Integer next() {
                return items.next();
            }

            @Override
            public void close() {
                close.run();
            }
        }

        return new Closeable();
    }

    private void delegate(Source source, Exchange<Object, Object> self) {
        switch (source) {
            case ITERATOR -> self.yieldFrom(List.of(1, 2, 3).iterator());
            case CLOSEABLE_ITERATOR -> self.yieldFrom(closeable(() -> log.add("closed")));
            case ITERABLE -> self.yieldFrom(List.of(1, 2, 3));
            case STREAM -> self.yieldFrom(Stream.of(1, 2, 3).onClose(() -> log.add("closed")));
        }
    }

    private void delegate(Source source, Yielder<Object> out) {
        switch (source) {
            case ITERATOR -> out.yieldFrom(List.of(1, 2, 3).iterator());
            case CLOSEABLE_ITERATOR -> out.yieldFrom(closeable(() -> log.add("closed")));
            case ITERABLE -> out.yieldFrom(List.of(1, 2, 3));
            case STREAM -> out.yieldFrom(Stream.of(1, 2, 3).onClose(() -> log.add("closed")));
        }
    }

    private Coroutine<Object, Object, String> over(Source source) {
        return Coroutine.of("outer", self -> {
            try {
                delegate(source, self);
            } catch (Exception e) {
                log.add(e);
                self.yield("caught");
            } finally {
                log.add("ends");
            }
            return "value";
        });
    }

    private interface Case {
        void run(Source source) throws Throwable;
    }

    private void forEverySource(ConsumerThread consumer, Case test) throws Throwable {
        for (Source source : Source.values()) {
            log.clear();
            try {
                consumer.run(() -> test.run(source));
            } catch (Throwable failure) {
                failure.addSuppressed(new AssertionError("The delegate was " + source));
                throw failure;
            }
        }
    }

    private void assertClosed(Source source, boolean halfWay) {
        assertThat(log.stream().filter("closed"::equals).count()).isEqualTo(source.isClosed(halfWay) ? 1 : 0);
    }

    // ------------------------------------------------------------------------------------------------------ coroutines

    @DisplayName("28: next and send(null) run through the items; at the end a stream is closed, and an iterator is not")
    @ParameterizedTest
    @EnumSource
    void runsThroughTheItems(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Coroutine<Object, Object, String> outer = over(source);
            assertThat(outer.next()).isEqualTo(1);
            assertThat(outer.send(null)).isEqualTo(2);
            assertThat(outer.resume(null)).isEqualTo(new Step.Yielded<>(3));
            assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>("value"));
            assertThat(log).endsWith("ends");
            assertClosed(source, false);
        });
    }

    @DisplayName("28: a value that is sent is an error of the delegator, which may catch it")
    @ParameterizedTest
    @EnumSource
    void cannotBeSentTo(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Coroutine<Object, Object, String> outer = over(source);
            outer.start();
            assertThat(outer.send("something")).isEqualTo("caught");
            assertThat(log).last().asString()
                    .startsWith(UnsupportedOperationException.class.getName()).contains("outer");
            assertThat(outer.resume("something")).isEqualTo(new Step.Returned<>("value"));
            assertClosed(source, true);
        });
    }

    @DisplayName("28: uncaught, that error ends the delegator and comes out of send")
    @ParameterizedTest
    @EnumSource
    void sendingMayEndTheDelegator(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Coroutine<Object, Object, String> outer = Coroutine.of(self -> {
                delegate(source, self);
                return "not reached";
            });
            outer.start();
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> outer.send("something"));
            assertThat(outer.state()).isEqualTo(BodyState.CLOSED);
            assertClosed(source, true);
        });
    }

    @DisplayName("28: what is thrown in is raised in the delegator, and the delegate is closed")
    @ParameterizedTest
    @EnumSource
    void throwInRaisesInTheDelegator(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Coroutine<Object, Object, String> outer = over(source);
            outer.start();
            IOException exception = new IOException();
            assertThat(outer.throwIn(exception)).isEqualTo("caught");
            assertThat(log).last().isSameAs(exception);
            assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>("value"));
            assertClosed(source, true);
        });
    }

    @DisplayName("28: closing the delegator closes the delegate, before the delegator's finally")
    @ParameterizedTest
    @EnumSource
    void closeClosesTheDelegate(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            Coroutine<Object, Object, String> outer = over(source);
            outer.start();
            outer.close();
            assertThat(log).isEqualTo(source.isClosed(true) ? List.of("closed", "ends") : List.of("ends"));
        });
    }

    @DisplayName("28: a failure of the delegate's close comes out of the delegator's")
    @ParameterizedTest
    @EnumSource
    void closingMayFail(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Spam failure = new Spam("disk full");
            for (CoroutineBody<Object, Object, Object> body : List.<CoroutineBody<Object, Object, Object>>of(
                    self -> {
                        self.yieldFrom(closeable(() -> {
                            throw failure;
                        }));
                        return null;
                    },
                    self -> {
                        self.yieldFrom(Stream.of(1, 2).onClose(() -> {
                            throw failure;
                        }));
                        return null;
                    })) {
                Coroutine<Object, Object, Object> outer = Coroutine.of(body);
                outer.start();
                assertThatThrownBy(outer::close).isSameAs(failure);
                assertThat(outer.state()).isEqualTo(BodyState.CLOSED);

                Spam thrownIn = new Spam("thrown in");
                Coroutine<Object, Object, Object> other = Coroutine.of(body);
                other.start();
                assertThatThrownBy(() -> other.throwIn(thrownIn)).isSameAs(thrownIn).hasSuppressedException(failure);
            }
        });
    }

    @DisplayName("28: what an iterator throws is raised in the delegator")
    @ParameterizedTest
    @EnumSource
    void iteratorsMayFail(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Spam failure = new Spam("no second item");
            Coroutine<Object, Object, String> outer = Coroutine.of(self -> {
                try {
                    self.yieldFrom(IntStream.range(1, 3).boxed().peek(item -> {
                        if (item == 2) {
                            throw failure;
                        }
                    }).onClose(() -> log.add("closed")));
                    return "not reached";
                } catch (Spam caught) {
                    log.add(caught);
                    return "value";
                }
            });
            assertThat(outer.start()).isEqualTo(1);
            assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>("value"));
            assertThat(log).containsExactly("closed", failure);
        });
    }

    // ------------------------------------------------------------------------------------------------------ generators

    private Generator<Object> generatorOver(Source source) {
        return Generator.of("outer", out -> {
            try {
                delegate(source, out);
                out.yield("last");
            } finally {
                log.add("ends");
            }
        });
    }

    @DisplayName("28: in a generator the items come in their order, pulled or pushed")
    @ParameterizedTest
    @EnumSource
    void generatorsRunThroughTheItems(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            List<Object> items = new ArrayList<>();
            for (Object item : generatorOver(source)) {
                items.add(item);
            }
            assertThat(items).containsExactly(1, 2, 3, "last");
            assertClosed(source, false);
            generatorOver(source).forEach(items::add);
            assertThat(items).containsExactly(1, 2, 3, "last", 1, 2, 3, "last");
        });
    }

    @DisplayName("28: a generator that is left half-way closes its delegate, pulled or pushed")
    @ParameterizedTest
    @EnumSource
    void generatorsCloseTheDelegate(ConsumerThread consumer) throws Throwable {
        forEverySource(consumer, source -> {
            List<Object> expected = source.isClosed(true) ? List.of("closed", "ends") : List.of("ends");
            try (GeneratorIterator<Object> items = generatorOver(source).iterator()) {
                items.next();
            }
            assertThat(log).isEqualTo(expected);
            log.clear();
            Spam enough = new Spam("enough");
            assertThatThrownBy(() -> generatorOver(source).forEach(item -> {
                throw enough;
            })).isSameAs(enough);
            assertThat(log).isEqualTo(expected);
        });
    }

    @DisplayName("28: a delegation from outside of the body is refused, and a stream is closed even then")
    @ParameterizedTest
    @EnumSource
    void refusesForeignDelegations(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            List<Yielder<Object>> leaked = new ArrayList<>();
            GeneratorIterator<Object> items = Generator.of("outer", out -> {
                leaked.add(out);
                out.yield(1);
            }).iterator();
            items.next();
            Generator.of("pushed", leaked::add).forEach(log::add);
            for (Yielder<Object> out : leaked) {
                assertThatIllegalStateException().isThrownBy(() -> out.yieldFrom(List.of(1)));
                assertThatIllegalStateException().isThrownBy(() -> out.yieldFrom(List.of(1).iterator()));
                assertThatIllegalStateException().isThrownBy(
                        () -> out.yieldFrom(Generator.of(other -> other.yield(1))));
                assertThatIllegalStateException().isThrownBy(
                        () -> out.yieldFrom(Stream.of(1).onClose(() -> log.add("closed"))));
            }
            assertThat(log).containsExactly("closed", "closed");
            items.close();
        });
    }
}
