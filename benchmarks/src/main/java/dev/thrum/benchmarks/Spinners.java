// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

/// Keeps processors busy. The threads are of the process that starts the benchmarks, not of the measured one: so they
/// take no part in its garbage collections, its compilations or its scheduling of virtual threads, and a script in
/// another language meets the same load.
final class Spinners implements AutoCloseable {

    private volatile boolean isClosed;

    private Spinners() {}

    static Spinners start(Suite.Load load) {
        Spinners spinners = new Spinners();
        int number = switch (load) {
            case NONE -> 0;
            case OTHER_PROCESSORS -> Runtime.getRuntime().availableProcessors() - 1;
        };
        for (int i = 0; i < number; i++) {
            Thread.ofPlatform().daemon().name("spinner " + i).start(spinners::spin);
        }
        return spinners;
    }

    private void spin() {
        while (!isClosed) {
            // another look is all there is to do
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
