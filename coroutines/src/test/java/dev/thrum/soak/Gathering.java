// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.DeadlineExceededException;
import dev.thrum.coroutines.Outcome;
import dev.thrum.coroutines.Task;
import dev.thrum.coroutines.TaskGroupException;
import dev.thrum.coroutines.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;

/// Starts some tasks and waits for them in each of the ways there are. Each task gives its number, so results that are
/// mixed up show.
final class Gathering extends Parenting {

    private long begun;
    private long complete;
    private long incomplete;

    Gathering(Ledger ledger, Deed theirDeed) {
        super(ledger, theirDeed);
    }

    @Override
    public void run(Random random) throws Exception {
        begun++;
        boolean isComplete = false;
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            int number = i;
            Random theirs = new Random(random.nextLong());
            tasks.add(ledger.spawn(() -> {
                childrensDeed.run(theirs);
                return number;
            }));
        }
        try {
            awaitAll(random.nextInt(8), tasks, random);
            isComplete = true;
        } catch (TaskGroupException e) {
            assertThat(e.failures()).allMatch(PlannedFailure::is);
        } catch (ExecutionException e) {
            assertThat(e).matches(PlannedFailure::is);
        } catch (DeadlineExceededException | CancellationException e) {
            assertThat(tasks).isNotEmpty(); // timed out, or one of them was cancelled
        } finally {
            if (isComplete) {
                complete++;
            } else {
                incomplete++;
            }
        }
    }

    private void awaitAll(int way, List<Task<Integer>> tasks, Random random) throws Exception {
        switch (way) {
            case 0 -> assertNumbers(Tasks.gather(tasks));
            case 1 -> {
                try {
                    assertNumbers(Tasks.gatherOrCancel(tasks));
                } finally {
                    leave(tasks);
                }
            }
            case 2 -> {
                for (Outcome<? extends Integer> outcome : Tasks.gatherOutcomes(tasks)) {
                    if (outcome instanceof Outcome.Failure<? extends Integer>(Throwable cause)) {
                        assertThat(cause).matches(PlannedFailure::is);
                    }
                }
            }
            case 3 -> {
                Tasks.Waited<Integer> waited = Tasks.wait(tasks, Tasks.Until.ALL_COMPLETED, Pauses.any(random));
                assertThat(waited.done().size() + waited.pending().size()).isEqualTo(tasks.size());
            }
            case 4 -> Tasks.asCompleted(tasks).forEach(task -> assertThat(task.isDone()).isTrue());
            case 5 -> assertThat(Tasks.shield(tasks.getFirst())).isZero();
            case 6 -> assertThat(Tasks.waitFor(tasks.getFirst(), Pauses.any(random))).isZero();
            default -> {
                int canBeCancelled = random.nextInt(tasks.size());
                tasks.get(canBeCancelled).cancel("by a sibling");
                for (int i = 0; i < tasks.size(); i++) {
                    assertThat(tasks.get(i).await()).isEqualTo(i);
                }
            }
        }
    }

    private static void assertNumbers(List<Integer> results) {
        for (int i = 0; i < results.size(); i++) {
            assertThat(results.get(i)).isEqualTo(i);
        }
    }

    @Override
    public void check() {
        assertThat(complete + incomplete).isEqualTo(begun);
        super.check();
    }

    @Override
    public String toString() {
        return "gatherings: %,d complete, %,d not".formatted(complete, incomplete);
    }
}
