// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.CancelledException;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.Outcome;
import dev.thrum.coroutines.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// Every task of a soak, entered twice: by what its body has seen of its end, and by what the loop says of it. Belongs to
/// the loop, so it has no lock.
class Ledger {

    private static final int RECENT = 10_000;

    /// The tasks whose outcomes are not entered yet.
    private final List<Task<?>> open = new ArrayList<>();

    /// The threads of the latest tasks.
    private final Thread[] threads = new Thread[RECENT];

    private long started;
    private long succeeded;
    private long failed;
    private long cancelled;

    private long begun;
    private long returned;
    private long threw;
    private long gaveWay;

    private int most;

    /// Starts a task.
    final <T> Task<T> spawn(Callable<T> body) {
        return enter(EventLoop.spawn(booked(body)));
    }

    /// Enters a task that was started with a [booked][#booked] body.
    final <T> Task<T> enter(Task<T> task) {
        started++;
        open.add(task);
        return task;
    }

    final <T> Callable<T> booked(Callable<T> body) {
        return () -> {
            threads[(int) (begun++ % RECENT)] = Thread.currentThread();
            try {
                T value = body.call();
                returned();
                return value;
            } catch (CancelledException e) {
                gaveWay++;
                throw e;
            } catch (Throwable e) {
                threw++;
                throw e;
            }
        };
    }

    /// Overridden by a canary.
    void returned() {
        returned++;
    }

    /// Enters the outcomes of the tasks that have ended.
    ///
    /// @return how many have not
    final int audit() {
        most = Math.max(most, open.size());
        open.removeIf(task -> {
            boolean isDone = task.isDone();
            if (isDone) {
                close(task);
            }
            return isDone;
        });
        return open.size();
    }

    private void close(Task<?> task) {
        switch (task.outcome()) {
            case Outcome.Success<?> _ -> succeeded++;
            case Outcome.Failure<?>(Throwable cause) -> {
                failed++;
                if (!PlannedFailure.is(cause)) {
                    throw new AssertionError(task + " has failed, which was not planned", cause);
                }
            }
            case Outcome.Cancelled<?> _ -> cancelled++;
            case null -> throw new AssertionError(task + " has ended without an outcome");
        }
    }

    final boolean hasRunningThread() {
        for (Thread thread : threads) {
            if (thread != null && thread.isAlive()) {
                return true;
            }
        }
        return false;
    }

    final void check() {
        assertThat(open).as("tasks that have not ended").isEmpty();
        assertThat(succeeded + failed + cancelled).as("tasks that have ended").isEqualTo(started);
        assertThat(succeeded).as("tasks that have succeeded").isEqualTo(returned);
        assertThat(failed).as("tasks that have failed").isEqualTo(threw);
        assertThat(cancelled).as("tasks that were cancelled, before or after they have begun")
                .isEqualTo(gaveWay + started - begun);
    }

    @Override
    public final String toString() {
        return String.format("%,d tasks: %,d succeeded, %,d failed, %,d cancelled (%,d before they began); %,d at a time",
                started, succeeded, failed, cancelled, started - begun, most);
    }
}
