// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Asker;
import dev.thrum.coroutines.RequestRunner;
import java.util.Random;

/// The runner of [RunnerWithYield] with bodies in direct style, where Python goes on to `async` and `await`.
///
/// A body is suspended with all the methods it has called, so these are ordinary methods: they take an [Asker], return
/// what they compute, and nothing marks the calls between them.
final class RunnerDirect {

    private static final String LETTERS = "ABCDRTYUWETDGH";

    // @start region="direct"
    /// Multiplies a string by a number.
    static String compute(Asker asker) {
        int times = asker.ask(Integer.class);
        String letter = asker.ask(String.class);
        return letter.repeat(times);
    }

    /// Joins n strings.
    static String repeat(Asker asker, int n) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < n; i++) {
            result.append(compute(asker));
        }
        return result.toString();
    }
    // @end region="direct"

    void main() throws InterruptedException {
        Random random = new Random(1);
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> random.nextInt(1, 8))
                .onType(String.class, () -> String.valueOf(LETTERS.charAt(random.nextInt(LETTERS.length()))))
                .build();
        // @start region="direct-run"
        IO.println(runner.run(
                asker -> repeat(asker, 10),
                asker -> repeat(asker, 2),
                asker -> repeat(asker, 6)));
        // @end region="direct-run"
    }
}
