// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import org.jspecify.annotations.Nullable;

/// Threads that share a fixed number of steps among them, so a lock cannot look fast by letting one thread starve the
/// others until time is up.
final class Contenders {

    /// What is done again and again.
    interface Step {
        void run() throws InterruptedException;
    }

    private Contenders() {}

    /// @param threads a number and a kind, such as `8 virtual`
    static int number(String threads) {
        return Integer.parseInt(threads.substring(0, threads.indexOf(' ')));
    }

    /// @param threads a number and a kind, such as `8 virtual`
    /// @param steps how many steps all of them take together
    /// @param step one step
    /// @param whenWaiting if not null, something that they have to wait for at first: run when all of them do
    static void share(String threads, int steps, Step step, @Nullable Runnable whenWaiting) throws InterruptedException {
        int number = number(threads);
        Thread.Builder kind = threads.endsWith(" virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread[] workers = new Thread[number];
        for (int i = 0; i < number; i++) {
            workers[i] = kind.start(() -> {
                try {
                    for (int j = 0; j < steps / number; j++) {
                        step.run();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Nobody should interrupt a worker", e);
                }
            });
        }
        if (whenWaiting != null) {
            for (Thread worker : workers) {
                while (worker.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
            whenWaiting.run();
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }
}
