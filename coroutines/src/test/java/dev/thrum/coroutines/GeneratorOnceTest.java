// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Generators whose body runs once, as in Python.
class GeneratorOnceTest {

    private final List<Object> log = new ArrayList<>();

    private final Generator<Integer> once = Generator.once("once", out -> {
        log.add("begins");
        try {
            for (int i = 1; i <= 5; i++) {
                out.yield(i);
            }
        } finally {
            log.add("ends");
        }
    });

    @DisplayName("4: every iterator is the same one, and the body runs once; a re-runnable one differs")
    @ParameterizedTest
    @EnumSource
    void sharesOneIterator(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            assertThat(once.iterator()).isSameAs(once.iterator());
            assertThat(log).isEmpty();
            assertThat(once.iterator().next()).isEqualTo(1);
            assertThat(once.iterator().next()).isEqualTo(2);
            assertThat(log).containsExactly("begins");
            once.iterator().close();

            Generator<Integer> many = Generator.of(out -> out.yield(1));
            assertThat(many.iterator()).isNotSameAs(many.iterator());
        });
    }

    @DisplayName("4: a loop left by break is gone on with by the next loop, and once all is seen there is nothing")
    @ParameterizedTest
    @EnumSource
    void goesOnAfterABreak(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (int item : once) {
                log.add(item);
                if (item == 2) {
                    break;
                }
            }
            log.add("break");
            for (int item : once) {
                log.add(item);
            }
            for (int item : once) {
                log.add("not reached: " + item);
            }
            assertThat(log).containsExactly("begins", 1, 2, "break", 3, 4, 5, "ends");
        });
    }

    @DisplayName("4: forEach gives the rest, what hasNext has fetched included")
    @ParameterizedTest
    @EnumSource
    void forEachGivesTheRest(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            log.add(once.iterator().next());
            assertThat(once.iterator().hasNext()).isTrue();
            once.forEach(log::add);
            once.forEach(item -> log.add("not reached: " + item));
            assertThat(log).containsExactly("begins", 1, 2, 3, 4, 5, "ends");
        });
    }

    @DisplayName("4: forEach of a new one pushes, and uses it up")
    @ParameterizedTest
    @EnumSource
    void forEachUsesItUp(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            List<Thread> threads = new ArrayList<>();
            Generator<Integer> generator = Generator.once(out -> {
                threads.add(Thread.currentThread());
                out.yield(1);
            });
            generator.forEach(log::add);
            assertThat(threads).containsExactly(Thread.currentThread());
            assertThat(generator.iterator().hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> generator.iterator().next());
            generator.forEach(log::add);
            assertThat(log).containsExactly(1);
        });
    }

    @DisplayName("4: while a new one is pushed, nobody else can have its items, and afterwards it is exhausted")
    @ParameterizedTest
    @EnumSource
    void isBusyWhilePushed(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            once.forEach(item -> {
                if (item == 1) {
                    assertThatThrownBy(() -> once.iterator().hasNext()).isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("once is already executing");
                }
            });
            assertThat(log).containsExactly("begins", "ends");
            assertThat(once.iterator().hasNext()).isFalse();
        });
    }

    @DisplayName("18: what the consumer of the rest throws ends the body")
    @ParameterizedTest
    @EnumSource
    void consumersExceptionEndsTheBody(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            Spam failure = new Spam("enough");
            once.iterator().next();
            assertThatThrownBy(() -> once.forEach(item -> {
                log.add(item);
                throw failure;
            })).isSameAs(failure);
            assertThat(log).containsExactly("begins", 2, "ends");
            assertThat(once.iterator().hasNext()).isFalse();
        });
    }

    @DisplayName("22: a stream gives the rest; closing it closes the generator")
    @ParameterizedTest
    @EnumSource
    void streamsGiveTheRest(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            log.add(once.iterator().next());
            try (Stream<Integer> stream = once.stream()) {
                log.addAll(stream.limit(2).toList());
            }
            assertThat(log).containsExactly("begins", 1, 2, 3, "ends");
            assertThat(once.iterator().hasNext()).isFalse();
            assertThat(once.stream().toList()).isEmpty();
        });
    }

    @DisplayName("22: streams that are not closed take turns with it")
    @ParameterizedTest
    @EnumSource
    void streamsShareTheItems(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            assertThat(once.stream().limit(2).toList()).containsExactly(1, 2);
            assertThat(once.stream().map(item -> -item).toList()).containsExactly(-3, -4, -5);
            assertThat(log).containsExactly("begins", "ends");
        });
    }

    @DisplayName("19: closing the iterator closes all iterations, also before the first")
    @ParameterizedTest
    @EnumSource
    void closingEndsAllIterations(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            once.iterator().close();
            assertThat(once.iterator().state()).isEqualTo(BodyState.CLOSED);
            once.forEach(log::add);
            assertThat(log).isEmpty();
        });
    }
}
