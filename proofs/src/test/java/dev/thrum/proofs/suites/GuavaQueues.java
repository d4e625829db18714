// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.suites;

import com.google.common.collect.testing.CollectionTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import org.junit.internal.runners.JUnit38ClassRunner;

/// The suites of Guava's library for tests of collections.
///
/// @param maker makes an empty queue
record GuavaQueues(Supplier<Queue<String>> maker) {

    private static final List<Feature<?>> FEATURES = List.of(
            CollectionFeature.GENERAL_PURPOSE,
            CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
            CollectionFeature.ALLOWS_NULL_QUERIES,
            CollectionSize.ANY);

    /// The suite for queues, with elements that ascend; it expects the first in to be the first out.
    OutsideSuite asQueue(String name) {
        return OutsideSuite.run(new JUnit38ClassRunner(QueueTestSuiteBuilder.using(new Generator())
                .named(name).withFeatures(FEATURES).withFeatures(CollectionFeature.KNOWN_ORDER).createTestSuite()));
    }

    /// The suite for collections, in any order.
    OutsideSuite asCollection(String name) {
        return OutsideSuite.run(new JUnit38ClassRunner(CollectionTestSuiteBuilder.using(new Generator())
                .named(name).withFeatures(FEATURES).createTestSuite()));
    }

    private final class Generator extends TestStringQueueGenerator {
        @Override
        public SampleElements<String> samples() {
            return new SampleElements<>("a", "b", "c", "d", "e");
        }

        @Override
        protected Queue<String> create(String[] elements) {
            Queue<String> queue = maker.get();
            queue.addAll(Arrays.asList(elements));
            return queue;
        }
    }
}
