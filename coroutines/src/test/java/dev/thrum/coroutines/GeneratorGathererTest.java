// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("36: any transformation of generators is a stream's Gatherer")
class GeneratorGathererTest {

    private final List<Object> log = new ArrayList<>();

    private <R> Stream<R> oneTo(int last, Function<Generator<Integer>, Generator<R>> transformation) {
        return IntStream.rangeClosed(1, last).boxed().peek(n -> log.add("in " + n))
                .gather(Generator.gatherer(transformation));
    }

    @Test
    void transformsByPushAndByPull() {
        assertThat(oneTo(5, g -> g.chunk(2))).containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
        assertThat(oneTo(5, g -> g.map(n -> n * n).filter(n -> n % 2 == 1))).containsExactly(1, 9, 25);
        assertThat(oneTo(3, g -> Generator.count(7, 1).zip(g, (a, b) -> a + b))).containsExactly(8L, 10L, 12L);
        assertThat(oneTo(2, g -> Generator.from(List.of(0)).concat(g).concat(List.of(9))))
                .containsExactly(0, 1, 2, 9);
        assertThat(oneTo(0, g -> g.concat(List.of(9)))).containsExactly(9);
        assertThat(oneTo(4, g -> g.take(1).concat(g.map(n -> -n)))).containsExactly(1, -2, -3, -4);
        assertThat(Arrays.asList(1, null, 2).stream().gather(Generator.<Integer, Integer>gatherer(g -> g)).toList())
                .containsExactly(1, null, 2);
    }

    @Test
    void resultsGoDownstreamAtOnceOnTheStreamsThread() {
        Thread thread = Thread.currentThread();
        oneTo(3, g -> g.flatMap(n -> List.of(n, n))).forEach(n -> {
            assertThat(Thread.currentThread()).isSameAs(thread);
            log.add("out " + n);
        });
        assertThat(log).containsExactly("in 1", "out 1", "out 1", "in 2", "out 2", "out 2", "in 3", "out 3", "out 3");
    }

    @Test
    void aTransformationThatEndsEarlyEndsTheStream() {
        assertThat(oneTo(9, g -> g.takeWhile(n -> n < 3)).toList()).containsExactly(1, 2);
        assertThat(log).containsExactly("in 1", "in 2", "in 3");
    }

    @Test
    void aStreamThatWantsNoMoreEndsTheTransformation() {
        Function<Generator<Integer>, Generator<Integer>> careful = g -> Generator.of(out -> {
            try {
                out.yieldFrom(g);
            } finally {
                log.add("finally");
            }
        });
        assertThat(oneTo(9, careful).limit(2).toList()).containsExactly(1, 2);
        assertThat(log.getLast()).isEqualTo("finally");
        assertThat(log).doesNotContain("in 4");
        log.clear();
        RuntimeException failure = new RuntimeException("downstream");
        assertThatThrownBy(() -> oneTo(9, careful).forEach(_ -> {
            throw failure;
        })).isSameAs(failure);
        assertThat(log).containsExactly("in 1", "finally");
    }

    @Test
    void aFailureOfTheTransformationIsTheStreams() {
        RuntimeException failure = new RuntimeException("transformation");
        assertThatThrownBy(() -> oneTo(9, g -> g.map(n -> {
            throw failure;
        })).toList()).isSameAs(failure);
        assertThat(log).containsExactly("in 1");
        assertThatNullPointerException().isThrownBy(() -> Generator.gatherer(null));
    }

    @Test
    void canBeUsedAgainAndInParallelStreams() {
        var pairs = Generator.<Integer, List<Integer>>gatherer(g -> g.window(2));
        for (int i = 0; i < 2; i++) {
            assertThat(IntStream.range(0, 100).boxed().parallel().gather(pairs).map(List::getFirst).toList())
                    .isEqualTo(Generator.range(0, 99).toList());
        }
    }
}
