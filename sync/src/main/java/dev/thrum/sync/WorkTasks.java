// SPDX-License-Identifier: Apache-2.0
package dev.thrum.sync;

import dev.thrum.core.Inspector;
import dev.thrum.core.Resource;
import dev.thrum.core.Scheduler;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A [WorkQueue] as tasks that are to be done, and those who wait until all are.
///
/// @param <E> the elements
abstract sealed class WorkTasks<E> extends WorkCollection<E> permits WorkQueue {

    // How many tasks there are is known to the store, where an element changes its place and its number in one instant.
    // Whoever may have made the last one done looks here afterwards; a joiner enqueues before it looks at the store
    // again. So either the joiner sees that all is done, or the other one sees the joiner.

    /// What a joiner waits for.
    private record AllDone(String name, WorkTasks<?> tasks) implements Resource {

        @Override
        public Inspector.Node inspect() {
            return Inspector.Node.of("condition", name, "state", statistics());
        }

        @Override
        public String statistics() {
            return tasks.statistics();
        }
    }

    private final WaitQueue joiners;

    /// @param given the name given by the user
    /// @param maker makes the store, with the name of the queue
    WorkTasks(@Nullable String given, Function<String, WorkStore<E>> maker) {
        super(given, maker);
        joiners = new WaitQueue(new AllDone("the tasks of " + store.name(), this));
    }

    /// Says that an element which was taken is done. Never blocks.
    ///
    /// @throws IllegalStateException if as many were done as were taken. This is stricter than Python, which counts the
    ///     elements put
    public void taskDone() {
        if (store.taskDone()) {
            joiners.grantAll();
        }
    }

    /// Waits until all elements that were put are done, as long as it takes: the queue is empty and a [#taskDone()] was
    /// called for each element taken. Those which are put during the wait are waited for as well.
    ///
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public void join() throws InterruptedException {
        join(Long.MAX_VALUE);
    }

    /// Waits as [#join()], no longer than a time.
    ///
    /// @param timeout how long to wait at most; zero does not wait
    /// @return true if all elements were done at a moment during the call
    /// @throws IllegalArgumentException if the time-out is negative
    /// @throws dev.thrum.core.CancelledException if it has to wait, in a cancelled scope
    /// @throws InterruptedException if interrupted before or during the wait; the interrupt status is cleared
    public boolean join(Duration timeout) throws InterruptedException {
        return join(nanos(timeout));
    }

    private boolean join(long nanos) throws InterruptedException {
        refuseInterrupted("joining ");
        boolean isIdle = store.isIdle();
        if (isIdle || nanos == 0) {
            return isIdle;
        }
        long deadline = Scheduler.current().deadlineAfter(Duration.ofNanos(nanos));
        Waiter waiter = joiners.enqueue();
        if (store.isIdle()) {
            joiners.withdraw(waiter); // granted or not, all was done
            return true;
        }
        return joiners.await(waiter, deadline);
    }

    /// Wakes the joiners if all is done. To be called after elements were thrown out.
    final void wakeJoiners() {
        if (!joiners.isEmpty() && store.isIdle()) {
            joiners.grantAll();
        }
    }

    /// How many strands join at this moment.
    final int joining() {
        return joiners.size();
    }

    /// The figures that the [Inspector] shows.
    abstract String statistics();

    final void refuseInterrupted(String before) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted before " + before + store.name());
        }
    }

    /// A time-out in nanoseconds; [Long#MAX_VALUE] for one that has more.
    static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("A time-out must not be negative, but was " + timeout);
        }
        return TimeUnit.NANOSECONDS.convert(timeout);
    }
}
