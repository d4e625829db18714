// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.ListStatistics;

/// One figure of one process.
///
/// @param subject the benchmark
/// @param setting the setting and the parameters it was run with
/// @param pass in which pass: figures of one pass were measured shortly after one another
/// @param figure the figure, in the unit of the suite
record Sample(String subject, String setting, int pass, double figure) {

    /// One figure, or one for each place of the processors where that matters.
    static Stream<Sample> of(RunResult result, Suite suite, Suite.Setting setting, int pass) {
        var parameters = result.getParams();
        String benchmark = parameters.getBenchmark();
        String subject = benchmark.substring(benchmark.lastIndexOf('.') + 1);
        String values = parameters.getParamsKeys().stream().map(parameters::getParam).collect(Collectors.joining(", "));
        String name = setting.name() + values;
        if (suite.hasContention()) {
            return byPlace(result).entrySet().stream().map(place -> new Sample(
                    subject, name + ", " + place.getKey(), pass, suite.counted().of(place.getValue())));
        }
        Suite.Counted counted = setting.load() == Suite.Load.NONE ? suite.counted() : Suite.Counted.MEAN;
        return Stream.of(new Sample(subject, name, pass, counted.of(result.getPrimaryResult().getStatistics())));
    }

    /// What the iterations gave; those whose place is unknown are left out.
    private static Map<Distance.Place, ListStatistics> byPlace(RunResult result) {
        Map<Distance.Place, ListStatistics> places = new EnumMap<>(Distance.Place.class);
        for (BenchmarkResult process : result.getBenchmarkResults()) {
            for (IterationResult iteration : process.getIterationResults()) {
                places.computeIfAbsent(Distance.of(iteration), _ -> new ListStatistics())
                        .addValue(iteration.getPrimaryResult().getScore());
            }
        }
        places.remove(Distance.Place.UNKNOWN);
        return places;
    }
}
