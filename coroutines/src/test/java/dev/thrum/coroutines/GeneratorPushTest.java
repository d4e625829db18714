// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.thrum.core.CancelScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Internal iteration, and what streams make of it.
class GeneratorPushTest {

    private final Set<Thread> bodyThreads = new HashSet<>();
    private final List<Object> log = new ArrayList<>();

    private final Generator<Integer> upToThree = Generator.of(out -> {
        bodyThreads.add(Thread.currentThread());
        try {
            out.yield(1);
            out.yield(2);
            out.yield(3);
        } catch (Exception e) {
            log.add("the body caught " + e);
        } finally {
            log.add("finally");
        }
    });

    @Test
    void forEachRunsTheBodyOnTheCallersThread() {
        upToThree.forEach(log::add);
        assertThat(log).containsExactly(1, 2, 3, "finally");
        assertThat(bodyThreads).containsExactly(Thread.currentThread());
    }

    @DisplayName("5: an exception of the body passes as it is, with both stacks")
    @Test
    void bodysExceptionPasses() {
        IOException failure = new IOException();
        assertThatThrownBy(() -> Generator.of(out -> {
            throw failure;
        }).forEach(log::add)).isSameAs(failure);
    }

    @DisplayName("18, 19: an exception of the consumer unwinds the body, which cannot catch it")
    @Test
    void consumersExceptionUnwindsTheBody() {
        RuntimeException failure = new RuntimeException("enough");
        assertThatThrownBy(() -> upToThree.forEach(item -> {
            log.add(item);
            if (item == 2) {
                throw failure;
            }
        })).isSameAs(failure);
        assertThat(log).containsExactly(1, 2, "finally");
    }

    @DisplayName("20: a failure in the clean-up is attached to the consumer's")
    @Test
    void cleanUpFailureIsSuppressed() {
        RuntimeException failure = new RuntimeException("enough");
        IOException cleanUp = new IOException("disk full");
        Generator<Integer> generator = Generator.of(out -> {
            AutoCloseable resource = () -> {
                throw cleanUp;
            };
            try (resource) {
                out.yield(1);
            }
        });
        assertThatThrownBy(() -> generator.forEach(item -> {
            throw failure;
        })).isSameAs(failure).hasSuppressedException(cleanUp);
    }

    @DisplayName("21: a body that goes on after the consumer's exception reaches nobody")
    @Test
    void consumerIsNotCalledAfterItsException() {
        RuntimeException failure = new RuntimeException("enough");
        Generator<Integer> stubborn = Generator.of(out -> {
            for (int i = 1; i <= 3; i++) {
                try {
                    out.yield(i);
                } catch (ExitSignal ignored) {
                    log.add("ignored at " + i);
                }
            }
        });
        assertThatThrownBy(() -> stubborn.forEach(item -> {
            log.add(item);
            throw failure;
        })).isSameAs(failure);
        assertThat(log).containsExactly(1, "ignored at 1", "ignored at 2", "ignored at 3");
    }

    @DisplayName("7: nobody but the running body may yield, and not inside a scope of its own")
    @Test
    void refusesForeignYields() {
        AtomicReference<Yielder<Object>> leaked = new AtomicReference<>();
        Generator.of(out -> {
            leaked.set(out);
            Thread.startVirtualThread(() -> log.add(catchThrowable(() -> out.yield(1)))).join();
            log.add(catchThrowable(() -> new CancelScope("mine").run(() -> out.yield(2))));
        }).forEach(log::add);
        assertThatIllegalStateException().isThrownBy(() -> leaked.get().yield(3));
        assertThat(log).hasSize(2).hasOnlyElementsOfType(IllegalStateException.class);
    }

    @Test
    void aStreamTraversedAsAWholeIsPushed() {
        assertThat(upToThree.stream().map(item -> item * item).toList()).containsExactly(1, 4, 9);
        assertThat(bodyThreads).containsExactly(Thread.currentThread());
    }

    @Test
    void aShortCircuitingStreamIsPulled() {
        assertThat(upToThree.stream().anyMatch(item -> item == 3)).isTrue();
        assertThat(bodyThreads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void aParallelStreamKeepsOrderAndDoesNotSplit() {
        assertThat(upToThree.stream().parallel().map(item -> -item).toList()).containsExactly(-1, -2, -3);
    }

    @DisplayName("36: the spliterator is ordered, of unknown size, does not split, and may be begun by steps")
    @Test
    void spliteratorGoesOnWithWhatSingleStepsHaveLeft() {
        Spliterator<Integer> spliterator = upToThree.spliterator();
        assertThat(spliterator.characteristics()).isEqualTo(Spliterator.ORDERED);
        assertThat(spliterator.getExactSizeIfKnown()).isEqualTo(-1);
        assertThat(spliterator.trySplit()).isNull();
        assertThat(bodyThreads).isEmpty();
        assertThat(spliterator.tryAdvance(log::add)).isTrue();
        spliterator.forEachRemaining(log::add);
        assertThat(spliterator.tryAdvance(log::add)).isFalse();
        assertThat(log).containsExactly(1, 2, 3, "finally");
    }

    @Test
    void aPushedSpliteratorIsTraversedOnce() {
        Spliterator<Integer> spliterator = upToThree.spliterator();
        spliterator.forEachRemaining(log::add);
        spliterator.forEachRemaining(log::add);
        assertThat(spliterator.tryAdvance(log::add)).isFalse();
        assertThat(log).containsExactly(1, 2, 3, "finally");
    }

    @DisplayName("A push inside a pulled body suspends with it")
    @Test
    void pushNestsInPull() {
        Generator<Integer> twice = Generator.of(out -> {
            upToThree.forEach(out::yield);
            upToThree.forEach(out::yield);
        });
        try (GeneratorIterator<Integer> items = twice.iterator()) {
            for (int i = 0; i < 4; i++) {
                log.add(items.next());
            }
        }
        assertThat(log).containsExactly(1, 2, 3, "finally", 1, "finally");
    }
}
