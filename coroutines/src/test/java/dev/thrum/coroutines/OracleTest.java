// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Programs written twice, in Python and in Java, must leave the same traces.
class OracleTest {

    private static final List<Supplier<Programs>> THEMES = List.of(SendPrograms::new, ThrowPrograms::new,
            ContextPrograms::new, ClosePrograms::new, ClosingPrograms::new, StatePrograms::new, DelegationPrograms::new,
            ResultPrograms::new, ExitPrograms::new, IteratorPrograms::new, DelegatePrograms::new,
            LeavingPrograms::new, TowerPrograms::new, FinalisationPrograms::new);

    @DisplayName("9 to 31: CPython does the same, event by event")
    @TestFactory
    Stream<DynamicTest> doesWhatPythonDoes() throws Exception {
        Map<String, Trace> expected = Trace.parse(CPython.find().run("oracle/oracle.py"));
        Map<String, JavaProgram> programs = programsOf(THEMES);
        assertThat(programs.keySet()).as("The programs in Java").containsExactlyInAnyOrderElementsOf(expected.keySet());
        return expected.values().stream().flatMap(trace -> Stream.of(ConsumerThread.values())
                .map(consumer -> dynamicTest(trace.title() + " (" + consumer + ")",
                        () -> compare(trace, programs.get(trace.title()), consumer))));
    }

    static void compare(Trace expected, JavaProgram program, ConsumerThread consumer) throws Throwable {
        if (!expected.unsupported().isEmpty()) {
            abort(expected.unsupported());
        }
        assertThat(String.join("\n", program.run(consumer))).as("The trace of \"%s\", in Java and in Python",
                expected.title()).isNotEmpty().isEqualTo(String.join("\n", expected.lines()));
    }

    @DisplayName("each behaviour from 9 to 31 has a program")
    @Test
    void coversTheBehaviours() throws Exception {
        assertThat(programsOf(THEMES).values().stream().flatMapToInt(JavaProgram::behaviours).boxed())
                .containsAll(IntStream.rangeClosed(9, 31).boxed().toList());
    }

    static Map<String, JavaProgram> programsOf(List<Supplier<Programs>> themes) {
        Map<String, JavaProgram> programs = new LinkedHashMap<>();
        for (Supplier<Programs> theme : themes) {
            Arrays.stream(theme.get().getClass().getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Program.class))
                    .map(method -> new JavaProgram(theme, method))
                    .forEach(program -> assertThat(programs.put(program.title(), program)).isNull());
        }
        return programs;
    }

    // ----------------------------------------------------------------------------- canaries: a difference is found

    /// Programs whose traces are known.
    static final class Canaries extends Programs {

        @Program({1, 2})
        void yieldsTwice() {
            Coroutine<Integer, Object, Void> twice = Coroutine.of(self -> {
                self.yield(1);
                self.yield(2);
                return null;
            });
            attempt("next", twice::next);
            attempt("next", twice::next);
        }

        @Program(3)
        void saysNothing() {}
    }

    @DisplayName("canary: the right trace passes, a wrong line, a line too many and one too few are found")
    @Test
    void findsADifference() throws Throwable {
        String right = "== 1, 2: yields twice\n  next -> 1\n  next -> 2\n";
        compareCanary(right);
        for (String wrong : List.of(right.replace("-> 2", "-> 3"), right.replace("  next -> 2\n", ""),
                right + "  next raises stop(null)\n", "== 1, 2: yields twice\n", "== 3: says nothing\n")) {
            assertThatExceptionOfType(AssertionError.class).as(wrong).isThrownBy(() -> compareCanary(wrong));
        }
    }

    @DisplayName("canary: a name or a number that differs makes another program of it")
    @Test
    void findsAMissingProgram() {
        assertThat(programsOf(List.of(Canaries::new))).containsOnlyKeys("1, 2: yields twice", "3: says nothing");
        assertThat(Trace.parse("== 1: yields twice\n")).containsOnlyKeys("1: yields twice");
    }

    private static void compareCanary(String python) throws Throwable {
        Trace trace = Trace.parse(python).values().iterator().next();
        compare(trace, programsOf(List.of(Canaries::new)).get(trace.title()), ConsumerThread.PLATFORM);
    }
}
