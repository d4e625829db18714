// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.io.PrintStream;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Shows how far one job in one way has come. [#step] may be called by any thread.
interface Progress extends AutoCloseable {
    void step();

    @Override
    void close();

    /// How progress is shown.
    @FunctionalInterface
    interface Style {
        /// Begins to show the progress of `task`, which has so many steps.
        Progress begin(String task, int steps);
    }

    /// Not at all.
    static Style silent() {
        return (_, _) -> new Line();
    }

    /// One line when a task begins, for output that goes to a file.
    static Style lines(PrintWriter out) {
        return (task, steps) -> {
            out.println(task + ": " + Way.count(steps, "piece"));
            out.flush();
            return new Line();
        };
    }

    /// A bar that grows, for a terminal; the next one takes its line.
    static Style bar(PrintStream terminal) {
        return (task, steps) -> new Bar(new ProgressBarBuilder()
                .setTaskName("%-22s".formatted(task))
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .setConsumer(new ConsoleProgressBarConsumer(terminal, 79))
                .clearDisplayOnFinish()
                .build());
    }

    /// A line stands there once and for all.
    record Line() implements Progress {
        @Override
        public void step() {}

        @Override
        public void close() {}
    }

    /// A bar in a terminal.
    record Bar(ProgressBar bar) implements Progress {
        @Override
        public void step() {
            bar.step();
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
