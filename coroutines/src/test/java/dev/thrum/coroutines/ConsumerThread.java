// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The kinds of thread from which every behaviour is tried.
enum ConsumerThread {
    PLATFORM, VIRTUAL;

    /// Far more than any test takes; only a hang gets here.
    static final long TIMEOUT_SECONDS = 60;

    @FunctionalInterface
    interface Scenario {
        void run() throws Throwable;
    }

    /// Runs a scenario on a thread of this kind and throws what it throws.
    void run(Scenario scenario) throws Throwable {
        start(scenario).join();
    }

    /// Starts a scenario on a thread of this kind.
    Running start(Scenario scenario) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                scenario.run();
            } catch (Throwable failure) { // thrown again by join()
                throw new ExecutionException(failure);
            }
            return null;
        });
        Thread.Builder builder = this == PLATFORM ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        return new Running(builder.name("consumer").start(task), task);
    }

    record Running(Thread thread, FutureTask<Void> task) {

        void join() throws Throwable {
            try {
                task.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw e.getCause().getCause();
            } catch (TimeoutException e) {
                AssertionError hang = new AssertionError("The scenario hangs");
                hang.setStackTrace(thread.getStackTrace());
                throw hang;
            }
        }
    }
}
