// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the operators and sources yield, by push and by pull, the first time and the second.
class GeneratorOperatorsTest {

    private static final Generator<Integer> ONE_TO_FIVE = Generator.range(1, 6);
    private static final Generator<Integer> EMPTY = Generator.of(_ -> {});

    static Stream<Arguments> operators() {
        return Stream.of(
                row(ONE_TO_FIVE, 1, 2, 3, 4, 5),
                row(ONE_TO_FIVE.map(n -> n * n), 1, 4, 9, 16, 25),
                row(ONE_TO_FIVE.map(n -> n % 2 == 0 ? n : null), null, 2, null, 4, null),
                row(ONE_TO_FIVE.filter(n -> n % 2 == 1), 1, 3, 5),
                row(Generator.range(1, 4).flatMap(n -> Generator.range(0, n)), 0, 0, 1, 0, 1, 2),
                row(Generator.range(1, 4).flatMap(n -> List.of(n, -n)), 1, -1, 2, -2, 3, -3),
                row(ONE_TO_FIVE.take(2), 1, 2),
                row(ONE_TO_FIVE.take(9), 1, 2, 3, 4, 5),
                row(ONE_TO_FIVE.take(0)),
                row(ONE_TO_FIVE.skip(3), 4, 5),
                row(ONE_TO_FIVE.skip(9)),
                row(ONE_TO_FIVE.skip(0).skip(1).take(2), 2, 3),
                row(ONE_TO_FIVE.takeWhile(n -> n != 3), 1, 2),
                row(ONE_TO_FIVE.takeWhile(n -> n != 1)),
                row(ONE_TO_FIVE.dropWhile(n -> n % 3 != 0), 3, 4, 5),
                row(Generator.from(List.of("a", "b")).enumerate(), new Indexed<>(0, "a"), new Indexed<>(1, "b")),
                row(Generator.from(List.of("a")).enumerate(7), new Indexed<>(7, "a")),
                row(Generator.from(Arrays.asList("b", null, "a", "b", null)).distinct(), "b", null, "a"),
                row(ONE_TO_FIVE.chunk(2), List.of(1, 2), List.of(3, 4), List.of(5)),
                row(Generator.range(0, 4).chunk(2), List.of(0, 1), List.of(2, 3)),
                row(EMPTY.chunk(2)),
                row(ONE_TO_FIVE.window(3), List.of(1, 2, 3), List.of(2, 3, 4), List.of(3, 4, 5)),
                row(ONE_TO_FIVE.window(6)),
                row(Generator.repeat(null).take(2).window(2), Arrays.asList(null, null)),
                row(ONE_TO_FIVE.scan(0, Integer::sum), 1, 3, 6, 10, 15),
                row(ONE_TO_FIVE.zip(Generator.count(10, 10), (a, b) -> a + b), 11L, 22L, 33L, 44L, 55L),
                row(Generator.count(1, 1).zip(List.of("a", "b"), (n, s) -> s + n), "a1", "b2"),
                row(EMPTY.zip(ONE_TO_FIVE, (a, b) -> a + b)),
                row(Generator.range(0, 2).concat(List.of(7)).concat(Generator.range(0, 1)), 0, 1, 7, 0),
                row(Generator.range(0, 2).cycle().take(5), 0, 1, 0, 1, 0),
                row(EMPTY.cycle()),
                row(Generator.range(5, 0, -2), 5, 3, 1),
                row(Generator.range(0, 0)),
                row(Generator.range(Integer.MAX_VALUE - 1, Integer.MAX_VALUE, 5), Integer.MAX_VALUE - 1),
                row(Generator.range(Integer.MIN_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE),
                        Integer.MIN_VALUE, -1, Integer.MAX_VALUE - 1),
                row(Generator.count(5, -3).take(3), 5L, 2L, -1L),
                row(Generator.iterate(1, n -> n * 2).take(4), 1, 2, 4, 8),
                row(Generator.iterate(1, n -> null).take(2), 1, null),
                row(Generator.repeat("x").take(2), "x", "x"));
    }

    private static Arguments row(Generator<?> generator, Object... items) {
        return Arguments.of(generator, Arrays.asList(items));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operators")
    void yieldsByPushByPullAndAgain(Generator<?> generator, List<?> expected) {
        assertThat(generator.toList()).isEqualTo(expected);
        List<Object> pulled = new ArrayList<>();
        for (Iterator<?> items = generator.iterator(); items.hasNext(); ) {
            pulled.add(items.next());
        }
        assertThat(pulled).isEqualTo(expected);
        assertThat(generator.stream().map(item -> (Object) item).toList()).isEqualTo(expected);
        assertThat(generator.toList()).isEqualTo(expected);
    }

    @Test
    void countFailsWhereTheNumbersEnd() {
        List<Long> seen = new ArrayList<>();
        assertThatThrownBy(() -> Generator.count(Long.MAX_VALUE - 1, 1).forEach(seen::add))
                .isInstanceOf(ArithmeticException.class);
        assertThat(seen).containsExactly(Long.MAX_VALUE - 1, Long.MAX_VALUE);
    }

    @Test
    void reductions() {
        assertThat(ONE_TO_FIVE.reduce(0, Integer::sum)).isEqualTo(15);
        assertThat(ONE_TO_FIVE.reduce("", (text, n) -> text + n)).isEqualTo("12345");
        assertThat(EMPTY.reduce("none", (text, n) -> text + n)).isEqualTo("none");
        assertThat(ONE_TO_FIVE.map(String::valueOf).collect(Collectors.joining("-"))).isEqualTo("1-2-3-4-5");
        assertThat(ONE_TO_FIVE.collect(Collectors.counting())).isEqualTo(5L);
        assertThat(ONE_TO_FIVE.count()).isEqualTo(5);
        assertThat(ONE_TO_FIVE.findFirst()).contains(1);
        assertThat(EMPTY.findFirst()).isEmpty();
        assertThat(ONE_TO_FIVE.anyMatch(n -> n == 3)).isTrue();
        assertThat(ONE_TO_FIVE.anyMatch(n -> n == 7)).isFalse();
        assertThat(ONE_TO_FIVE.allMatch(n -> n < 6)).isTrue();
        assertThat(ONE_TO_FIVE.allMatch(n -> n < 3)).isFalse();
        assertThat(ONE_TO_FIVE.noneMatch(n -> n == 3)).isFalse();
        assertThat(EMPTY.anyMatch(_ -> true)).isFalse();
        assertThatNullPointerException().isThrownBy(() -> Generator.repeat(null).findFirst());
    }

    @Test
    void listsCannotBeModifiedAndDoNotChange() {
        assertThat(Generator.range(0, 4).window(2).toList()).isUnmodifiable();
        List<List<Integer>> windows = new ArrayList<>();
        Generator.range(0, 4).window(2).forEach(windows::add);
        assertThat(windows).containsExactly(List.of(0, 1), List.of(1, 2), List.of(2, 3));
        assertThat(windows.getFirst()).isUnmodifiable();
        assertThat(Generator.range(0, 4).chunk(3).findFirst().orElseThrow()).isUnmodifiable();
    }

    @Test
    void badArgumentsAreRefusedAtOnce() {
        assertThatIllegalArgumentException().isThrownBy(() -> ONE_TO_FIVE.take(-1)).withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> ONE_TO_FIVE.skip(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> ONE_TO_FIVE.chunk(0));
        assertThatIllegalArgumentException().isThrownBy(() -> ONE_TO_FIVE.window(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Generator.range(0, 1, 0));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.map(null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.flatMap(null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.filter(null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.peek(null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.takeWhile(null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.dropWhile(null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.scan(0, null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.concat(null));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.zip(null, (a, b) -> a));
        assertThatNullPointerException().isThrownBy(() -> ONE_TO_FIVE.zip(EMPTY, null));
        assertThatNullPointerException().isThrownBy(() -> Generator.from((Iterable<?>) null));
        assertThatNullPointerException().isThrownBy(() -> Generator.iterate(1, null));
    }

    @Test
    void namesTellTheChain() {
        assertThat(Generator.range(0, 9).map(n -> n).take(2)).hasToString("range(0, 9, 1).map.take");
    }
}
