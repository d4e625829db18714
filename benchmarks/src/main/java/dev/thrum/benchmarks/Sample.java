// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/// One figure of one process.
///
/// @param subject the benchmark
/// @param setting the setting and the parameters it was run with
/// @param pass in which pass: figures of one pass were measured shortly after one another
/// @param figure the figure, in the unit of the suite
record Sample(String subject, String setting, int pass, double figure) {

    static Sample of(RunResult result, Suite suite, Suite.Setting setting, int pass) {
        var parameters = result.getParams();
        String benchmark = parameters.getBenchmark();
        String values = parameters.getParamsKeys().stream().map(parameters::getParam).collect(Collectors.joining(", "));
        Suite.Counted counted = setting.load() == Suite.Load.NONE ? suite.counted() : Suite.Counted.MEAN;
        return new Sample(benchmark.substring(benchmark.lastIndexOf('.') + 1), setting.name() + values, pass,
                counted.of(result.getPrimaryResult().getStatistics()));
    }
}
