// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The comparison as a table of text.
///
/// @param rows the cells as they are shown, in the report as well
record ResultTable(List<Row> rows) {

    /// One job in one way.
    record Row(String job, String way, String seconds, String speedUp, String used) {
        private static final Row HEADINGS = new Row("job", "way", "seconds", "speed-up", "used");

        private List<String> cells() {
            return List.of(job, way, seconds, speedUp, used);
        }
    }

    static ResultTable of(Comparison comparison) {
        return new ResultTable(comparison.outcomes().stream().map(outcome -> row(comparison, outcome)).toList());
    }

    static Row row(Comparison comparison, Outcome outcome) {
        return new Row(
                outcome.job().name().toString(),
                outcome.way().name().toString(),
                String.format(Locale.ROOT, "%.3f", outcome.seconds()),
                comparison.speedUp(outcome).map(ResultTable::times).orElse("-"),
                outcome.crew());
    }

    /// A loss takes two digits: 0.04 is not the same as nothing.
    private static String times(double speedUp) {
        return speedUp < 0.005 ? "<0.01" : String.format(Locale.ROOT, speedUp < 0.95 ? "%.2f" : "%.1f", speedUp);
    }

    /// The table in lines, drawn with what `charset` has: a box if it can, hyphens and bars if not.
    String render(Charset charset) {
        boolean box = charset.newEncoder().canEncode("│─┼");
        List<Row> all = new ArrayList<>(rows);
        all.addFirst(Row.HEADINGS);
        int[] widths = IntStream.range(0, 5)
                .map(column -> all.stream().mapToInt(row -> row.cells().get(column).length()).max().orElseThrow())
                .toArray();
        String rule = IntStream.of(widths)
                .mapToObj(width -> (box ? "─" : "-").repeat(width + 2))
                .collect(Collectors.joining(box ? "┼" : "+"));
        StringBuilder text = new StringBuilder();
        Row above = Row.HEADINGS;
        for (Row row : all) {
            if (!row.job().equals(above.job())) {
                text.append(rule).append('\n');
            }
            text.append(line(row, widths, box ? "│" : "|")).append('\n');
            above = row;
        }
        return text.toString();
    }

    private static String line(Row row, int[] widths, String bar) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> {
                    boolean number = column == 2 || column == 3;
                    return (" %" + (number ? "" : "-") + widths[column] + "s ").formatted(row.cells().get(column));
                })
                .collect(Collectors.joining(bar)).stripTrailing();
    }
}
