// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.Unchecked;
import dev.thrum.proofs.core.Waiting;
import dev.thrum.sync.FifoQueue;
import dev.thrum.sync.WorkQueue;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// A joiner goes on when everything is done, not before and not never, and sees what was done.
///
/// A joiner enters the queue of joiners and then looks whether all is done; who does the last thing looks for joiners
/// afterwards. In the twin with a planted bug, [JoinerLooksFirst][dev.thrum.proofs.canary.JoinerLooksFirst], it is the
/// other way round.
///
/// Run alone with `-Djcstress.only=WorkQueueTasksProof`. Seen:
///
/// | test                | result | samples | meaning                            |
/// |---------------------|--------|--------:|------------------------------------|
/// | DoneAgainstJoin     | 1      | 181,267 | joined, and what was done is there |
/// | TwoTasks            | 2      | 376,851 | both tasks were done               |
/// | DoneTwice           | 1, 0   |  47,088 | one was refused                    |
/// | DoneTwice           | 0, 1   |  27,889 | one was refused                    |
/// | ShutdownAgainstJoin | 1      | 376,851 | joined                             |
/// | DrainAgainstJoin    | 1      | 293,647 | joined, and what was done is there |
public final class WorkQueueTasksProof {
    private WorkQueueTasksProof() {}

    private static int taskDone(WorkQueue<Integer> queue) {
        try {
            queue.taskDone();
            return 1;
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /// The last task is done, and somebody joins.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "joined, and what was done is there")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "joined too early")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class DoneAgainstJoin {
        private final FifoQueue<Integer> queue = new FifoQueue<>();
        private int data;

        public DoneAgainstJoin() {
            queue.add(1);
            queue.poll();
        }

        @Actor
        public void worker() {
            data = 1;
            queue.taskDone();
        }

        @Actor
        public void joiner(I_Result result) {
            Unchecked.run(() -> result.r1 = queue.join(Waiting.LIMIT) ? data : -1);
        }
    }

    /// A whole life: put, taken, done, twice. The joiner waits for both, as they are there when it begins.
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both tasks were done")
    @Outcome(id = {"0", "1"}, expect = Expect.FORBIDDEN, desc = "joined too early")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class TwoTasks {
        private final FifoQueue<Integer> queue = new FifoQueue<>();
        private int done;

        public TwoTasks() {
            queue.addAll(List.of(1, 2));
        }

        @Actor
        public void worker() {
            while (queue.poll() != null) {
                done++;
                queue.taskDone();
            }
        }

        @Actor
        public void joiner(I_Result result) {
            Unchecked.run(() -> result.r1 = queue.join(Waiting.LIMIT) ? done : -1);
        }
    }

    /// One element was taken, and two strands say that theirs is done: one of them is refused.
    @JCStressTest
    @Outcome(id = {"1, 0", "0, 1"}, expect = Expect.ACCEPTABLE, desc = "one was refused")
    @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "done twice")
    @State
    public static class DoneTwice {
        private final FifoQueue<Integer> queue = new FifoQueue<>();

        public DoneTwice() {
            queue.add(1);
            queue.poll();
        }

        @Actor
        public void first(II_Result result) {
            result.r1 = taskDone(queue);
        }

        @Actor
        public void second(II_Result result) {
            result.r2 = taskDone(queue);
        }
    }

    /// An immediate shutdown counts what it throws out as done, so a joiner goes on.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "joined")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class ShutdownAgainstJoin {
        private final FifoQueue<Integer> queue = new FifoQueue<>();

        public ShutdownAgainstJoin() {
            queue.add(1);
        }

        @Actor
        public void joiner(I_Result result) {
            Unchecked.run(() -> result.r1 = queue.join(Waiting.LIMIT) ? 1 : 0);
        }

        @Actor
        public void shutdown() {
            queue.shutdownNow();
        }
    }

    /// A drained element is in hand: until it is done nobody joins, while it is on its way out of the queue neither.
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "joined, and what was done is there")
    @Outcome(id = "0", expect = Expect.FORBIDDEN, desc = "joined too early")
    @Outcome(id = "-1", expect = Expect.FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class DrainAgainstJoin {
        private final FifoQueue<Integer> queue = new FifoQueue<>();
        private int data;

        public DrainAgainstJoin() {
            queue.add(1);
        }

        @Actor
        public void worker() {
            queue.drainTo(new ArrayList<>());
            data = 1;
            queue.taskDone();
        }

        @Actor
        public void joiner(I_Result result) {
            Unchecked.run(() -> result.r1 = queue.join(Waiting.LIMIT) ? data : -1);
        }
    }
}
