// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.suites;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.runner.Description;
import org.junit.runner.Request;
import org.junit.runner.Runner;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;
import org.junit.runner.notification.RunNotifier;

/// A suite that others have written, for JUnit 3 or 4. It is run from here, so that one engine runs all tests, and each
/// test of it is counted.
final class OutsideSuite extends RunListener {

    /// What has become of a test: nothing to say, or why it failed or was left out.
    private record Outcome(Failure failure, boolean isLeftOut) {}

    private static final Outcome PASSED = new Outcome(null, false);

    private final Map<Description, Outcome> outcomes = new LinkedHashMap<>();

    private OutsideSuite(Runner suite) {
        RunNotifier notifier = new RunNotifier();
        notifier.addListener(this);
        suite.run(notifier);
    }

    static OutsideSuite run(Runner suite) {
        return new OutsideSuite(suite);
    }

    static OutsideSuite run(Class<?> suite) {
        return new OutsideSuite(Request.aClass(suite).getRunner());
    }

    @Override
    public void testStarted(Description test) {
        outcomes.put(test, PASSED);
    }

    @Override
    public void testFailure(Failure failure) {
        outcomes.put(failure.getDescription(), new Outcome(failure, false));
    }

    @Override
    public void testAssumptionFailure(Failure failure) {
        outcomes.put(failure.getDescription(), new Outcome(failure, true));
    }

    /// The tests, each with the outcome it has had.
    Stream<DynamicTest> tests() {
        return outcomes.entrySet().stream().map(test -> DynamicTest.dynamicTest(test.getKey().getDisplayName(), () -> {
            Outcome outcome = test.getValue();
            if (outcome.failure != null) {
                Assumptions.assumeFalse(outcome.isLeftOut, outcome.failure.getMessage());
                throw outcome.failure.getException();
            }
        }));
    }

    /// How many tests there were.
    int size() {
        return outcomes.size();
    }

    /// The names of the methods that failed.
    Stream<String> failed() {
        return outcomes.entrySet().stream()
                .filter(test -> test.getValue().failure != null && !test.getValue().isLeftOut)
                .map(test -> test.getKey().getMethodName());
    }
}
