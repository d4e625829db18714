// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.generators;

import dev.thrum.coroutines.Coroutine;
import dev.thrum.coroutines.RequestRunner;
import java.util.Random;

/// Towards an event loop: coroutines that yield what they need, and a runner that sends it to them, each in its turn.
///
/// This is the form that Python's generators have: every method on the way to a `yield` is a coroutine itself, and is
/// called by `yieldFrom`. [RunnerDirect] does without.
final class RunnerWithYield {

    private static final String LETTERS = "ABCDRTYUWETDGH";

    // @start region="yield"
    /// Multiplies a string by a number.
    static Coroutine<Object, Object, String> computer() {
        return Coroutine.of(self -> {
            int times = (int) self.yield(Integer.class);
            String letter = (String) self.yield(String.class);
            return letter.repeat(times);
        });
    }

    /// Joins n strings.
    static Coroutine<Object, Object, String> repeater(int n) {
        return Coroutine.of(self -> {
            StringBuilder result = new StringBuilder();
            for (int i = 0; i < n; i++) {
                result.append(self.yieldFrom(computer()));
            }
            return result.toString();
        });
    }
    // @end region="yield"

    void main() throws InterruptedException {
        Random random = new Random(1);
        // @start region="yield-run"
        RequestRunner runner = RequestRunner.builder()
                .onType(Integer.class, () -> random.nextInt(1, 8))
                .onType(String.class, () -> String.valueOf(LETTERS.charAt(random.nextInt(LETTERS.length()))))
                .build();
        IO.println(runner.run(repeater(10), repeater(2), repeater(6)));
        // @end region="yield-run"
    }
}
