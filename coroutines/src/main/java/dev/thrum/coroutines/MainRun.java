// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import dev.thrum.core.Baton;
import dev.thrum.core.Body;
import dev.thrum.core.DeadlockException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The run of a main task, until it and all that it has started have ended: in a loop of its own, driven by the calling
/// thread, or, within a task, in the loop of that task.
final class MainRun<T extends @Nullable Object> {

    private final EventLoop loop;
    private final Task<T> task;

    /// How often the user has interrupted the program, while this was running in its main thread.
    private volatile int sigints;

    MainRun(EventLoop loop, Body<T, ?> main) {
        this.loop = loop;
        this.task = loop.newTask("main", main::call, loop.root());
        task.whenDone(_ -> loop.root().cancel("the main task has ended"));
    }

    /// Runs in a loop of its own.
    <X extends Exception> T driven(boolean handlesSigint) throws X, InterruptedException {
        Thread driver = Thread.currentThread();
        try (Sigint _ = handlesSigint ? Sigint.handledBy(() -> interruptedByUser(driver)) : null) {
            return drive();
        } finally {
            loop.signalHandles().forEach(SignalHandle::close);
        }
    }

    /// Called on a thread of the JVM. Only that thread writes the counter.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void interruptedByUser(Thread driver) {
        sigints++;
        if (sigints == 1) {
            task.cancel("interrupted by the user (SIGINT)");
        } else {
            driver.interrupt();
        }
    }

    private <X extends Exception> T drive() throws X, InterruptedException {
        loop.start(task);
        Baton baton = loop.baton();
        boolean interrupted = false;
        DeadlockException deadlock = null;
        do {
            try {
                baton.drive();
            } catch (InterruptedException e) {
                if (sigints > 1) {
                    throw new InterruptedException("Interrupted by the user for the second time (SIGINT); the tasks of "
                            + loop + " are left as they are");
                }
                interrupted = true;
                task.cancel("the thread that runs " + loop + " was interrupted");
            } catch (DeadlockException e) {
                if (deadlock != null) {
                    break; // cancelled, and still all of them wait: they refuse to be cancelled
                }
                deadlock = e;
                loop.root().cancel("all tasks are blocked for ever");
            }
        } while (!loop.tasksAlive().closeIfNone());
        Throwable escaped = task.escaped();
        loop.reports().make();
        if (deadlock != null) {
            throw deadlock;
        }
        if ((interrupted || sigints > 0) && task.isCancelled()) {
            throw new InterruptedException(sigints > 0
                    ? "Interrupted by the user (SIGINT) while running " + loop
                    : "Interrupted while running " + loop);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return result(escaped);
    }

    /// Runs in the loop of the calling task, which goes on meanwhile.
    <X extends Exception> T nested() throws X, InterruptedException {
        try {
            return runNested();
        } finally {
            loop.signalHandles().forEach(SignalHandle::close);
        }
    }

    private <X extends Exception> T runNested() throws X, InterruptedException {
        loop.start(task);
        LoopTasks tasks = loop.tasksAlive();
        try {
            tasks.close();
        } catch (InterruptedException e) {
            loop.root().cancel("the task that runs " + loop + " was cancelled or interrupted");
            tasks.closeStubbornly();
            throw e;
        } catch (DeadlockException e) {
            loop.root().cancel("the task that runs " + loop + " would wait for itself");
            tasks.closeStubbornly();
            throw e;
        }
        Throwable escaped = task.escaped();
        loop.reports().make();
        return result(escaped);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the main body throws X or something unchecked
    private <X extends Exception> T result(@Nullable Throwable escaped) throws X {
        if (escaped instanceof Error error) {
            throw error;
        }
        if (escaped != null) {
            throw (X) escaped;
        }
        try {
            return task.result();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
