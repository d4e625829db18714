// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import java.time.Duration;
import java.util.Random;

/// The times of a soak: most of them short, some long enough for ten thousand tasks to be there at the same time.
final class Pauses {

    private static final int SHORT_NANOS = 2_000_000;
    private static final int LONG_NANOS = 400_000_000;

    private Pauses() {}

    static Duration any(Random random) {
        return Duration.ofNanos(random.nextInt(random.nextInt(4) == 0 ? LONG_NANOS : SHORT_NANOS));
    }

    static Duration brief(Random random) {
        return Duration.ofNanos(random.nextInt(SHORT_NANOS));
    }
}
