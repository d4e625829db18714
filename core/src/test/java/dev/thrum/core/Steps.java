// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;

/// Checks that a test passes its points in the order of their numbers.
public final class Steps {

    private final AtomicInteger last = new AtomicInteger();

    public Steps() {}

    /// This point is the `number`-th to be reached.
    public void expect(int number) {
        assertThat(last.incrementAndGet()).as("steps so far").isEqualTo(number);
    }

    /// This point is the last one.
    public void finish(int number) {
        expect(number);
        last.set(Integer.MIN_VALUE / 2);
    }
}
