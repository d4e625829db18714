// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A program of the oracle as it is in Java.
record JavaProgram(Supplier<Programs> theme, Method method) {

    IntStream behaviours() {
        return IntStream.of(method.getAnnotation(Program.class).value());
    }

    /// The numbers and the name, as Python writes them too.
    String title() {
        String numbers = behaviours().mapToObj(Integer::toString).collect(Collectors.joining(", "));
        return numbers + ": " + method.getName().replaceAll("\\p{Upper}", " $0").toLowerCase(Locale.ROOT);
    }

    /// Runs it on a thread of a kind and returns its trace.
    List<String> run(ConsumerThread consumer) throws Throwable {
        Programs programs = theme.get();
        consumer.run(() -> {
            try {
                method.invoke(programs);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        return programs.events();
    }
}
