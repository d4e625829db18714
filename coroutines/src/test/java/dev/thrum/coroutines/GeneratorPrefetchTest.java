// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import dev.thrum.core.CancelScope;
import dev.thrum.core.CancelledException;
import dev.thrum.core.DeadlineExceededException;
import dev.thrum.core.Strand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("36: prefetch(n) lets the body run ahead by at most n items on its own strand")
class GeneratorPrefetchTest {

    private static final Duration FOR_EVER = Duration.ofDays(1);

    @ParameterizedTest
    @EnumSource
    void yieldsTheSameItems(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> {
            for (int ahead : new int[] {1, 2, 3, 5, 64, 100}) {
                Generator<Integer> numbers = Generator.range(0, 3_000).prefetch(ahead);
                List<Integer> expected = Generator.range(0, 3_000).toList();
                assertThat(numbers.toList()).isEqualTo(expected);
                List<Integer> pulled = new ArrayList<>();
                numbers.iterator().forEachRemaining(pulled::add);
                assertThat(pulled).isEqualTo(expected);
                assertThat(numbers.stream().toList()).isEqualTo(expected);
            }
        });
    }

    @Test
    void nullsAndNothingAreSequencesToo() {
        assertThat(Generator.from(Arrays.asList(null, 1, null)).prefetch(2).toList()).containsExactly(null, 1, null);
        assertThat(Generator.of(_ -> {}).prefetch(2).toList()).isEmpty();
        GeneratorIterator<Object> empty = Generator.of(_ -> {}).prefetch(2).iterator();
        assertThat(empty.hasNext()).isFalse();
        assertThatThrownBy(empty::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(empty::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void countsAreCheckedAtOnce() {
        Generator<Integer> numbers = Generator.range(0, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> numbers.prefetch(0));
        assertThatIllegalArgumentException().isThrownBy(() -> numbers.prefetch((1 << 30) + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 64})
    void runsAheadByExactlySoMany(int ahead) throws Exception {
        AtomicInteger made = new AtomicInteger();
        LinkedBlockingQueue<Integer> log = new LinkedBlockingQueue<>();
        Generator<Integer> numbers = Generator.iterate(1, n -> n + 1).peek(n -> {
            made.set(n);
            log.add(n);
        });
        try (GeneratorIterator<Integer> items = numbers.prefetch(ahead).iterator()) {
            assertThat(log).isEmpty();
            assertThat(items.hasNext()).isTrue();
            assertMade(log, 1, ahead);
            int half = ahead - ahead / 2;
            for (int taken = 1; taken <= half; taken++) {
                assertThat(items.next()).isEqualTo(taken);
            }
            assertMade(log, ahead + 1, ahead + 1); // without being asked
            for (int taken = half + 1; taken < 5 * ahead; taken++) {
                assertThat(items.next()).isEqualTo(taken);
                assertThat(made.get()).isBetween(taken, taken + ahead);
            }
        }
    }

    /// Waits until these were made.
    private static void assertMade(LinkedBlockingQueue<Integer> log, int first, int last) throws InterruptedException {
        for (int i = first; i <= last; i++) {
            assertThat(log.poll(ConsumerThread.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBodyHasAStrandOfItsOwnAndBeginsWithTheFirstPull(ConsumerThread consumer) throws Throwable {
        AtomicReference<Strand> strand = new AtomicReference<>();
        consumer.run(() -> {
            Generator<Integer> numbers = Generator.<Integer>of(out -> {
                strand.set(Strand.current());
                out.yield(1);
            }).prefetch(3);
            GeneratorIterator<Integer> items = numbers.iterator();
            assertThat(items.state()).isEqualTo(BodyState.CREATED);
            assertThat(strand.get()).isNull();
            assertThat(items.hasNext()).isTrue();
            assertThat(items.state()).isEqualTo(BodyState.SUSPENDED);
            assertThat(strand.get()).isNotSameAs(Strand.current());
            items.next();
            assertThat(items.hasNext()).isFalse();
            assertThat(items.state()).isEqualTo(BodyState.CLOSED);
        });
    }

    @ParameterizedTest
    @EnumSource
    void aFailureComesAfterTheItemsBeforeIt(ConsumerThread consumer) throws Throwable {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch failed = new CountDownLatch(1);
        Generator<Integer> numbers = Generator.<Integer>of(out -> {
            out.yield(1);
            out.yield(2);
            failure.set(new IOException("broken"));
            failed.countDown();
            throw (IOException) failure.get();
        }).prefetch(8);
        consumer.run(() -> {
            GeneratorIterator<Integer> items = numbers.iterator();
            assertThat(items.next()).isOne();
            failed.await();
            assertThat(items.next()).isEqualTo(2);
            Throwable seen = catchThrowable(items::hasNext);
            assertThat(seen).isSameAs(failure.get());
            assertThat(seen.getStackTrace()).extracting(StackTraceElement::getMethodName)
                    .as("where the body threw, and where the consumer pulled")
                    .anyMatch(method -> method.startsWith("lambda$aFailureComesAfterTheItemsBeforeIt"))
                    .contains("hasNext", "catchThrowable")
                    .doesNotContain("live");
            assertThat(items.hasNext()).isFalse();
            List<Integer> pushed = new ArrayList<>();
            assertThat(catchThrowable(() -> numbers.forEach(pushed::add))).isSameAs(failure.get());
            assertThat(pushed).containsExactly(1, 2);
        });
    }

    @ParameterizedTest
    @EnumSource
    void closingReturnsWhenTheBodyHasCleanedUp(ConsumerThread consumer) throws Throwable {
        for (int ahead : new int[] {1, 4, 1_000}) {
            AtomicBoolean cleaned = new AtomicBoolean();
            Generator<Integer> numbers = Generator.<Integer>of(out -> {
                try {
                    for (int i = 0; ; i++) {
                        out.yield(i);
                    }
                } finally {
                    cleaned.set(true);
                }
            }).prefetch(ahead);
            consumer.run(() -> {
                GeneratorIterator<Integer> items = numbers.iterator();
                items.next();
                items.close();
                assertThat(cleaned).isTrue();
                assertThat(items.hasNext()).isFalse();
                items.close();
                cleaned.set(false);
                assertThat(numbers.take(3).toList()).containsExactly(0, 1, 2);
                assertThat(cleaned).isTrue();
            });
        }
    }

    @Test
    void closingBeforeTheFirstPullRunsNothing() {
        AtomicBoolean ran = new AtomicBoolean();
        GeneratorIterator<Object> items = Generator.of(_ -> ran.set(true)).prefetch(2).iterator();
        items.close();
        assertThat(items.hasNext()).isFalse();
        assertThat(ran).isFalse();
    }

    @Test
    void closingEndsABodyThatWaits() {
        AtomicReference<Throwable> seen = new AtomicReference<>();
        GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            out.yield(1);
            try {
                Strand.sleep(FOR_EVER);
            } catch (InterruptedException e) {
                seen.set(e);
                throw e;
            }
        }).prefetch(2).iterator();
        items.next();
        items.close();
        assertThat(seen.get()).isInstanceOf(CancelledException.class);
    }

    @Test
    void aFailureOfTheCleanUpComesOutOfClose() {
        IOException failure = new IOException("disk full");
        GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            try (AutoCloseable _ = () -> {
                throw failure;
            }) {
                out.yield(1);
                out.yield(2);
            }
        }).prefetch(1).iterator();
        items.next();
        assertThatThrownBy(items::close).isSameAs(failure);
        items.close();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptEndsAWaitAndLosesNothing(ConsumerThread consumer) throws Throwable {
        CountDownLatch release = new CountDownLatch(1);
        Generator<Integer> numbers = Generator.<Integer>of(out -> {
            release.await();
            out.yield(1);
        }).prefetch(2);
        consumer.run(() -> {
            GeneratorIterator<Integer> items = numbers.iterator();
            Thread.currentThread().interrupt();
            assertThatThrownBy(items::hasNext).isInstanceOf(InterruptedException.class);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            release.countDown();
            assertThat(items.next()).isOne();
            Thread.currentThread().interrupt();
            items.close();
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOutEndsAWaitAndTheBody(ConsumerThread consumer) throws Throwable {
        AtomicBoolean cleaned = new AtomicBoolean();
        Generator<Integer> numbers = Generator.<Integer>of(out -> {
            try {
                Strand.sleep(FOR_EVER);
            } finally {
                cleaned.set(true);
            }
        }).prefetch(2);
        consumer.run(() -> {
            assertThatThrownBy(() -> CancelScope.timeout(Duration.ofMillis(1), () -> numbers.toList()))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThat(cleaned).isTrue();
        });
    }

    @Test
    void aTaskThatWaitsLetsTheOthersOfItsLoopRun() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Generator<Integer> numbers = Generator.<Integer>of(out -> {
            release.await();
            out.yield(7);
        }).prefetch(2);
        int item = EventLoop.run(() -> {
            Task<Integer> reader = EventLoop.spawn(() -> numbers.iterator().next());
            EventLoop.spawn(() -> {
                release.countDown();
                return null;
            });
            return reader.await();
        });
        assertThat(item).isEqualTo(7);
    }

    @DisplayName("8: two threads that ask at once: one is told so")
    @Test
    void refusesASecondConsumer() throws Throwable {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            begun.countDown();
            release.await();
            out.yield(1);
        }).prefetch(2).iterator();
        ConsumerThread.Running first = ConsumerThread.VIRTUAL.start(() -> assertThat(items.next()).isOne());
        begun.await();
        assertThatThrownBy(items::next).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already executing");
        release.countDown();
        first.join();
        assertThat(items.hasNext()).isFalse();
    }

    @DisplayName("31: an abandoned body runs its finally blocks")
    @ParameterizedTest
    @ValueSource(ints = {1, 1_000})
    void anAbandonedBodyEnds(int ahead) throws InterruptedException {
        CountDownLatch cleaned = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            Generator.<Integer>of(out -> {
                try {
                    while (true) {
                        out.yield(1);
                    }
                } finally {
                    cleaned.countDown();
                }
            }).prefetch(ahead).iterator().next();
        }
        for (int i = 0; !cleaned.await(10, TimeUnit.MILLISECONDS); i++) {
            if (i > 100 * ConsumerThread.TIMEOUT_SECONDS) {
                fail("Not collected: %d", cleaned.getCount());
            }
            System.gc();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stagesOfAPipelineRunOnStrandsOfTheirOwn(ConsumerThread consumer) throws Throwable {
        consumer.run(() -> assertThat(Generator.range(0, 20_000)
                .map(n -> n + 1).prefetch(16)
                .filter(n -> n % 2 == 0).prefetch(1)
                .map(n -> n / 2).prefetch(100)
                .reduce(0L, Long::sum)).isEqualTo(50_005_000L));
    }
}
