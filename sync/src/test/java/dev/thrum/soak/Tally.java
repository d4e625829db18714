// SPDX-License-Identifier: Apache-2.0
package dev.thrum.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Items that go in somewhere and must come out, each once: their number, and a sum of something like a random number
/// for each, in which a lost and a doubled one do not make up for one another.
final class Tally {

    private final AtomicLong numbers = new AtomicLong();
    private final LongAdder in = new LongAdder();
    private final LongAdder inSum = new LongAdder();
    private final LongAdder out = new LongAdder();
    private final LongAdder outSum = new LongAdder();

    /// A new item.
    long next() {
        return numbers.getAndIncrement();
    }

    void in(long item) {
        in.increment();
        inSum.add(scrambled(item));
    }

    void out(long item) {
        out.increment();
        outSum.add(scrambled(item));
    }

    private static long scrambled(long item) {
        long bits = (item + 1) * 0x9E3779B97F4A7C15L;
        return (bits ^ bits >>> 29) * 0xBF58476D1CE4E5B9L;
    }

    /// Throws an [AssertionError] unless exactly what went in has come out.
    void check() {
        assertThat(out.sum()).as("items that came out").isEqualTo(in.sum());
        assertThat(outSum.sum()).as("sum of the items that came out").isEqualTo(inSum.sum());
    }

    /// Throws an [AssertionError] if more has come out than went in: where items may be dropped.
    void checkNothingInvented() {
        assertThat(out.sum()).as("items that came out").isLessThanOrEqualTo(in.sum());
    }

    @Override
    public String toString() {
        return in + " in, " + out + " out";
    }
}
