// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// When operators run what comes before them, and how they end it.
class GeneratorOperatorsExitTest {

    private final List<String> log = new ArrayList<>();

    /// 1, 2, 3 and so on, with a trace.
    private final Generator<Integer> numbers = numbers("");

    private Generator<Integer> numbers(String name) {
        return Generator.of(out -> {
            log.add(name + "begin");
            try {
                for (int i = 1; ; i++) {
                    log.add(name + i);
                    out.yield(i);
                }
            } finally {
                log.add(name + "finally");
            }
        });
    }

    @Test
    void nothingRunsUntilAskedAndThenOneItemAtATime() {
        GeneratorIterator<String> items = numbers.filter(n -> n % 2 == 0)
                .peek(n -> log.add("peek " + n))
                .map(n -> "item " + n)
                .take(2)
                .iterator();
        assertThat(log).isEmpty();
        log.add(items.next());
        assertThat(log).containsExactly("begin", "1", "2", "peek 2", "item 2");
        log.clear();
        log.add(items.next());
        assertThat(log).containsExactly("3", "4", "peek 4", "item 4");
        log.clear();
        assertThat(items.hasNext()).isFalse();
        assertThat(log).containsExactly("finally");
    }

    static Stream<Arguments> leavers() {
        return Stream.of(
                leaver("take", g -> g.take(2), 2),
                leaver("takeWhile", g -> g.takeWhile(n -> n < 3), 3),
                leaver("zip", g -> g.zip(List.of(7, 8), (a, b) -> a), 3),
                leaver("findFirst", g -> Generator.of(out -> out.yield(g.findFirst().orElseThrow())), 1),
                leaver("anyMatch", g -> Generator.of(out -> out.yield(g.anyMatch(n -> n == 4))), 4),
                leaver("allMatch", g -> Generator.of(out -> out.yield(g.allMatch(n -> n < 4))), 4),
                leaver("flatMap", g -> g.flatMap(n -> g.take(n)).take(2), -1));
    }

    private static Arguments leaver(String name, Function<Generator<Integer>, Generator<?>> operator, int computed) {
        return Arguments.of(name, operator, computed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leavers")
    void leavingEndsTheBodyBeforeTheEndIsReported(String name, Function<Generator<Integer>, Generator<?>> operator,
            int computed) {
        operator.apply(numbers).forEach(_ -> {});
        assertThat(log.getLast()).isEqualTo("finally");
        assertThat(log.stream().filter("begin"::equals)).hasSameSizeAs(log.stream().filter("finally"::equals).toList());
        if (computed > 0) {
            assertThat(log.get(log.size() - 2)).isEqualTo(String.valueOf(computed));
        }
        log.clear();
        try (GeneratorIterator<?> items = operator.apply(numbers).iterator()) {
            while (items.hasNext()) {
                items.next();
            }
            assertThat(log.getLast()).isEqualTo("finally");
        }
    }

    @Test
    void takeNothingRunsNothing() {
        assertThat(numbers.take(0).toList()).isEmpty();
        assertThat(log).isEmpty();
    }

    @Test
    void closingHalfWayEndsAllStagesFromTheInnermost() {
        Generator<Integer> chain = numbers("outer ").flatMap(_ -> numbers("inner ")).take(9);
        try (GeneratorIterator<Integer> items = chain.iterator()) {
            items.next();
        }
        assertThat(log).containsExactly("outer begin", "outer 1", "inner begin", "inner 1",
                "inner finally", "outer finally");
    }

    @Test
    void zipClosesTheOtherSideHoweverItEnds() {
        Generator<Integer> pairs = numbers("left ").take(1).zip(numbers("right "), Integer::sum);
        assertThat(pairs.toList()).containsExactly(2);
        assertThat(log).endsWith("left finally", "right finally");
        log.clear();
        try (GeneratorIterator<Integer> items = pairs.iterator()) {
            items.next();
        }
        assertThat(log).endsWith("left finally", "right finally");
        log.clear();
        RuntimeException failure = new RuntimeException("combiner");
        assertThatThrownBy(() -> numbers("left ").zip(numbers("right "), (_, _) -> {
            throw failure;
        }).toList()).isSameAs(failure);
        assertThat(log).endsWith("left finally", "right finally");
    }

    @Test
    void aFunctionsExceptionEndsTheBodyAndArrivesAsItIs() {
        RuntimeException failure = new RuntimeException("map");
        Generator<Integer> failing = numbers.map(n -> {
            if (n == 2) {
                throw failure;
            }
            return n;
        });
        assertThatThrownBy(failing::toList).isSameAs(failure);
        assertThat(log).containsExactly("begin", "1", "2", "finally");
        log.clear();
        try (GeneratorIterator<Integer> items = failing.iterator()) {
            items.next();
            assertThatThrownBy(items::next).isSameAs(failure);
            assertThat(log.getLast()).isEqualTo("finally");
            assertThat(items.hasNext()).isFalse();
        }
    }

    @Test
    void aFailureInTheCleanUpOfALeftBodyIsThrown() {
        IOException failure = new IOException("disk full");
        Generator<Integer> careless = Generator.of(out -> {
            try (AutoCloseable _ = () -> {
                throw failure;
            }) {
                out.yield(1);
            }
        });
        assertThatThrownBy(() -> careless.take(1).toList()).isSameAs(failure);
        assertThatThrownBy(careless::findFirst).isSameAs(failure);
    }

    @Test
    void anExitSignalThatIsNotTheOperatorsPasses() {
        Generator<Integer> nested = Generator.of(out -> numbers.take(5).forEach(out::yield));
        assertThat(nested.take(2).toList()).containsExactly(1, 2);
        assertThat(log).containsExactly("begin", "1", "2", "finally");
        ExitSignal foreign = new ExitSignal();
        assertThatThrownBy(() -> numbers.peek(_ -> {
            throw foreign;
        }).take(3).toList()).isSameAs(foreign);
    }

    @Test
    void aOneShotGeneratorGoesOnWhereAnOperatorHasLeftIt() {
        Generator<Integer> once = Generator.once(out -> numbers.forEach(out::yield));
        assertThat(once.take(2).toList()).containsExactly(1, 2);
        assertThat(once.findFirst()).contains(3);
        assertThat(once.map(n -> -n).takeWhile(n -> n > -5).toList()).containsExactly(-4);
        assertThat(log).endsWith("5", "finally");
        assertThat(once.toList()).isEmpty();
    }

    @Test
    void aChainRunsInOneStrand() {
        Set<Thread> threads = new HashSet<>();
        Generator<Integer> chain = Generator.range(0, 9)
                .peek(_ -> threads.add(Thread.currentThread()))
                .map(n -> n + 1)
                .peek(_ -> threads.add(Thread.currentThread()))
                .flatMap(n -> Generator.range(0, n).peek(_ -> threads.add(Thread.currentThread())))
                .peek(_ -> threads.add(Thread.currentThread()));
        try (GeneratorIterator<Integer> items = chain.iterator()) {
            items.next();
            items.next();
        }
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
        threads.clear();
        chain.toList();
        assertThat(threads).containsExactly(Thread.currentThread());
    }
}
