// SPDX-License-Identifier: Apache-2.0
package dev.thrum.testing;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// How one test is to be run.
///
/// @param isVirtual whether on a virtual clock
/// @param seed of the order, or `null` for first come, first served
/// @param limit in real time; zero for none
/// @param mayLeaveTasks whether tasks may be left behind
record Settings(boolean isVirtual, @Nullable Long seed, Duration limit, boolean mayLeaveTasks) {

    private static final String SEED = "thrum.testing.seed";
    private static final String LIMIT = "thrum.testing.limit";

    @InEventLoop
    private static final class Defaults {}

    static Settings of(ExtensionContext test) {
        Method method = test.getRequiredTestMethod();
        InEventLoop wanted = AnnotationSupport.findAnnotation(method, InEventLoop.class)
                .or(() -> AnnotationSupport.findAnnotation(test.getRequiredTestClass(), InEventLoop.class,
                        test.getEnclosingTestClasses()))
                .orElseGet(() -> Defaults.class.getAnnotation(InEventLoop.class)); // the extension was registered by itself
        boolean isVirtual = wanted.time() == InEventLoop.Time.VIRTUAL;
        boolean isSeeded = wanted.order() == InEventLoop.Order.SEEDED;
        Optional<Seed> seed = AnnotationSupport.findAnnotation(method, Seed.class);
        if (isSeeded && !isVirtual) {
            throw new ExtensionConfigurationException("@InEventLoop of " + method + " wants a seeded order in real time, "
                    + "where it would not repeat; leave the time at Time.VIRTUAL");
        }
        if (seed.isPresent() && !isSeeded) {
            throw new ExtensionConfigurationException("@Seed of " + method + " is of no effect without "
                    + "@InEventLoop(order = Order.SEEDED)");
        }
        Long given = property(SEED, test, Long::valueOf, "a whole number");
        long drawn = given != null ? given
                : seed.map(Seed::value).orElseGet(() -> ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE));
        Duration limit = property(LIMIT, test, Duration::parse, "a duration such as PT30S");
        return new Settings(isVirtual, isSeeded ? drawn : null,
                limit != null ? limit : duration(wanted.limit(), method), wanted.mayLeaveTasks());
    }

    /// What a system property, or JUnit's configuration, says.
    private static <T> @Nullable T property(String key, ExtensionContext test, Function<String, T> parser, String kind) {
        String text = test.getConfigurationParameter(key).orElse(null);
        try {
            return text == null ? null : parser.apply(text);
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new ExtensionConfigurationException("The property " + key + " is \"" + text + "\", which is not " + kind, e);
        }
    }

    private static Duration duration(String text, Method method) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new ExtensionConfigurationException("The limit in @InEventLoop of " + method + " is \"" + text
                    + "\", which is not a duration such as PT30S", e);
        }
    }
}
