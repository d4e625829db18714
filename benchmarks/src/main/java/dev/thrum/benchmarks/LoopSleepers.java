// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import dev.thrum.core.Strand;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.coroutines.TaskGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A million that sleep for a second at the same time: how long it takes until the last one has ended, and how much
/// memory the process has had in use at most. Prints a name and a figure a line.
///
/// Each way has a process of its own, started for this: what the JVM has to compile is part of the figure, and so is the
/// memory of the JVM itself. The time is that from the start of `main`; the memory is the resident set at its largest,
/// as Linux tells it, of a heap that may grow to 4 GiB.
public final class LoopSleepers {

    private static final int SLEEPERS = 1_000_000;
    private static final Duration SLEEP = Duration.ofSeconds(1);
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";

    private LoopSleepers() {}

    /// Measures and prints.
    ///
    /// @param arguments the name of the way
    /// @throws Exception if a sleep fails, or the memory cannot be read
    public static void main(String[] arguments) throws Exception {
        long start = System.nanoTime();
        switch (arguments[0]) {
            case "eventLoop" -> eventLoop();
            case "virtualThread" -> virtualThread();
            case "kotlin" -> KotlinLoop.sleepers(SLEEPERS, SLEEP.toMillis());
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println(arguments[0] + "Time " + (System.nanoTime() - start) / 1e9);
        System.out.println(arguments[0] + "Memory " + peakMebibytes());
    }

    private static void eventLoop() throws Exception {
        EventLoop.run(() -> {
            new TaskGroup().run(group -> {
                for (int i = 0; i < SLEEPERS; i++) {
                    group.spawn("sleeper", LoopSleepers::sleep);
                }
            });
            return SLEEPERS;
        });
    }

    private static int sleep() throws InterruptedException {
        Strand.sleep(SLEEP);
        return 1;
    }

    private static void virtualThread() throws InterruptedException {
        Thread[] threads = new Thread[SLEEPERS];
        for (int i = 0; i < SLEEPERS; i++) {
            threads[i] = Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(SLEEP);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static double peakMebibytes() throws IOException {
        String line = Files.readAllLines(STATUS).stream().filter(text -> text.startsWith(PEAK)).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }
}
