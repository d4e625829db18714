// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// JMH's annotation processor has run: the generated list has benchmarks in it, they run, and the targets name them.
class BenchmarkListTest {
    @ParameterizedTest
    @ValueSource(strings = {
            "UncontendedLock.mutex", "QueuePair.fifoQueue",
            "GeneratorPush.generatorForEach", "GeneratorPush.generatorChain", "GeneratorPush.kotlinForLoop",
            "GeneratorPull.generatorNext",
            "GeneratorSend.coroutineSend", "GeneratorSend.kotlinChannels",
            "GeneratorPrefetch.generatorPrefetch", "GeneratorPrefetch.blockingQueue",
            "GeneratorDelegation.pullDepth1000", "GeneratorDelegation.kotlinDepth1000",
            "GeneratorStart.generatorStart"})
    void oneBenchmarkRuns(String name) throws RunnerException {
        var results = new Runner(new OptionsBuilder()
                .include(name + "$")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(50))
                .addProfiler(Distance.class)
                .verbosity(VerboseMode.SILENT)
                .build()).run();

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.getPrimaryResult().getScore()).isPositive();
            assertThat(result.getSecondaryResults()).containsKey(Distance.NAME);
        });
    }

    @Test
    void ourSideOfATargetIsABenchmark() {
        for (Suite suite : Suites.ALL) {
            List<String> benchmarks = jmhBenchmarks(suite).toList();
            if (!benchmarks.isEmpty()) {
                assertThat(suite.targets()).extracting(Suite.Target::ours).as(suite.name()).isSubsetOf(benchmarks);
            }
        }
    }

    @Test
    void aTargetIsCheckedInSomeSetting() {
        for (Suite suite : Suites.ALL) {
            assertThat(suite.targets()).as(suite.name()).allSatisfy(target -> assertThat(suite.settings())
                    .anyMatch(setting -> target.isFor(setting.name()) && setting.only().matcher(target.ours()).find()));
        }
    }

    private static Stream<String> jmhBenchmarks(Suite suite) {
        return suite.sources().stream()
                .flatMap(source -> source instanceof Suite.Jmh jmh ? Stream.of(jmh.benchmarks()) : Stream.empty())
                .map(Class::getMethods)
                .flatMap(Arrays::stream)
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .map(Method::getName);
    }
}
