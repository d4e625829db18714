// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;

/// One figure of one process: its fastest iteration, since what else runs on the machine can only slow an iteration
/// down.
///
/// @param subject the benchmark
/// @param setting the setting and the parameters it was run with
/// @param pass in which pass: figures of one pass were measured shortly after one another
/// @param nanos nanoseconds an operation
record Sample(String subject, String setting, int pass, double nanos) {

    static Sample of(RunResult result, Suite.Setting setting, int pass) {
        var parameters = result.getParams();
        String benchmark = parameters.getBenchmark();
        String values = parameters.getParamsKeys().stream().map(parameters::getParam).collect(Collectors.joining(", "));
        return new Sample(benchmark.substring(benchmark.lastIndexOf('.') + 1), setting.name() + values, pass,
                result.getPrimaryResult().getStatistics().getMin());
    }
}
