// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

@DisplayName("36: the bridges to and from Flow.Publisher pass the Reactive Streams TCK")
class ReactiveStreamsTckTest {

    // The TCK is written for TestNG. It is run from here, so that one engine runs all tests, and what it has run is
    // counted.

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int SILENCE_MILLIS = 50;

    private static TestEnvironment environment() {
        return new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS);
    }

    /// A generator as a publisher.
    public static class PublisherVerification extends FlowPublisherVerification<Integer> {

        /// For TestNG.
        public PublisherVerification() {
            super(environment());
        }

        @Override
        public Flow.Publisher<Integer> createFlowPublisher(long elements) {
            return Generator.iterate(0, n -> n + 1).take(elements).toPublisher();
        }

        @Override
        public Flow.Publisher<Integer> createFailedFlowPublisher() {
            return Generator.<Integer>of(_ -> {
                throw new IllegalStateException("as the TCK wants it");
            }).toPublisher();
        }
    }

    /// A generator as a subscriber.
    public static class SubscriberVerification extends FlowSubscriberBlackboxVerification<Integer> {

        /// For TestNG.
        public SubscriberVerification() {
            super(environment());
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            CompletableFuture<Flow.Subscriber<? super Integer>> subscriber = new CompletableFuture<>();
            Flow.Publisher<Integer> publisher = subscriber::complete;
            Generator<Integer> generator = Generator.from(publisher, 4);
            Thread.startVirtualThread(() -> {
                try {
                    generator.forEach(_ -> {});
                } catch (RuntimeException e) {
                    assertThat(e).as("what the TCK gives to onError").isNotNull();
                }
            });
            @SuppressWarnings("unchecked") // the generator subscribes with one of its items
            Flow.Subscriber<Integer> found = (Flow.Subscriber<Integer>) subscriber.join();
            return found;
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }

    @Test
    void publisher() {
        verify(PublisherVerification.class, 25);
    }

    @Test
    void subscriber() {
        verify(SubscriberVerification.class, 10);
    }

    private static void verify(Class<?> verification, int atLeast) {
        Results results = new Results();
        TestNG testNg = new TestNG(false);
        testNg.setUseDefaultListeners(false);
        testNg.setVerbose(0);
        testNg.setTestClasses(new Class<?>[] {verification});
        testNg.addListener(results);
        testNg.run();
        assertThat(results.failures).isEmpty();
        assertThat(results.passed).as("skipped: %s", results.skipped).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(results.skipped).allMatch(name -> name.startsWith("optional_") || name.startsWith("untested_"));
    }

    private static final class Results extends TestListenerAdapter {
        private final Set<String> passed = new TreeSet<>();
        private final Set<String> skipped = new TreeSet<>();
        private final List<String> failures = new ArrayList<>();

        @Override
        public void onTestSuccess(ITestResult result) {
            passed.add(result.getName());
        }

        @Override
        public void onTestSkipped(ITestResult result) {
            skipped.add(result.getName());
        }

        @Override
        public void onTestFailure(ITestResult result) {
            failures.add(result.getName() + ": " + result.getThrowable());
        }

        @Override
        public void onConfigurationFailure(ITestResult result) {
            onTestFailure(result);
        }
    }
}
