// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.coroutines.machine.BodySite;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Which bodies are not compiled, and why. They run on threads of their own.
@EnabledIfSystemProperty(named = "thrum.generators.engine", matches = "compiled", disabledReason = "nothing is compiled")
class RejectedBodyTest {

    private static void assertRejected(Generator<?> generator, String reason) {
        assertRejected(generator.body(), reason);
    }

    private static void assertRejected(Coroutine<?, ?, ?> coroutine, String reason) {
        assertRejected(coroutine.run().body(), reason);
    }

    private static void assertRejected(Object body, String reason) {
        BodySite site = BodySite.of(body);
        assertThat(site.isCompiled()).isFalse();
        assertThat(site.reason()).contains(reason);
        assertThat(site.machine(body)).isNull();
    }

    private static List<Object> items(Generator<?> generator) {
        List<Object> items = new ArrayList<>();
        generator.iterator().forEachRemaining(items::add);
        return items;
    }

    // ------------------------------------------------------------------------------------------------------ the yielder

    private static void helper(Yielder<Integer> out) {
        out.yield(1);
    }

    @DisplayName("a yielder that is used for anything but its methods")
    @Test
    void yielderEscapes() {
        String reason = "uses its yielder for something else";
        assertRejected(Generator.<Integer>of(out -> helper(out)), reason);
        assertRejected(Generator.<Integer>of(out -> List.of(1).forEach(out::yield)), reason);
        assertRejected(Generator.<Integer>of(out -> List.of(1).forEach(i -> out.yield(i))), reason);
        assertRejected(Generator.<Object>of(out -> out.yield(out)), reason);
        assertRejected(Generator.<Object>of(out -> out.yield(out == null ? 1 : 2)), reason);
        assertRejected(Generator.<Object>of(out -> out.yield(out.hashCode())), reason);
        assertRejected(Generator.<Object>of(out -> {
            Object[] array = {out};
            array[0] = null;
        }), reason);
        assertRejected(Coroutine.<Integer, Integer, Object>of(self -> self), reason);
        assertRejected(Generator.<Integer>of(out -> {
            Yielder<Integer> alias = out;
            alias.yield(1);
        }), reason);
        Object other = 1;
        assertRejected(Generator.<Object>of(out -> ((Yielder<?>) (other == null ? out : other)).hashCode()), reason);
    }

    @DisplayName("something else in the yielder's variable")
    @Test
    void yielderIsOverwritten() {
        assertRejected(Generator.<Integer>of(RejectedBodyTest::losesItsYielder), "into the variable of its yielder");
    }

    private static void losesItsYielder(Yielder<Integer> out) {
        out.yield(1);
        out = null;
    }

    // ---------------------------------------------------------------------------------------------- what cannot be kept

    @DisplayName("a yield between a `new` and its constructor")
    @Test
    void yieldsInsideANew() {
        assertRejected(Coroutine.<Integer, Integer, Object>of(self -> new AtomicInteger(self.yield(1))),
                "in the middle of an expression");
    }

    @DisplayName("a monitor, whether or not it is held across a yield")
    @Test
    void holdsAMonitor() {
        Object monitor = new Object();
        assertRejected(Generator.<Integer>of(out -> {
            synchronized (monitor) {
                out.yield(1);
            }
        }), "holds a monitor");
        assertRejected(Generator.<Integer>of(RejectedBodyTest::locked), "holds a monitor");
    }

    private static synchronized void locked(Yielder<Integer> out) {
        out.yield(1);
    }

    @DisplayName("anything that means the thread on which it is called")
    @Test
    void asksForItsThread() {
        ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 1);
        ReentrantLock lock = new ReentrantLock();
        ScopedValue<Integer> scoped = ScopedValue.newInstance();
        assertRejected(Generator.<Integer>of(out -> out.yield(local.get())), "ThreadLocal.get");
        assertRejected(Generator.<Integer>of(out -> out.yield(scoped.orElse(1))), "ScopedValue.orElse");
        assertRejected(Generator.<String>of(out -> out.yield(Thread.currentThread().getName())), "Thread.currentThread");
        assertRejected(Generator.<Integer>of(out -> {
            Thread.sleep(1);
            out.yield(1);
        }), "Thread.sleep");
        assertRejected(Generator.<Integer>of(out -> {
            lock.lock();
            try {
                out.yield(1);
            } finally {
                lock.unlock();
            }
        }), "ReentrantLock.lock");
    }

    @DisplayName("a method that looks at its caller, which would be another class")
    @Test
    void looksAtItsCaller() {
        assertRejected(Generator.<Object>of(out -> out.yield(MethodHandles.lookup())), "looks at the class of its caller");
        assertRejected(Generator.<Object>of(out -> out.yield(Class.forName("java.lang.Object"))), "Class.forName");
    }

    @DisplayName("a private constructor")
    @Test
    void callsAPrivateConstructor() {
        assertRejected(Generator.<Object>of(out -> out.yield(new Hidden())), "calls a constructor of RejectedBodyTest$Hidden");
    }

    private static final class Hidden {
        private Hidden() {}
    }

    // --------------------------------------------------------------------------------------------- what cannot be found

    private static <T> Generator<T> through(GeneratorBody<T> body) {
        return Generator.of(body);
    }

    @DisplayName("a lambda that does not stand where the generator is made, also where it might")
    @Test
    void isWrittenElsewhere() {
        String reason = "not written in the call";
        assertRejected(through(out -> out.yield(1)), reason);
        for (boolean isFirst : new boolean[] {true, false}) {
            Generator<Integer> generator =
                    Generator.of(isFirst ? out -> out.yield(1) : out -> out.yield(2));
            assertRejected(generator, reason);
            assertThat(items(generator)).containsExactly(isFirst ? 1 : 2);
        }
    }

    private interface WithBody {
        default Generator<Integer> generator() {
            return Generator.of(out -> out.yield(1));
        }
    }

    @DisplayName("a method reference that is no plain call of a method of the same class")
    @Test
    void isAnotherKindOfReference() {
        assertRejected(Generator.<Integer>of(Other::body), "a method of another class");
        assertRejected(Generator.<Integer>of(this::mayBeOverridden), "may be overridden");
        assertRejected(Generator.<Integer>of(RejectedBodyTest::returnsSomething), "called in a way that is not known");
        assertRejected(Generator.<Integer>of(RejectedBodyTest::takesAnything), "called in a way that is not known");
        assertRejected(Generator.<Integer>of(RejectedBodyTest::isNative), "not written in bytecode");
        assertRejected(new WithBody() {}.generator(), "kind of method reference");
    }

    static final class Other {
        private Other() {}

        static void body(Yielder<Integer> out) {
            out.yield(1);
        }
    }

    void mayBeOverridden(Yielder<Integer> out) {
        out.yield(1);
    }

    private static int returnsSomething(Yielder<Integer> out) {
        out.yield(1);
        return 1;
    }

    private static void takesAnything(Object out) {
        out.hashCode();
    }

    private static native void isNative(Yielder<Integer> out);

    private static class Base implements GeneratorBody<Integer> {
        @Override
        public void run(Yielder<Integer> out) {
            out.yield(1);
        }
    }

    private static final class Derived extends Base {}

    @DisplayName("a class that inherits its body")
    @Test
    void inherits() {
        assertRejected(Generator.of(new Derived()), "inherits its method");
    }
}
