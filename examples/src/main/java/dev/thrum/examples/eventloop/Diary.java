// SPDX-License-Identifier: Apache-2.0
package dev.thrum.examples.eventloop;

import dev.thrum.core.Strand;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Prints what happens, and when: on the clock of whoever runs, which in a test is a virtual one.
final class Diary {

    private final Duration start = Strand.time();

    /// Prints a line with the seconds since this diary was begun.
    void note(@Nullable String what) {
        IO.println(String.format(Locale.ROOT, "%4.1f s  %s", elapsed().toMillis() / 1_000.0, what));
    }

    /// The time since this diary was begun.
    Duration elapsed() {
        return Strand.time().minus(start);
    }
}
