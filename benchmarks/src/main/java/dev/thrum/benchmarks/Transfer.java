// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.ArrayList;
import java.util.List;

/// Threads that pass numbers on to one another, from the first to the last number.
final class Transfer {

    /// Does something with the number that is next.
    interface Step {
        void make(int number) throws Exception;
    }

    /// What one thread does.
    ///
    /// @param first the first number
    /// @param last the one after the last
    /// @param step what it does with each
    private record Part(int first, int last, Step step) implements Runnable {
        @Override
        public void run() {
            try {
                for (int i = first; i < last; i++) {
                    step.make(i);
                }
            } catch (Exception e) {
                throw new IllegalStateException("A thread of a benchmark failed", e);
            }
        }
    }

    private final Thread.Builder kind;
    private final List<Part> parts = new ArrayList<>();

    /// @param kind `platform` or `virtual`
    Transfer(String kind) {
        this.kind = kind.equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
    }

    /// Adds a thread that makes a step for each of the numbers.
    Transfer with(int first, int last, Step step) {
        parts.add(new Part(first, last, step));
        return this;
    }

    /// Runs the threads and waits for them.
    void run() throws InterruptedException {
        List<Thread> threads = parts.stream().map(kind::start).toList();
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
