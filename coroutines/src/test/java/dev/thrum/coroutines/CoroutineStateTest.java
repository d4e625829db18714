// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoroutineStateTest {

    private final List<Object> log = new ArrayList<>();

    /// A body can refer to its coroutine only once that is there.
    private final AtomicReference<Coroutine<Object, Object, String>> self = new AtomicReference<>();

    private static List<ThrowingCallable> everyCallTo(Coroutine<Object, Object, String> coroutine) {
        return List.of(coroutine::start, coroutine::next, () -> coroutine.send(null), () -> coroutine.send(1),
                () -> coroutine.resume(1), () -> coroutine.throwIn(new Spam("not to be seen")), coroutine::close,
                coroutine::closeForResult);
    }

    private static void assertBusy(List<ThrowingCallable> calls) {
        for (ThrowingCallable call : calls) {
            assertThatIllegalStateException().isThrownBy(call).withMessageContaining("already executing");
        }
    }

    private static Coroutine<Object, Object, String> twoItems(CoroutineDelegate kind) {
        return kind.of("inner", inner -> {
            inner.yield(1);
            inner.yield(2);
            return "inner's value";
        });
    }

    // -------------------------------------------------------------------------------------------------- 23: reentrancy

    @DisplayName("23: a body that resumes or closes itself in any way is told so, can catch it, and goes on")
    @ParameterizedTest
    @EnumSource
    void refusesReentry(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            self.set(Coroutine.of("busy", body -> {
                assertBusy(everyCallTo(self.get()));
                Object sent = body.yield("first");
                assertBusy(everyCallTo(self.get()));
                body.yield("second, after " + sent);
                return "end";
            }));
            assertThat(self.get().start()).isEqualTo("first");
            assertThat(self.get().send(1)).isEqualTo("second, after 1");
            assertThat(self.get().resume(2)).isEqualTo(new Step.Returned<>("end"));
        });
    }

    @DisplayName("23: uncaught, it ends the body and comes out like any exception of it")
    @ParameterizedTest
    @EnumSource
    void reentryMayEndTheBody(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            self.set(Coroutine.of("busy", body -> {
                self.get().next();
                return "not reached";
            }));
            assertThatIllegalStateException().isThrownBy(self.get()::start)
                    .withMessageContaining("busy is already executing");
            assertThat(self.get().state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("23: a generator's body is refused in every way, too, also while it is closed")
    @ParameterizedTest
    @EnumSource
    void generatorsRefuseReentry(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            AtomicReference<GeneratorIterator<Integer>> items = new AtomicReference<>();
            List<ThrowingCallable> calls = List.of(() -> items.get().hasNext(), () -> items.get().next(),
                    () -> items.get().close(), () -> items.get().forEachRemaining(item -> {}));
            items.set(Generator.<Integer>of(out -> {
                assertBusy(calls);
                try {
                    out.yield(1);
                } finally {
                    assertBusy(calls);
                    log.add("cleaned up");
                }
            }).iterator());
            assertThat(items.get().next()).isEqualTo(1);
            items.get().close();
            assertThat(log).containsExactly("cleaned up");
        });
    }

    @DisplayName("23: another thread is refused while the body runs, and nothing is lost")
    @ParameterizedTest
    @EnumSource
    void refusesOtherThreadsMeanwhile(ConsumerThread consumer) throws Throwable {
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Coroutine<Object, Object, String> slow = Coroutine.of("slow", body -> {
            inBody.countDown();
            goOn.await();
            return "sent " + body.yield(1);
        });
        ConsumerThread.Running winner = consumer.start(() -> assertThat(slow.start()).isEqualTo(1));
        inBody.await();
        assertThat(slow.state()).isEqualTo(BodyState.RUNNING);
        assertBusy(everyCallTo(slow));
        goOn.countDown();
        winner.join();
        assertThat(slow.resume(2)).isEqualTo(new Step.Returned<>("sent 2"));
    }

    // ------------------------------------------------------------------------------------------------------ 24: states

    @DisplayName("24: the four states are told, and shown")
    @ParameterizedTest
    @EnumSource
    void tellsItsState(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            self.set(Coroutine.of("shy", body -> {
                body.yield(self.get().state());
                log.add(self.get().state());
                return "end";
            }));
            assertThat(self.get().state()).isEqualTo(BodyState.CREATED);
            assertThat(self.get()).hasToString("shy (CREATED)");
            assertThat(self.get().next()).isEqualTo(BodyState.RUNNING);
            assertThat(self.get().state()).isEqualTo(BodyState.SUSPENDED);
            assertThat(self.get()).hasToString("shy (SUSPENDED)");
            self.get().resume(null);
            assertThat(log).containsExactly(BodyState.RUNNING);
            assertThat(self.get().state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("24: while a delegate runs both are RUNNING; while it is suspended both are SUSPENDED")
    @ParameterizedTest
    @EnumSource
    void statesWhileDelegating(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (CoroutineDelegate kind : CoroutineDelegate.values()) {
                log.clear();
                AtomicReference<Coroutine<Object, Object, String>> inner = new AtomicReference<>();
                Runnable tell = () -> log.add(self.get().state() + " over " + inner.get().state());
                inner.set(kind.of("inner", body -> {
                    body.yield(1);
                    tell.run();
                    body.yield(2);
                    tell.run();
                    return "value";
                }));
                self.set(Coroutine.of("outer", body -> {
                    String value = body.yieldFrom(inner.get());
                    tell.run();
                    body.yield(value);
                    return "end";
                }));
                tell.run();
                self.get().next();
                tell.run();
                while (self.get().resume(null) instanceof Step.Yielded<?, ?>) {
                    tell.run();
                }
                tell.run();
                assertThat(log).as("%s", kind).containsExactly(
                        kind == CoroutineDelegate.NEW ? "CREATED over CREATED" : "CREATED over SUSPENDED",
                        "SUSPENDED over SUSPENDED", "RUNNING over RUNNING", "SUSPENDED over SUSPENDED",
                        "RUNNING over RUNNING", "RUNNING over CLOSED", "SUSPENDED over CLOSED", "CLOSED over CLOSED");
            }
        });
    }

    @DisplayName("24: the delegate is told while the body is suspended in it, and only then")
    @ParameterizedTest
    @EnumSource
    void showsItsDelegate(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (CoroutineDelegate kind : CoroutineDelegate.values()) {
                log.clear();
                Coroutine<Object, Object, String> inner = twoItems(kind);
                self.set(Coroutine.of("outer", body -> {
                    body.yield("not yet");
                    log.add(self.get().currentDelegate());
                    String value = body.yieldFrom(inner);
                    body.yield("no more");
                    return value;
                }));
                assertThat(self.get().currentDelegate()).isNull();
                assertThat(self.get().next()).isEqualTo("not yet");
                assertThat(self.get().currentDelegate()).isNull();
                while (!self.get().next().equals("no more")) {
                    assertThat(self.get().currentDelegate()).isSameAs(inner);
                    assertThat(inner.currentDelegate()).isNull();
                }
                assertThat(self.get().currentDelegate()).isNull();
                self.get().close();
                assertThat(self.get().currentDelegate()).isNull();
                assertThat(log).containsExactly((Object) null);
            }
        });
    }

    @DisplayName("24: while the delegate runs it is not told: it is not suspended there")
    @ParameterizedTest
    @EnumSource
    void hidesTheDelegateWhileItRuns(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Coroutine<Object, Object, String> inner = Coroutine.of("inner", body -> {
                body.yield(1);
                log.add(self.get().currentDelegate());
                return "value";
            });
            self.set(Coroutine.of("outer", body -> body.yieldFrom(inner)));
            self.get().start();
            assertThat(self.get().resume(null)).isEqualTo(new Step.Returned<>("value"));
            assertThat(log).containsExactly((Object) null);
        });
    }

    @DisplayName("24: a chain of delegates is told link by link; generators and iterators are told as they were given")
    @ParameterizedTest
    @EnumSource
    void showsAChainOfDelegates(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Generator<Integer> generator = Generator.of(out -> out.yield(1));
            GeneratorIterator<Integer> started = Generator.<Integer>of(out -> {
                out.yield(0);
                out.yield(2);
            }).iterator();
            started.next();
            Iterator<Integer> plain = List.of(3).iterator();
            Coroutine<Object, Object, String> inner = Coroutine.of("inner", body -> {
                body.yieldFrom(generator);
                body.yieldFrom(started);
                body.yieldFrom(plain);
                return "value";
            });
            Coroutine<Object, Object, String> middle = Coroutine.of("middle", body -> {
                body.yield("begins");
                return body.yieldFrom(inner);
            });
            middle.start();
            Coroutine<Object, Object, String> outer = Coroutine.of("outer", body -> body.yieldFrom(middle));
            int item = 1;
            for (Object expected : Arrays.asList(generator, started, plain)) {
                assertThat(outer.next()).isEqualTo(item++);
                assertThat(outer.currentDelegate()).isSameAs(middle);
                assertThat(middle.currentDelegate()).isSameAs(inner);
                assertThat(inner.currentDelegate()).isSameAs(expected);
                assertThat(List.of(outer.state(), middle.state(), inner.state())).containsOnly(BodyState.SUSPENDED);
            }
            assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>("value"));
        });
    }

    @DisplayName("24: nobody else can resume what is delegated to, and the delegator goes on undisturbed")
    @ParameterizedTest
    @EnumSource
    void delegatesBelongToTheirDelegator(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (CoroutineDelegate kind : CoroutineDelegate.values()) {
                Coroutine<Object, Object, String> inner = twoItems(kind);
                Coroutine<Object, Object, String> outer = Coroutine.of(body -> body.yieldFrom(inner));
                Coroutine<Object, Object, String> other = Coroutine.of(body -> body.yieldFrom(inner));
                outer.start();
                assertBusy(everyCallTo(inner));
                assertThatIllegalStateException().isThrownBy(other::start)
                        .withMessageContaining("inner is already executing");
                assertThat(outer.next()).isEqualTo(2);
                assertThat(outer.resume(null)).isEqualTo(new Step.Returned<>("inner's value"));
            }
        });
    }

    @DisplayName("24: a delegate is free again when its delegator no longer delegates to it")
    @ParameterizedTest
    @EnumSource
    void delegatesAreGivenBack(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (CoroutineDelegate kind : CoroutineDelegate.values()) {
                Coroutine<Object, Object, String> inner = twoItems(kind);
                Coroutine<Object, Object, String> outer = Coroutine.of(body -> body.yieldFrom(inner));
                outer.start();
                outer.close();
                assertThat(inner.state()).isEqualTo(BodyState.CLOSED);
                assertThat(inner.resume(null)).isEqualTo(new Step.Returned<>(null));
                inner.close();
            }
        });
    }

    // ----------------------------------------------------------------------------------------------------- 25: circles

    @DisplayName("25: coroutines that delegate to each other, or to themselves, are told so")
    @ParameterizedTest
    @EnumSource
    void detectsCircles(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            self.set(Coroutine.of("snake", body -> body.yieldFrom(self.get())));
            assertThatIllegalStateException().isThrownBy(self.get()::next)
                    .withMessageContaining("snake is already executing");
            assertThat(self.get().state()).isEqualTo(BodyState.CLOSED);

            AtomicReference<Coroutine<Object, Object, String>> first = new AtomicReference<>();
            AtomicReference<Coroutine<Object, Object, String>> second = new AtomicReference<>();
            first.set(Coroutine.of("first", body -> body.yieldFrom(second.get())));
            second.set(Coroutine.of("second", body -> body.yieldFrom(first.get())));
            assertThatIllegalStateException().isThrownBy(first.get()::next)
                    .withMessageContaining("first is already executing");
            assertThat(List.of(first.get().state(), second.get().state())).containsOnly(BodyState.CLOSED);
        });
    }

    @DisplayName("25: so are those that close the circle when all have started; the body can catch it and go on")
    @ParameterizedTest
    @EnumSource
    void detectsCirclesOfStartedOnes(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            AtomicReference<Coroutine<Object, Object, String>> second = new AtomicReference<>();
            Coroutine<Object, Object, String> first = Coroutine.of("first", body -> {
                body.yield(1);
                Throwable circle = catchThrowable(() -> body.yieldFrom(second.get()));
                body.yield(circle);
                return "end of the first";
            });
            second.set(Coroutine.of("second", body -> {
                body.yield(2);
                return body.yieldFrom(first);
            }));
            first.start();
            second.get().start();
            assertThat(second.get().next()).isInstanceOf(IllegalStateException.class)
                    .asString().contains("second is already executing");
            assertThat(second.get().resume(null)).isEqualTo(new Step.Returned<>("end of the first"));
        });
    }

    @DisplayName("25: one-shot generators in a circle are told so, pulled and pushed")
    @ParameterizedTest
    @EnumSource
    void detectsCirclesOfGenerators(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (ThrowingConsumer<Generator<Integer>> iteration : List.<ThrowingConsumer<Generator<Integer>>>of(
                    generator -> generator.iterator().next(), generator -> generator.forEach(log::add))) {
                AtomicReference<Generator<Integer>> second = new AtomicReference<>();
                Generator<Integer> first = Generator.once("first", out -> out.yieldFrom(second.get()));
                second.set(Generator.once("second", out -> out.yieldFrom(first)));
                assertThatThrownBy(() -> iteration.accept(first)).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("first is already executing");
            }
            assertThat(log).isEmpty();
        });
    }

    @FunctionalInterface
    private interface ThrowingConsumer<T> {
        void accept(T value) throws Exception;
    }
}
