// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.sync.WorkQueue;
import org.jspecify.annotations.Nullable;

/// A work queue and the tally of the items that go through it, perhaps with those of other queues.
record TalliedQueue(WorkQueue<Long> queue, Tally tally) {

    /// An item was taken, or none.
    void took(@Nullable Long item) {
        if (item != null) {
            tally.out(item);
            queue.taskDone();
        }
    }

    /// Lets somebody on who waits for an item or for room.
    void settle() {
        if (queue.isEmpty()) {
            long item = tally.next();
            if (queue.offer(item)) {
                tally.in(item);
            }
        } else if (queue.remainingCapacity() == 0) {
            took(queue.poll());
        }
    }

    /// Takes what is left.
    void drain() {
        for (Long left = queue.poll(); left != null; left = queue.poll()) {
            took(left);
        }
    }

    /// Throws an [AssertionError] unless all that was put has been taken and done, and nobody waits.
    void check() {
        drain();
        tally.check();
        assertThat(queue.inspect().facts().get("state")).contains(" 0 in hand")
                .endsWith("0 putting, 0 taking, 0 joining");
    }

    @Override
    public String toString() {
        return queue.inspect().name() + ": " + tally;
    }
}
