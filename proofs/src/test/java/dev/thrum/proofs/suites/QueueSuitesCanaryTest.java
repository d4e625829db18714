// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.suites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.LifoQueue;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jctools.queues.QueueSanityTest;
import org.jctools.queues.spec.ConcurrentQueueSpec;
import org.junit.jupiter.api.Test;
import org.junit.runner.Description;
import org.junit.runner.Request;
import org.junit.runner.RunWith;
import org.junit.runner.manipulation.Filter;
import org.junit.runners.Parameterized;

/// Planted bugs that the suites of others must see.
class QueueSuitesCanaryTest {

    /// Planted bug: what is polled stays inside.
    private static final class PollsWithoutRemoving extends ArrayDeque<String> {

        private static final long serialVersionUID = 1L;

        @Override
        public String poll() {
            return peek();
        }
    }

    /// Planted bug: the last in is the first out.
    @RunWith(Parameterized.class)
    @SuppressWarnings("deprecation") // the suite is made with it
    public static class LastInFirstOut extends QueueSanityTest {

        public LastInFirstOut(ConcurrentQueueSpec spec, Queue<Integer> queue) {
            super(spec, queue);
        }

        @Parameterized.Parameters
        public static List<Object[]> parameters() {
            return List.<Object[]>of(new Object[] {JctoolsQueues.spec(0), new LifoQueue<Integer>()});
        }
    }

    @Test
    void guavaSeesWhatStaysInside() {
        assertThat(new GuavaQueues(PollsWithoutRemoving::new).asQueue("canary").failed())
                .anyMatch(name -> name.startsWith("testPoll_size1"));
    }

    @Test
    void guavaSeesAnOrder() {
        assertThat(new GuavaQueues(LifoQueue::new).asQueue("canary").failed())
                .anyMatch(name -> name.startsWith("testPoll_sizeMany"));
    }

    @Test
    void jctoolsSeesAnOrder() {
        var quick = Request.aClass(LastInFirstOut.class).filterWith(new Filter() {
            @Override
            public boolean shouldRun(Description description) {
                return description.isSuite() || description.getMethodName().startsWith("whenFirstInThenFirstOut");
            }

            @Override
            public String describe() {
                return "the order";
            }
        });
        assertThat(OutsideSuite.run(quick.getRunner()).failed())
                .anyMatch(name -> name.startsWith("whenFirstInThenFirstOut"));
    }
}
