// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.suites;

import dev.thrum.sync.FifoQueue;
import java.util.List;
import java.util.Queue;
import org.jctools.queues.QueueSanityTest;
import org.jctools.queues.spec.ConcurrentQueueSpec;
import org.jctools.queues.spec.Ordering;
import org.jctools.queues.spec.Preference;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/// The suite that JCTools has for its own queues, for queues of capacity 1 and without a limit.
@RunWith(Parameterized.class)
@SuppressWarnings("deprecation") // the suite is made with it
public class JctoolsQueues extends QueueSanityTest {

    public JctoolsQueues(ConcurrentQueueSpec spec, Queue<Integer> queue) {
        super(spec, queue);
    }

    @Parameterized.Parameters(name = "{0}")
    public static List<Object[]> parameters() {
        return List.of(
                new Object[] {spec(1), new FifoQueue<Integer>(1)},
                new Object[] {spec(0), new FifoQueue<Integer>()});
    }

    static ConcurrentQueueSpec spec(int capacity) {
        return new ConcurrentQueueSpec(0, 0, capacity, Ordering.FIFO, Preference.NONE);
    }
}
