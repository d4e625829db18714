// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.thrum.core.CancelScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorIterationTest {

    private static Generator<Integer> upTo(int last) {
        return Generator.of("up to " + last, out -> {
            for (int i = 1; i <= last; i++) {
                out.yield(i);
            }
        });
    }

    @DisplayName("1: creating runs nothing; each pull runs exactly to the next yield")
    @ParameterizedTest
    @EnumSource
    void runsExactlyFromYieldToYield(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            List<String> log = new ArrayList<>();
            Generator<Integer> generator = Generator.of(out -> {
                log.add("begins");
                out.yield(1);
                log.add("goes on");
                out.yield(2);
                log.add("ends");
            });
            GeneratorIterator<Integer> items = generator.iterator();
            assertThat(log).isEmpty();
            log.add("got " + items.next());
            log.add("got " + items.next());
            log.add("has next: " + items.hasNext());

            assertThat(log).containsExactly("begins", "got 1", "goes on", "got 2", "ends", "has next: false");
        });
    }

    @DisplayName("2: hasNext does not advance twice, next needs no hasNext, and the end is told every time")
    @ParameterizedTest
    @EnumSource
    void keepsTheIteratorContract(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> items = upTo(3).iterator();
            assertThat(items.hasNext()).isTrue();
            assertThat(items.hasNext()).isTrue();
            assertThat(items.next()).isEqualTo(1);
            assertThat(items.next()).isEqualTo(2);
            assertThat(items.hasNext()).isTrue();
            assertThat(items.next()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(items::next).withMessageContaining("up to 3");
                assertThat(items.hasNext()).isFalse();
            }
        });
    }

    @DisplayName("3: an empty body, an endless one, and null as an item")
    @ParameterizedTest
    @EnumSource
    void yieldsNothingOrForEverOrNull(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            assertThat(Generator.of(out -> {}).iterator().hasNext()).isFalse();

            Generator<Integer> endless = Generator.of(out -> {
                for (int i = 0; ; i++) {
                    out.yield(i);
                }
            });
            try (GeneratorIterator<Integer> items = endless.iterator()) {
                for (int i = 0; i < 1_000; i++) {
                    assertThat(items.next()).isEqualTo(i);
                }
            }

            List<String> items = new ArrayList<>();
            for (String item : Generator.<String>of(out -> {
                out.yield(null);
                out.yield("a");
                out.yield(null);
            })) {
                items.add(item);
            }
            assertThat(items).containsExactly(null, "a", null);
        });
    }

    @DisplayName("4: every iterator runs the body anew, with locals of its own")
    @ParameterizedTest
    @EnumSource
    void iteratorsAreIndependent(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Generator<Integer> generator = upTo(4);
            GeneratorIterator<Integer> one = generator.iterator();
            GeneratorIterator<Integer> two = generator.iterator();
            List<Integer> seen = new ArrayList<>(List.of(one.next(), one.next(), two.next(), one.next(), two.next()));
            one.forEachRemaining(seen::add);
            two.forEachRemaining(seen::add);

            assertThat(seen).containsExactly(1, 2, 1, 3, 2, 4, 3, 4);
        });
    }

    private static void failInBody(Throwable failure) throws Exception {
        failure.fillInStackTrace();
        if (failure instanceof Exception e) {
            throw e;
        }
        throw (Error) failure;
    }

    private static Throwable catchWherePulled(GeneratorIterator<?> items) {
        return catchThrowable(items::next);
    }

    @DisplayName("5: an exception arrives as the same instance, with the frames of the body and of the pull")
    @ParameterizedTest
    @EnumSource
    void exceptionsCrossWithBothStacks(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (Throwable failure : List.of(new IllegalArgumentException("unchecked"), new IOException("checked"),
                    new StackOverflowError("error"))) {
                GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                    out.yield(1);
                    failInBody(failure);
                }).iterator();
                items.next();

                assertThat(catchWherePulled(items)).isSameAs(failure);
                assertThat(methods(failure)).containsSubsequence("failInBody", "next", "catchWherePulled");
                assertThat(items.state()).isEqualTo(BodyState.CLOSED);
                assertThat(items.hasNext()).isFalse();
            }
        });
    }

    @DisplayName("5: through nested generators the trace leads from the innermost body to the outermost consumer")
    @ParameterizedTest
    @EnumSource
    void nestedTracesAddUp(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Generator<Integer> inner = Generator.of(out -> failInBody(new IOException("deep")));
            Generator<Integer> outer = Generator.of(out -> pullInBody(inner, out));

            Throwable failure = catchWherePulled(outer.iterator());
            assertThat(methods(failure)).containsSubsequence("failInBody", "pullInBody", "catchWherePulled");
        });
    }

    private static void pullInBody(Generator<Integer> inner, Yielder<Integer> out) {
        for (int item : inner) {
            out.yield(item);
        }
    }

    private static List<String> methods(Throwable failure) {
        return Arrays.stream(failure.getStackTrace()).map(StackTraceElement::getMethodName).toList();
    }

    @DisplayName("6: return runs finally, and a finally block may yield")
    @ParameterizedTest
    @EnumSource
    void finallyRunsOnReturn(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            List<String> log = new ArrayList<>();
            for (int item : Generator.<Integer>of(out -> {
                try {
                    out.yield(1);
                    return;
                } finally {
                    log.add("finally");
                    out.yield(2);
                    log.add("last");
                }
            })) {
                log.add("got " + item);
            }
            assertThat(log).containsExactly("got 1", "finally", "got 2", "last");
        });
    }

    @DisplayName("7: nobody but the running body may yield")
    @ParameterizedTest
    @EnumSource
    void refusesForeignYields(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            AtomicReference<Yielder<Integer>> leaked = new AtomicReference<>();
            AtomicReference<Throwable> elsewhere = new AtomicReference<>();
            GeneratorIterator<Integer> items = Generator.<Integer>of("numbers", out -> {
                leaked.set(out);
                Thread.startVirtualThread(() -> elsewhere.set(catchThrowable(() -> out.yield(13)))).join();
                out.yield(1);
            }).iterator();

            assertThat(items.next()).isEqualTo(1);
            assertThat(elsewhere.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("numbers");
            assertThatIllegalStateException().isThrownBy(() -> leaked.get().yield(14));
            assertThat(items.hasNext()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> leaked.get().yield(15));
        });
    }

    @DisplayName("7: a body may not yield inside a cancel scope of its own, but is in its consumer's")
    @ParameterizedTest
    @EnumSource
    void refusesToYieldInsideItsOwnScope(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Throwable> items = Generator.<Throwable>of(out -> {
                new CancelScope("mine").run(() -> out.yield(catchThrowable(() -> out.yield(new Exception()))));
            }).iterator();
            assertThatIllegalStateException().isThrownBy(items::next).withMessageContaining("mine");

            GeneratorIterator<String> scopes = Generator.<String>of(out -> {
                while (true) {
                    out.yield(String.valueOf(CancelScope.current()));
                }
            }).iterator();
            assertThat(scopes.next()).isEqualTo("null");
            new CancelScope("yours").run(() -> assertThat(scopes.next()).contains("yours"));
            assertThat(scopes.next()).isEqualTo("null");
        });
    }

    @DisplayName("8: threads may take turns with one iterator")
    @ParameterizedTest
    @EnumSource
    void isPulledByOneThreadAfterTheOther(ConsumerThread consumer) throws Throwable {
        GeneratorIterator<Integer> items = upTo(20).iterator();
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            consumer.run(() -> seen.add(items.next()));
            seen.add(items.next());
        }
        assertThat(seen).isEqualTo(IntStream.rangeClosed(1, 20).boxed().toList());
    }

    @DisplayName("8: of two threads that pull at once one wins, and the other is told so")
    @ParameterizedTest
    @EnumSource
    void refusesASecondPullMeanwhile(ConsumerThread consumer) throws Throwable {
        CountDownLatch inBody = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        GeneratorIterator<Integer> items = Generator.<Integer>of("slow", out -> {
            inBody.countDown();
            goOn.await();
            out.yield(1);
            out.yield(2);
        }).iterator();
        ConsumerThread.Running winner = consumer.start(() -> assertThat(items.next()).isEqualTo(1));
        inBody.await();
        assertThat(items.state()).isEqualTo(BodyState.RUNNING);
        assertThatIllegalStateException().isThrownBy(items::next).withMessageContaining("slow is already executing");
        assertThatIllegalStateException().isThrownBy(items::hasNext).withMessageContaining("already executing");
        assertThatIllegalStateException().isThrownBy(items::close).withMessageContaining("already executing");
        goOn.countDown();
        winner.join();
        assertThat(items.next()).isEqualTo(2);
        assertThat(items.hasNext()).isFalse();
    }

    @DisplayName("8: a race of many pulls loses and doubles nothing")
    @ParameterizedTest
    @EnumSource
    void racingPullsCorruptNothing(ConsumerThread builder) throws Throwable {
        int count = 1_000;
        GeneratorIterator<Integer> items = builder == ConsumerThread.PLATFORM ? upTo(count).iterator()
                : Generator.<Integer>of(out -> upTo(count).forEach(out::yield)).iterator();
        List<List<Integer>> seen = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<ConsumerThread.Running> racers = seen.stream()
                .map(mine -> ConsumerThread.PLATFORM.start(() -> pullAll(items, mine)))
                .toList();
        for (ConsumerThread.Running racer : racers) {
            racer.join();
        }
        assertThat(seen.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(IntStream.rangeClosed(1, count).boxed().toList());
    }

    private static void pullAll(GeneratorIterator<Integer> items, List<Integer> mine) {
        while (true) {
            try {
                mine.add(items.next());
            } catch (IllegalStateException lost) {
                Thread.yield();
            } catch (NoSuchElementException end) {
                return;
            }
        }
    }

    @DisplayName("23: a body that pulls or closes itself is told so, and goes on")
    @ParameterizedTest
    @EnumSource
    void refusesReentry(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            AtomicReference<GeneratorIterator<Throwable>> self = new AtomicReference<>();
            self.set(Generator.<Throwable>of(out -> {
                out.yield(catchThrowable(() -> self.get().hasNext()));
                out.yield(catchThrowable(() -> self.get().next()));
                out.yield(catchThrowable(() -> self.get().close()));
            }).iterator());
            for (int i = 0; i < 3; i++) {
                assertThat(self.get().next()).isInstanceOf(IllegalStateException.class).hasMessageContaining("already executing");
            }
            assertThat(self.get().hasNext()).isFalse();
        });
    }

    @DisplayName("24: the four states are told")
    @ParameterizedTest
    @EnumSource
    void tellsItsState(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            AtomicReference<GeneratorIterator<BodyState>> self = new AtomicReference<>();
            self.set(Generator.<BodyState>of(out -> out.yield(self.get().state())).iterator());
            assertThat(self.get().state()).isEqualTo(BodyState.CREATED);
            assertThat(self.get().next()).isEqualTo(BodyState.RUNNING);
            assertThat(self.get().state()).isEqualTo(BodyState.SUSPENDED);
            assertThat(self.get().hasNext()).isFalse();
            assertThat(self.get().state()).isEqualTo(BodyState.CLOSED);
        });
    }
}
