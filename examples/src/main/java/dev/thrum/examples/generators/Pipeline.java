// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Coroutine;
import java.util.List;

/// A pipeline that is pushed from its source: each stage sends on what it lets through, and whoever closes the first
/// stage closes all.
///
/// Generators make the pipeline that is *pulled* from its end; coroutines can also have several targets.
final class Pipeline {

    private static final List<String> LINES = List.of(
            "the coroutine waits at its yield",
            "a thread waits in the kernel",
            "a coroutine is sent a line",
            "and this is the last line");

    // @start region="pipeline"
    static void feed(List<String> lines, Coroutine<Integer, String, ?> target) {
        try (target) {
            target.start();
            for (String line : lines) {
                IO.println(target.send(line) + " of the lines so far");
            }
        }
    }

    static Coroutine<Integer, String, Void> grep(String word, Coroutine<Integer, String, ?> target) {
        return Coroutine.of("grep " + word, self -> {
            try (target) {
                int passed = target.start();
                while (true) {
                    String line = self.yield(passed);
                    if (line.contains(word)) {
                        passed = target.send(line);
                    }
                }
            }
        });
    }

    static Coroutine<Integer, String, Void> printer() {
        return Coroutine.of("printer", self -> {
            int printed = 0;
            try {
                while (true) {
                    IO.println(self.yield(printed));
                    printed++;
                }
            } finally {
                IO.println("Printed " + printed);
            }
        });
    }
    // @end region="pipeline"

    void main() {
        // @start region="feed"
        feed(LINES, grep("coroutine", printer()));
        // @end region="feed"
    }
}
