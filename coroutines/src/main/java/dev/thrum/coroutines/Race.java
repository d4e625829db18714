// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.CancelledException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Several bodies in a group of tasks, of which the first that succeeds ends the others. See [Tasks#race].
final class Race<T extends @Nullable Object> {

    private record Winner<T extends @Nullable Object>(T value) {}

    private final TaskGroup group = TaskGroup.ofRace();
    private final Collection<? extends Callable<? extends T>> bodies;

    // Written by tasks of the group, one at a time, and read after its end.
    private @Nullable Winner<T> winner;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Throwable> cancellations = new ArrayList<>();

    Race(Collection<? extends Callable<? extends T>> bodies) {
        this.bodies = List.copyOf(bodies);
    }

    T run() throws TaskGroupException, InterruptedException {
        InterruptedException ending = null;
        try {
            group.run(_ -> bodies.forEach(body -> group.spawn(() -> compete(body))));
        } catch (InterruptedException e) {
            ending = e;
        }
        Winner<T> first = winner;
        if (first != null && (ending == null || ending instanceof CancelledException)) {
            return first.value(); // also if a cancellation came afterwards: the next wait tells it
        }
        if (ending != null) {
            failures.forEach(ending::addSuppressed);
            throw ending;
        }
        throw new TaskGroupException("race", failures.isEmpty() ? cancellations : failures);
    }

    private boolean compete(Callable<? extends T> body) throws CancelledException {
        try {
            T value = body.call();
            if (winner == null) {
                winner = new Winner<>(value);
                group.cancel("another has won the race");
            }
            return true;
        } catch (CancelledException e) {
            cancellations.add(e);
            throw e;
        } catch (Throwable e) { // whatever it is, another may succeed
            failures.add(e);
            return false;
        }
    }
}
