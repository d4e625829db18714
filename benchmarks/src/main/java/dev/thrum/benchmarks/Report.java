// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.util.Collection;
import java.util.OptionalDouble;

/// The figures of a suite as a page of Markdown: each with its spread, and each target with the ratio that was reached.
///
/// @param suite what was run
/// @param figures what came out
record Report(Suite suite, Figures figures) {

    static final String TARGETS_HEADER = """
            | row | setting | ours | peer | ratio | target | |
            |---|---|---|---|---:|---:|---|
            """;

    private static final String FIGURES_HEADER = """
            | benchmark | median | least | most |
            |---|---:|---:|---:|
            """;

    /// @param chart the file name of the chart
    String toMarkdown(Collection<String> conditions, String chart) {
        StringBuilder page = new StringBuilder("# ").append(suite.title()).append("\n\n");
        conditions.forEach(condition -> page.append("- ").append(condition).append('\n'));
        page.append("\n## ").append(suite.unit()).append("\n\n").append(explanation()).append('\n');
        figures.settings().forEach(setting -> {
            page.append(setting.isEmpty() ? "\n" : "\n**" + setting + "**\n\n").append(FIGURES_HEADER);
            figures.subjects(setting).forEach(subject -> page.append(row(subject, setting)));
        });
        page.append("\n![the medians as bars](").append(chart).append(")\n");
        page.append("\n## Targets\n\nThe ratio is the median of the passes' ratios; of several peers the fastest counts.\n\n");
        page.append(TARGETS_HEADER);
        figures.settings().forEach(setting -> suite.targets().stream()
                .filter(target -> target.isFor(setting))
                .forEach(target -> page.append(row(target, setting))));
        return page.toString();
    }

    private String explanation() {
        boolean hasLoad = suite.settings().stream().anyMatch(setting -> setting.load() != Suite.Load.NONE);
        return "Of each process " + suite.counted() + "; of these the median, the least and the most."
                + (suite.hasContention()
                        ? " What threads share takes longer from one to the other while the processors are far apart, as those"
                                + " of a virtual machine are at times; so the iterations at either place are told apart."
                        : "")
                + (hasLoad
                        ? " Where the other processors are busy, on purpose, the mean iteration: a thread of the process"
                                + " that starts the benchmarks spins on each."
                        : "");
    }

    private String row(String subject, String setting) {
        Figures.Spread spread = figures.spread(subject, setting);
        return "| %s | %s | %s | %s |%n".formatted(subject, Figures.text(spread.median()),
                Figures.text(spread.least()), Figures.text(spread.most()));
    }

    private String row(Suite.Target target, String setting) {
        OptionalDouble ratio = figures.ratio(target, setting);
        if (ratio.isEmpty()) {
            return "";
        }
        return "| %s | %s | %s | %s | %s | ≤ %s | %s |%n".formatted(target.row(), setting, target.ours(),
                String.join(", ", target.peers()), Figures.text(ratio.getAsDouble()), target.most(),
                ratio.getAsDouble() <= target.most() ? "met" : "**missed**");
    }
}
