// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.util.Statistics;

/// One figure of one process: its fastest iteration, since what else runs on the machine can only slow an iteration
/// down; or, where that is the subject, the mean of its iterations.
///
/// @param subject the benchmark
/// @param setting the setting and the parameters it was run with
/// @param pass in which pass: figures of one pass were measured shortly after one another
/// @param figure the figure, in the unit of the suite
record Sample(String subject, String setting, int pass, double figure) {

    static Sample of(RunResult result, Suite.Setting setting, int pass) {
        var parameters = result.getParams();
        String benchmark = parameters.getBenchmark();
        String values = parameters.getParamsKeys().stream().map(parameters::getParam).collect(Collectors.joining(", "));
        Statistics iterations = result.getPrimaryResult().getStatistics();
        return new Sample(benchmark.substring(benchmark.lastIndexOf('.') + 1), setting.name() + values, pass,
                setting.load() == Suite.Load.NONE ? iterations.getMin() : iterations.getMean());
    }
}
