// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.suites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.LifoQueue;
import dev.thrum.sync.StablePriorityQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Our queues pass the suites that others have written for theirs.
class QueueSuitesTest {

    private static final int ENOUGH = 100;

    @TestFactory
    @DisplayName("16: FifoQueue passes Guava's suite for queues")
    Stream<DynamicTest> fifo() {
        return counted(new GuavaQueues(FifoQueue::new).asQueue("FifoQueue"), 100);
    }

    @TestFactory
    @DisplayName("16: a bounded FifoQueue passes Guava's suite for queues")
    Stream<DynamicTest> boundedFifo() {
        return counted(new GuavaQueues(() -> new FifoQueue<>(ENOUGH)).asQueue("bounded FifoQueue"), 100);
    }

    @TestFactory
    @DisplayName("16: LifoQueue passes Guava's suite for collections")
    Stream<DynamicTest> lifo() {
        return counted(new GuavaQueues(LifoQueue::new).asCollection("LifoQueue"), 100);
    }

    @TestFactory
    @DisplayName("16: StablePriorityQueue passes Guava's suite for queues")
    Stream<DynamicTest> priority() {
        return counted(new GuavaQueues(StablePriorityQueue::new).asQueue("StablePriorityQueue"), 100);
    }

    @TestFactory
    @DisplayName("18: FifoQueue passes JCTools' suite for queues between many producers and many consumers")
    Stream<DynamicTest> jctools() {
        return counted(OutsideSuite.run(JctoolsQueues.class), 30);
    }

    /// A suite that runs nothing looks just like one that passes.
    private static Stream<DynamicTest> counted(OutsideSuite suite, int atLeast) {
        assertThat(suite.size()).isGreaterThanOrEqualTo(atLeast);
        return suite.tests();
    }
}
