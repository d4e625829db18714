// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// JMH's annotation processor has run: the generated list has benchmarks in it, and one of them runs.
class BenchmarkListTest {
    @Test
    void oneBenchmarkRuns() throws RunnerException {
        var results = new Runner(new OptionsBuilder()
                .include("UncontendedLockBenchmark.mutex")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50))
                .verbosity(VerboseMode.SILENT)
                .build()).run();

        assertThat(results).singleElement()
                .satisfies(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
    }
}
