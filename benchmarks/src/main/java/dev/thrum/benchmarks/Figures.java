// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// What the samples of all passes say.
///
/// Ratios are taken pass by pass, between figures that were measured shortly after one another, and their median is
/// what counts: a machine that gets busier on the way slows both sides.
///
/// @param samples the samples
record Figures(List<Sample> samples) {

    /// The figures of one benchmark in one setting.
    record Spread(double median, double least, double most) {}

    List<String> settings() {
        return samples.stream().map(Sample::setting).distinct().toList();
    }

    List<String> subjects(String setting) {
        return samples.stream().filter(sample -> sample.setting().equals(setting)).map(Sample::subject).distinct()
                .toList();
    }

    Spread spread(String subject, String setting) {
        double[] figures = samples.stream()
                .filter(sample -> sample.subject().equals(subject) && sample.setting().equals(setting))
                .mapToDouble(Sample::figure)
                .sorted()
                .toArray();
        return new Spread(median(figures), figures[0], figures[figures.length - 1]);
    }

    /// Nothing if the setting has no figure of ours or none of a peer.
    OptionalDouble ratio(Suite.Target target, String setting) {
        double[] ratios = samples.stream()
                .filter(sample -> sample.subject().equals(target.ours()) && sample.setting().equals(setting))
                .flatMapToDouble(ours -> best(target.peers(), ours).stream().map(best -> ours.figure() / best))
                .sorted()
                .toArray();
        return ratios.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(ratios));
    }

    private OptionalDouble best(List<String> peers, Sample ours) {
        return samples.stream()
                .filter(sample -> peers.contains(sample.subject()) && sample.setting().equals(ours.setting())
                        && sample.pass() == ours.pass())
                .mapToDouble(Sample::figure)
                .min();
    }

    private static double median(double[] sorted) {
        return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1).average().orElseThrow();
    }

    /// Three significant digits, or all before the point.
    static String text(double figure) {
        return String.format(Locale.ROOT, figure < 10 ? "%.2f" : figure < 100 ? "%.1f" : "%,.0f", figure);
    }
}
