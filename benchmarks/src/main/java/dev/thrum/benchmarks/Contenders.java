// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.List;
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
    /// @param steps how many steps all of them take together
    /// @param step one step
    /// @param whenWaiting if not null, something that they have to wait for at first: run when all of them do
    static void share(String threads, int steps, Step step, @Nullable Runnable whenWaiting) throws InterruptedException {
        List<String> numberAndKind = List.of(threads.split(" ", 2));
        int number = Integer.parseInt(numberAndKind.get(0));
        Thread.Builder kind = numberAndKind.get(1).equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
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
