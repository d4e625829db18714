// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Bodies for which a state machine is asked for one by one, whatever the engine of all others.
class CompiledOnRequestTest {

    private static void assertRefused(ThrowingCallable creation, String reason) {
        assertThatIllegalArgumentException().isThrownBy(creation)
                .withMessageContainingAll("cannot be compiled", reason, "of(...)");
    }

    /// Not by `forEachRemaining`, which pushes.
    private static <T> List<T> pulled(Generator<T> generator) {
        List<T> items = new ArrayList<>();
        for (T item : generator) {
            items.add(item);
        }
        return items;
    }

    @DisplayName("a generator runs on its consumer's thread, each iteration anew")
    @Test
    void generatorIsAMachine() {
        List<Thread> threads = new ArrayList<>();
        Generator<Integer> squares = Generator.compiled("squares", out -> {
            try {
                for (int i = 1; ; i++) {
                    threads.add(ThreadOf.caller());
                    out.yield(i * i);
                }
            } finally {
                threads.clear();
            }
        });
        for (int round = 0; round < 2; round++) {
            try (GeneratorIterator<Integer> items = squares.iterator()) {
                assertThat(items.next()).isEqualTo(1);
                assertThat(items.next()).isEqualTo(4);
                assertThat(threads).containsOnly(Thread.currentThread()).hasSize(2);
            }
            assertThat(threads).isEmpty();
        }
        assertThat(squares.take(3).toList()).containsExactly(1, 4, 9);
    }

    /// A method that a body calls; what it does is not looked at.
    private static final class ThreadOf {
        static Thread caller() {
            return Thread.currentThread();
        }
    }

    @DisplayName("a coroutine is sent to, and returns")
    @Test
    void coroutineIsAMachine() {
        List<Thread> threads = new ArrayList<>();
        Coroutine<Integer, Integer, String> adder = Coroutine.compiled(self -> {
            int sum = 0;
            for (int i = 0; i < 2; i++) {
                sum += self.yield(sum);
                threads.add(ThreadOf.caller());
            }
            return "sum " + sum;
        });
        assertThat(adder.start()).isZero();
        assertThat(adder.send(2)).isEqualTo(2);
        assertThat(adder.resume(3)).isEqualTo(new Step.Returned<>("sum 5"));
        assertThat(threads).containsOnly(Thread.currentThread());
    }

    @DisplayName("what a body delegates to may be compiled or not")
    @Test
    void delegatesMayBeOfAnyKind() {
        List<Thread> threads = new ArrayList<>();
        Generator<Integer> plain = Generator.of(out -> List.of(1, 2).forEach(i -> {
            threads.add(ThreadOf.caller());
            out.yield(i);
        }));
        Generator<Integer> machine = Generator.compiled(out -> {
            out.yield(3);
            out.yield(4);
        });
        Generator<Integer> outer = Generator.compiled(out -> {
            out.yieldFrom(plain);
            out.yieldFrom(machine);
            out.yieldFrom(List.of(5));
        });
        assertThat(pulled(outer)).containsExactly(1, 2, 3, 4, 5);
        assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
        assertThat(pulled(Generator.<Integer>of(out -> out.yieldFrom(outer)))).containsExactly(1, 2, 3, 4, 5);
    }

    @DisplayName("a body that cannot be compiled is refused at once, with the reason")
    @Test
    void bodiesAreRefusedWithTheReason() {
        Object monitor = new Object();
        GeneratorBody<Integer> elsewhere = out -> out.yield(1);
        assertRefused(() -> Generator.<Integer>compiled("numbers", out -> List.of(1).forEach(out::yield)),
                "numbers cannot be compiled into a state machine, because it uses its yielder for something else");
        assertRefused(() -> Generator.<Integer>compiled(out -> {
            synchronized (monitor) {
                out.yield(1);
            }
        }), "holds a monitor");
        assertRefused(() -> Generator.<Thread>compiled(out -> out.yield(Thread.currentThread())), "Thread.currentThread");
        assertRefused(() -> Generator.compiled(elsewhere), "a lambda that is not written in the call");
        assertRefused(() -> Coroutine.<Integer, Integer, Object>compiled(self -> self), "something else");
    }

    @DisplayName("others run as ever")
    @Test
    void othersRunAsEver() {
        Generator<Thread> other = Generator.of(out -> List.of(1).forEach(_ -> out.yield(ThreadOf.caller())));
        assertThat(other.iterator().next()).isNotEqualTo(Thread.currentThread());
    }
}
