// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/// The figures of a suite as a page of Markdown: each with its spread, and each target with the ratio that was reached.
///
/// Ratios are taken pass by pass, between figures that were measured shortly after one another, and their median is
/// what counts: a machine that gets busier on the way slows both sides.
///
/// @param suite what was run
/// @param samples the figures of all passes
record Report(Suite suite, List<Sample> samples) {

    String toMarkdown(Collection<String> conditions) {
        StringBuilder page = new StringBuilder("# ").append(suite.title()).append("\n\n");
        conditions.forEach(condition -> page.append("- ").append(condition).append('\n'));
        page.append("\n## Nanoseconds an operation\n\nOf each process its fastest iteration; of these the median, the least and the most.\n");
        settings().forEach(setting -> {
            page.append(setting.isEmpty() ? "\n" : "\n**" + setting + "**\n\n");
            page.append("| benchmark | median | least | most |\n|---|---:|---:|---:|\n");
            subjects(setting).forEach(subject -> page.append(row(subject, setting)));
        });
        page.append("\n## Targets\n\nThe ratio is the median of the passes' ratios; of several peers the fastest counts.\n\n");
        page.append("| row | setting | ours | peer | ratio | target | |\n|---|---|---|---|---:|---:|---|\n");
        settings().forEach(setting -> suite.targets().forEach(target -> page.append(row(target, setting))));
        return page.toString();
    }

    private Stream<String> settings() {
        return samples.stream().map(Sample::setting).distinct();
    }

    private Stream<String> subjects(String setting) {
        return samples.stream().filter(sample -> sample.setting().equals(setting)).map(Sample::subject).distinct();
    }

    private String row(String subject, String setting) {
        double[] figures = samples.stream()
                .filter(sample -> sample.subject().equals(subject) && sample.setting().equals(setting))
                .mapToDouble(Sample::nanos).sorted().toArray();
        return "| %s | %s | %s | %s |%n".formatted(subject, text(median(figures)), text(figures[0]),
                text(figures[figures.length - 1]));
    }

    private String row(Suite.Target target, String setting) {
        double[] ratios = samples.stream()
                .filter(sample -> sample.subject().equals(target.ours()) && sample.setting().equals(setting))
                .flatMapToDouble(ours -> best(target.peers(), ours).stream().map(best -> ours.nanos() / best))
                .sorted().toArray();
        if (ratios.length == 0) {
            return "";
        }
        double ratio = median(ratios);
        return "| %s | %s | %s | %s | %s | ≤ %s | %s |%n".formatted(target.row(), setting, target.ours(),
                String.join(", ", target.peers()), text(ratio), target.most(), ratio <= target.most() ? "met" : "**missed**");
    }

    private OptionalDouble best(List<String> peers, Sample ours) {
        return samples.stream()
                .filter(sample -> peers.contains(sample.subject()) && sample.setting().equals(ours.setting())
                        && sample.pass() == ours.pass())
                .mapToDouble(Sample::nanos).min();
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : DoubleStream.of(sorted[middle - 1], sorted[middle]).sum() / 2;
    }

    /// Three significant digits, or all before the point.
    private static String text(double figure) {
        return String.format(Locale.ROOT, figure < 10 ? "%.2f" : figure < 100 ? "%.1f" : "%,.0f", figure);
    }
}
