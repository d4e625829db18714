// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.thrum.coroutines.machine.BodySite;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// What bodies may contain and still be compiled into state machines, and that they then do what they say. That they behave
/// as on other engines is what all other tests show, which run on this one, too.
@EnabledIfSystemProperty(named = "thrum.generators.engine", matches = "compiled", disabledReason = "nothing is compiled")
class CompiledBodyTest extends CompiledBase {

    private final int secret = 7;
    private int changing;

    private static int twice(int number) {
        return 2 * number;
    }

    private int plusSecret(int number) {
        return number + secret;
    }

    /// Runs a body to its end, pulled on the compiled engine, and pushed, where nothing is compiled.
    private static <T> void runs(Generator<T> generator, List<T> items) {
        List<T> pulled = new ArrayList<>();
        for (T item : generator) {
            pulled.add(item);
        }
        assertThat(reasonOf(generator)).isNull();
        assertThat(pulled).isEqualTo(items);
        List<T> pushed = new ArrayList<>();
        generator.forEach(pushed::add);
        assertThat(pushed).isEqualTo(items);
    }

    static @Nullable String reasonOf(Generator<?> generator) {
        BodySite site = BodySite.of(generator.body());
        return site.isCompiled() ? null : site.reason();
    }

    // ---------------------------------------------------------------------------------------------- what has to be kept

    @DisplayName("variables of all types are kept across a yield, parameters too")
    @Test
    void keepsVariables() {
        byte b = 1;
        short s = 2;
        char c = 'c';
        boolean z = true;
        int[] array = {10};
        runs(Generator.of(out -> {
            int i = b;
            long l = s;
            float f = 0.5f;
            double d = 0.25;
            String text = "";
            for (int round = 0; round < 3; round++) {
                out.yield(text + i + " " + l + " " + f + " " + d + " " + c + " " + z + " " + array[0]);
                i++;
                l += 1L << 40;
                f *= 2;
                d *= 2;
                array[0] += round == 2 ? -2 : 1;
                text += round + ": ";
            }
        }), List.of("1 2 0.5 0.25 c true 10", "0: 2 1099511627778 1.0 0.5 c true 11",
                "0: 1: 3 2199023255554 2.0 1.0 c true 12"));
    }

    @DisplayName("a variable may have another type later, be null, or have no value yet")
    @Test
    void keepsWhatThereIs() {
        runs(Generator.of(out -> {
            {
                long first = 5;
                out.yield("" + first);
            }
            {
                String second = null;
                out.yield(second);
                out.yield("" + second);
            }
            int later;
            if (changing == 0) {
                out.yield("no value");
                later = 1;
            } else {
                later = 2;
            }
            out.yield("" + later);
        }), Arrays.asList("5", null, "null", "no value", "1"));
    }

    @DisplayName("variables are kept that only a handler reads, and a yield in a handler keeps the exception")
    @Test
    void keepsWhatHandlersRead() {
        runs(Generator.of(out -> {
            String onlyInHandler = "kept";
            try {
                out.yield("in try");
                throw new IOException("failed");
            } catch (IOException e) {
                out.yield("in catch");
                out.yield(onlyInHandler + " " + e.getMessage());
            } finally {
                out.yield("in finally");
            }
        }), List.of("in try", "in catch", "kept failed", "in finally"));
    }

    @DisplayName("operands of all types are kept across yields in the middle of an expression")
    @Test
    void keepsOperands() {
        Coroutine<Integer, Integer, String> coroutine = Coroutine.of(self -> {
            long sum = 1L + self.yield(1) * 2L + twice(self.yield(2));
            double product = 0.5 * self.yield(3) + 1f * self.yield(4);
            Map<String, Integer> map = new HashMap<>();
            map.put("key", self.yield(5));
            int[] array = new int[2];
            array[1] = self.yield(6) + self.yield(7);
            return sum + " " + product + " " + map + " " + array[1] + " " + Math.max(plusSecret(0), self.yield(8));
        });
        assertThat(coroutine.start()).isEqualTo(1);
        for (int i = 1; i < 8; i++) {
            assertThat(coroutine.send(10 * i)).isEqualTo(i + 1);
        }
        assertThat(coroutine.resume(80)).isEqualTo(new Step.Returned<>("61 55.0 {key=50} 130 80"));
        assertThat(BodySite.of(coroutine.run().body()).isCompiled()).isTrue();
    }

    @DisplayName("what is not read any more is not kept from being collected")
    @Test
    void forgetsWhatIsOver() throws Exception {
        GeneratorIterator<Object> items = Generator.<Object>of(out -> {
            Object large = new Object();
            out.yield(large);
            large.hashCode();
            out.yield("over");
            out.yield("end");
        }).iterator();
        var large = new java.lang.ref.WeakReference<>(items.next());
        assertThat(items.next()).isEqualTo("over");
        for (int i = 0; i < 100 && large.get() != null; i++) {
            System.gc();
        }
        assertThat(large.get()).isNull();
        items.close();
    }

    // ------------------------------------------------------------------------------------------- what only the class may

    @DisplayName("a body may use private members of its class, of nested classes, and inherited protected ones")
    @Test
    void usesPrivateMembers() {
        runs(Generator.of(out -> {
            Nested nested = Nested.create();
            out.yield(secret + twice(3) + plusSecret(1));
            nested.hidden++;
            Nested.count += 5;
            out.yield(nested.hidden + Nested.count);
            out.yield(inherited(1) + super.inherited(1));
            protectedField = 9;
            out.yield(protectedField + nested.secretOf());
        }), List.of(21, 106, 110, 109));
    }

    @Override
    int inherited(int number) {
        return number + 9;
    }

    private static final class Nested {
        private static int count;
        private int hidden = 100;

        private static Nested create() {
            count = 0;
            return new Nested();
        }

        Nested() {}

        private int secretOf() {
            return hidden - 1;
        }
    }

    @DisplayName("a body may contain lambdas, method references, switches over types, and other bodies")
    @Test
    void createsLambdas() {
        runs(Generator.<Object>of(out -> {
            int captured = 3;
            IntUnaryOperator lambda = i -> i + captured + secret;
            Supplier<Integer> reference = this::hashCode;
            out.yield(lambda.applyAsInt(1));
            out.yield(reference.get() == hashCode() ? "same" : "other");
            Object value = 5;
            out.yield(switch (value) {
                case Integer number when number > 4 -> "large " + number;
                case Optional<?> _ -> "optional";
                default -> "small";
            });
            Generator<Object> inner = Generator.of(nested -> nested.yield("inner " + captured));
            out.yieldFrom(inner);
            out.yield(reasonOf(inner));
        }), Arrays.asList(11, "same", "large 5", "inner 3", null));
    }

    // ------------------------------------------------------------------------------------------------- kinds of bodies

    private void written(Yielder<Integer> out) {
        out.yield(secret);
    }

    @DisplayName("a body may be a reference to a method of its class, an anonymous object, or an object of a class")
    @Test
    void comesInAllKinds() {
        runs(Generator.of(this::written), List.of(7));
        runs(Generator.of(new GeneratorBody<Integer>() {
            private int rounds = 2;

            @Override
            public void run(Yielder<Integer> out) {
                while (rounds > 0) {
                    out.yield(rounds + secret);
                    rounds--;
                }
                rounds = 2;
            }
        }), List.of(9, 8));
        Coroutine<Integer, Integer, String> coroutine = Coroutine.of(new Echo());
        coroutine.start();
        assertThat(coroutine.resume(5)).isEqualTo(new Step.Returned<>("5"));
        assertThat(BodySite.of(new Echo()).isCompiled()).isTrue();
    }

    private static final class Echo implements CoroutineBody<Integer, Integer, String> {
        @Override
        public String run(Exchange<Integer, Integer> self) {
            return self.yield(0).toString();
        }
    }

    @DisplayName("the library's own endless sequences are compiled")
    @Test
    void compilesOurOwn() {
        assertThat(List.of(Generator.range(0, 3), Generator.count(0, 1), Generator.repeat(""), Generator.iterate(1, i -> i)))
                .allMatch(generator -> reasonOf(generator) == null);
    }

    @DisplayName("each iteration has variables of its own, and what a lambda has captured")
    @Test
    void iterationsAreSeparate() {
        List<Generator<Integer>> generators = List.of(upTo(2), upTo(4));
        List<GeneratorIterator<Integer>> iterators = new ArrayList<>();
        generators.forEach(each -> iterators.addAll(List.of(each.iterator(), each.iterator())));
        List<Integer> items = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            iterators.stream().filter(GeneratorIterator::hasNext).map(GeneratorIterator::next).forEach(items::add);
        }
        assertThat(items).containsExactly(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4);
    }

    private static Generator<Integer> upTo(int last) {
        return Generator.of(out -> {
            for (int i = 1; i <= last; i++) {
                out.yield(i);
            }
        });
    }

    // ---------------------------------------------------------------------------------------------------- what is seen

    @DisplayName("5: a trace shows the file and the line in the body, each delegating body once, and the pull")
    @Test
    void tracesShowTheBody() {
        Generator<Integer> inner = Generator.of(out -> {
            out.yield(1);
            throw new IllegalStateException(); // line X
        });
        Generator<Integer> outer = Generator.of(out -> {
            out.yieldFrom(inner); // line X + 3
        });
        GeneratorIterator<Integer> items = outer.iterator();
        items.next();
        StackTraceElement[] trace = catchThrowable(items::next).getStackTrace();
        List<StackTraceElement> here = Arrays.stream(trace)
                .filter(frame -> "CompiledBodyTest.java".equals(frame.getFileName()) && frame.getLineNumber() > 0)
                .toList();
        assertThat(here).extracting(StackTraceElement::getMethodName).element(0).asString()
                .startsWith("lambda$tracesShowTheBody$");
        assertThat(here.get(1).getMethodName()).startsWith("lambda$tracesShowTheBody$");
        assertThat(here.get(1).getLineNumber()).isEqualTo(here.get(0).getLineNumber() + 3);
        assertThat(here.subList(2, here.size())).extracting(StackTraceElement::getMethodName)
                .filteredOn(name -> name.equals("tracesShowTheBody")).hasSize(1);
    }

    @DisplayName("a body that overflows the stack, or runs out of memory, ends with just that")
    @Test
    void endsWithErrors() {
        GeneratorIterator<Integer> items = Generator.<Integer>of(out -> {
            out.yield(1);
            out.yield(recurse(1));
        }).iterator();
        items.next();
        assertThat(catchThrowable(items::next)).isInstanceOf(StackOverflowError.class);
        assertThat(items.state()).isEqualTo(BodyState.CLOSED);
        OutOfMemoryError error = new OutOfMemoryError();
        GeneratorIterator<Integer> others = Generator.<Integer>of(out -> {
            out.yield(1);
            throw error;
        }).iterator();
        others.next();
        assertThat(catchThrowable(others::next)).isSameAs(error);
        assertThat(others.hasNext()).isFalse();
    }

    @SuppressWarnings("InfiniteRecursion") // the point
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }
}
