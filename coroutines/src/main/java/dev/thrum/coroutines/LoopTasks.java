// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Baton;
import dev.thrum.core.CancelScope;
import dev.thrum.core.DeadlockException;
import dev.thrum.core.Strand;
import dev.thrum.core.WaitQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The tasks of a loop that have not ended, from the start of the first to the end of the last.
final class LoopTasks {

    //     0 --start()--> n + 1 --a task ends--> n ... --the last one ends--> 0 --closeIfNone()--> CLOSED
    //
    // A loop that has had no task yet, or whose tasks have all ended, may be given another one until it is closed.
    private static final int CLOSED = Integer.MIN_VALUE;

    private final EventLoop loop;
    private final Baton baton;
    private final AtomicInteger live = new AtomicInteger();
    private final WaitQueue ended;

    LoopTasks(EventLoop loop, Baton baton) {
        this.loop = loop;
        this.baton = baton;
        this.ended = new WaitQueue(new LoopEnd(loop));
    }

    /// What the strand of a task runs, and how the strand's task is found.
    private record Job(Task<?> task) implements Runnable {
        @Override
        public void run() {
            task.run();
            task.loop().tasksAlive().endOne();
        }
    }

    /// The task that a strand runs, if it is one of a loop.
    static @Nullable Task<?> of(Strand strand) {
        return strand.job() instanceof Job(Task<?> task) ? task : null;
    }

    /// The tasks directly under a scope that have begun and not ended, in the order in which they have begun.
    static List<Task<?>> under(CancelScope scope) {
        List<Task<?>> tasks = new ArrayList<>();
        for (Strand strand : scope.strandsUnder()) {
            Task<?> task = of(strand);
            if (task != null) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    /// Starts a task.
    ///
    /// @throws RejectedExecutionException if the loop has ended
    void start(Task<?> task) {
        int present;
        do {
            present = live.get();
            if (present == CLOSED) {
                throw new RejectedExecutionException(loop + " has ended; it takes no " + task.name());
            }
        } while (!live.compareAndSet(present, present + 1));
        baton.fork(task.label(), new Job(task));
    }

    private void endOne() {
        if (live.decrementAndGet() == 0) {
            ended.grantAll();
        }
    }

    int count() {
        return Math.max(live.get(), 0);
    }

    /// In the order in which they were started.
    List<Task<?>> list() {
        List<Task<?>> tasks = new ArrayList<>();
        for (Strand strand : baton.strands()) {
            Task<?> task = of(strand);
            if (task != null && task.loop() == loop && !task.isDone()) {
                tasks.add(task);
            }
        }
        return tasks;
    }

    /// Lets no further task begin, unless one is there.
    ///
    /// @return whether none will begin any more
    boolean closeIfNone() {
        return live.compareAndSet(0, CLOSED) || live.get() == CLOSED;
    }

    /// Waits until all have ended, and lets no further one begin.
    ///
    /// @throws DeadlockException if the loop runs inside a task that they wait for
    void close() throws InterruptedException {
        Waits.until(this::closeIfNone, ended);
    }

    /// As [#close()], whatever interrupts or cancels.
    void closeStubbornly() {
        Waits.stubbornlyUntil(this::closeIfNone, ended);
    }
}
