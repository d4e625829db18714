// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GeneratorCloseTest {

    private final List<String> log = new ArrayList<>();

    private final Generator<Integer> guarded = Generator.of("guarded", out -> {
        try {
            try {
                for (int i = 1; ; i++) {
                    out.yield(i);
                }
            } finally {
                log.add("inner");
            }
        } catch (Exception e) {
            log.add("caught " + e);
        } finally {
            log.add("outer");
        }
    });

    @DisplayName("18: a body that has not started never runs")
    @ParameterizedTest
    @EnumSource
    void closingANewOneRunsNothing(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> items = guarded.iterator();
            items.close();
            assertThat(items.state()).isEqualTo(BodyState.CLOSED);
            assertThat(items.hasNext()).isFalse();
            assertThat(log).isEmpty();
        });
    }

    @DisplayName("18, 19: when close returns, finally has run from inner to outer; catch (Exception) does not stop it")
    @ParameterizedTest
    @EnumSource
    void closingUnwindsTheBody(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> items = guarded.iterator();
            items.next();
            items.close();
            assertThat(log).containsExactly("inner", "outer");
            assertThat(items.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @DisplayName("19: closing again does nothing; afterwards there is nothing more, not even what hasNext has fetched")
    @ParameterizedTest
    @EnumSource
    void closedIsExhausted(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> items = guarded.iterator();
            assertThat(items.hasNext()).isTrue();
            items.close();
            items.close();
            assertThat(log).containsExactly("inner", "outer");
            assertThat(items.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(items::next);
        });
    }

    @DisplayName("20: an exception in the clean-up comes out of close")
    @ParameterizedTest
    @EnumSource
    void cleanUpMayFail(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            IOException failure = new IOException("disk full");
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                try {
                    out.yield(1);
                } finally {
                    log.add("cleans up");
                    fail(failure);
                }
            }).iterator();
            items.next();
            assertThatThrownBy(items::close).isSameAs(failure);
            assertThat(items.state()).isEqualTo(BodyState.CLOSED);
            items.close();
        });
    }

    private static void fail(IOException failure) throws IOException {
        throw failure;
    }

    @DisplayName("20: what try-with-resources in the body suppresses comes out of close as well")
    @ParameterizedTest
    @EnumSource
    void resourcesMayFail(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            IOException first = new IOException("first");
            IOException second = new IOException("second");
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                AutoCloseable outer = () -> fail(second);
                AutoCloseable inner = () -> fail(first);
                try (outer; inner) {
                    out.yield(1);
                }
            }).iterator();
            items.next();
            assertThatThrownBy(items::close).isSameAs(first).hasSuppressedException(second);
        });
    }

    @DisplayName("21: a body that yields while it is closed is an error; it stays suspended, and a later close succeeds")
    @ParameterizedTest
    @EnumSource
    void exitMayNotBeIgnored(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> items = Generator.<Integer>of("stubborn", out -> {
                try {
                    out.yield(1);
                } finally {
                    out.yield(2);
                    log.add("not reached");
                }
            }).iterator();
            items.next();
            assertThatIllegalStateException().isThrownBy(items::close).withMessageContaining("stubborn ignored exit");
            assertThat(items.state()).isEqualTo(BodyState.SUSPENDED);
            items.close();
            assertThat(items.state()).isEqualTo(BodyState.CLOSED);
            assertThat(log).isEmpty();
        });
    }

    @DisplayName("21: a body that swallows the exit and goes on can be pulled further")
    @ParameterizedTest
    @EnumSource
    void goesOnAfterAnIgnoredExit(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
                try {
                    out.yield(1);
                } catch (ExitSignal ignored) {
                    out.yield(2);
                }
                out.yield(3);
            }).iterator();
            items.next();
            assertThatIllegalStateException().isThrownBy(items::close);
            assertThat(items.next()).isEqualTo(3);
            items.close();
        });
    }

    @DisplayName("22: try-with-resources, and a loop left by break inside it")
    @ParameterizedTest
    @EnumSource
    void tryClosesALoopLeftByBreak(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            try (GeneratorIterator<Integer> items = guarded.iterator()) {
                while (items.hasNext()) {
                    if (items.next() == 3) {
                        break;
                    }
                }
            }
            assertThat(log).containsExactly("inner", "outer");
        });
    }

    @DisplayName("22: a short-circuiting stream closed by try")
    @ParameterizedTest
    @EnumSource
    void tryClosesAStream(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            try (Stream<Integer> stream = guarded.stream()) {
                assertThat(stream.limit(3).toList()).containsExactly(1, 2, 3);
                assertThat(log).isEmpty();
            }
            assertThat(log).containsExactly("inner", "outer");
        });
    }
}
