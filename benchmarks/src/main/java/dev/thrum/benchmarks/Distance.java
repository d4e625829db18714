// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/// How far apart the processors are, measured just before and after each iteration: the time in which a word in memory
/// travels from one thread to another and back.
///
/// A virtual machine has its processors on one core of the host at one time and on two cores that share no cache at
/// another, for seconds or minutes. Whatever goes from thread to thread then takes two to four times as long. Figures
/// that were taken at different distances cannot be compared.
public final class Distance implements InternalProfiler {

    /// What the result of an iteration is called.
    static final String NAME = "distance";

    private static final int BATCHES = 15;
    private static final int TRIPS = 200;

    /// A look takes some tens of nanoseconds, so this is far more than [#TRIPS] trips between running threads need.
    private static final long LONGEST_BATCH_NANOS = 2_000_000;

    private double before;

    /// Where two processors are.
    enum Place {
        /// Round trips of at most 200 ns: two threads of one core, or cores with a common cache.
        NEAR("processors near"),
        FAR("processors far apart"),

        /// The place has changed on the way, or other threads took the processors.
        UNKNOWN("place of the processors unknown");

        private static final double NEAR_NANOS = 200;

        private final String words;

        Place(String words) {
            this.words = words;
        }

        private static Place at(double roundTripNanos) {
            return Double.isNaN(roundTripNanos) ? UNKNOWN : roundTripNanos <= NEAR_NANOS ? NEAR : FAR;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    @Override
    public String getDescription() {
        return "Round trip of a word in memory between two threads, in ns, before and after each iteration";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        before = roundTripNanos();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double after = roundTripNanos();
        double both = Place.at(before) == Place.at(after) ? (before + after) / 2 : Double.NaN;
        return List.of(new ScalarResult(NAME, both, "ns", AggregationPolicy.AVG));
    }

    /// Where the processors were during an iteration that this profiler has watched.
    static Place of(IterationResult iteration) {
        return Place.at(iteration.getSecondaryResults().get(NAME).getScore());
    }

    /// The median of some batches; not a number if the other thread did not get a processor for most of them.
    private static double roundTripNanos() {
        try (Echo echo = new Echo()) {
            double[] batches = DoubleStream.generate(echo::nanosATrip).limit(BATCHES).toArray();
            Arrays.sort(batches);
            return batches[BATCHES / 2];
        }
    }

    /// Another thread that sends a word back as soon as it sees it.
    private static final class Echo implements AutoCloseable {

        private volatile boolean isHere = true;
        private volatile boolean isClosed;

        private Echo() {
            Thread.ofPlatform().daemon().name("echo").start(this::run);
        }

        private void run() {
            while (!isClosed) {
                if (!isHere) {
                    isHere = true;
                }
                Thread.onSpinWait();
            }
        }

        /// NaN, which sorts behind all numbers, if it took too long.
        private double nanosATrip() {
            long start = System.nanoTime();
            for (int i = 0; i < TRIPS; i++) {
                isHere = false;
                while (!isHere) {
                    if (System.nanoTime() - start > LONGEST_BATCH_NANOS) {
                        return Double.NaN;
                    }
                }
            }
            return (double) (System.nanoTime() - start) / TRIPS;
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }
}
