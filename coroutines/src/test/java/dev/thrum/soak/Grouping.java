// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroup;
import dev.thrum.coroutines.TaskGroupException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;

/// A group of children, some of which fail: whoever leaves it, in whatever way, leaves no child behind.
final class Grouping extends Parenting {

    private long groups;
    private long failures;
    private long left;

    Grouping(Ledger ledger, Deed childrensDeed) {
        super(ledger, childrensDeed);
    }

    @Override
    public void run(Random random) throws Exception {
        groups++;
        List<Task<?>> children = new ArrayList<>();
        try {
            new TaskGroup().run(group -> {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    children.add(ledger.enter(group.spawn(ledger.booked(child(new Random(random.nextLong()))))));
                    if (random.nextInt(4) == 0) {
                        childrensDeed.run(random);
                    }
                }
                if (random.nextInt(8) == 0) {
                    group.cancel("not needed any more");
                }
            });
        } catch (TaskGroupException e) {
            failures++;
            refuseUnplanned(e);
        } finally {
            left++;
            leave(children);
        }
    }

    private Callable<Integer> child(Random random) {
        return () -> {
            childrensDeed.run(random);
            return 0;
        };
    }

    /// A body that starts a child when another one has failed already is refused, and fails of that.
    private static void refuseUnplanned(TaskGroupException e) {
        for (Throwable failure : e.failures()) {
            if (!PlannedFailure.is(failure) && !(failure instanceof RejectedExecutionException)) {
                throw new AssertionError("A group has failed, which was not planned", e);
            }
        }
    }

    @Override
    public void check() {
        assertThat(left).as("groups left").isEqualTo(groups);
        super.check();
    }

    @Override
    public String toString() {
        return "groups: %,d, of which %,d failed".formatted(groups, failures);
    }
}
