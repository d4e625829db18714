// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The page of the guide on what generators cost: the newest result of each of their suites, so that page and results
/// cannot disagree.
final class CostsPage {

    /// Relative to the folder of this module.
    static final Path PAGE = Path.of("..", "docs", "guide", "generator-costs.md");

    private static final String RESULTS_FROM_PAGE = "../../benchmarks/results/";
    private static final String TEMPLATE = "generator-costs.md";
    private static final String ROWS = "G";

    private CostsPage() {}

    static boolean isAbout(Suite suite) {
        return suite.targets().stream().anyMatch(target -> target.row().startsWith(ROWS));
    }

    /// The text of the page.
    ///
    /// @param results the folder of the results
    static String of(Path results) throws IOException {
        List<String> rows = new ArrayList<>();
        StringBuilder sections = new StringBuilder();
        for (Suite suite : (Iterable<Suite>) Suites.ALL.stream().filter(CostsPage::isAbout)::iterator) {
            sections.append("\n## ").append(suite.title()).append("\n\n");
            Optional<Path> newest = newest(results, suite);
            if (newest.isPresent()) {
                List<String> report = Files.readAllLines(newest.get());
                report.stream().filter(line -> line.startsWith("| " + ROWS)).forEach(rows::add);
                sections.append(section(suite, newest.get().getFileName().toString(), report));
            } else {
                sections.append("Not measured yet.\n");
            }
        }
        return template()
                .replace("{targets}\n", Report.TARGETS_HEADER
                        + rows.stream().sorted().map(row -> row + "\n").collect(Collectors.joining()))
                .replace("{suites}\n", sections);
    }

    private static String section(Suite suite, String name, List<String> report) {
        String stem = RESULTS_FROM_PAGE + name.substring(0, name.length() - ".md".length());
        String conditions = report.stream()
                .skip(1)
                .dropWhile(String::isEmpty)
                .takeWhile(line -> line.startsWith("- "))
                .collect(Collectors.joining("\n", "", "\n"));
        return "![%s](%s.svg)%n%n%s- [all figures](%s.md)%n".formatted(suite.title(), stem, conditions, stem);
    }

    /// The dates in the names sort as text.
    private static Optional<Path> newest(Path results, Suite suite) throws IOException {
        try (Stream<Path> files = Files.list(results)) {
            return files
                    .filter(file -> file.getFileName().toString().matches("\\d{4}-\\d\\d-\\d\\d-" + suite.name() + "\\.md"))
                    .max(Path::compareTo);
        }
    }

    private static String template() throws IOException {
        try (InputStream template = CostsPage.class.getResourceAsStream(TEMPLATE)) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
