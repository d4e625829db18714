// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import java.time.Duration;
import java.util.Random;

/// The times of a soak, all of them short.
final class Pauses {

    private static final int LONGEST_NANOS = 300_000;

    private Pauses() {}

    static Duration any(Random random) {
        return Duration.ofNanos(random.nextInt(LONGEST_NANOS));
    }

    /// Keeps the processor, or gives it away, or neither.
    static void dawdle(Random random) {
        switch (random.nextInt(8)) {
            case 0 -> Thread.yield();
            case 1 -> {
                for (int i = random.nextInt(500); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
            default -> { }
        }
    }
}
