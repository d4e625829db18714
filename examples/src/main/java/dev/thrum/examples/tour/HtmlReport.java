// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/// The comparison as one HTML file that needs nothing else: its style and its drawings are inside.
///
/// The page's look is in the template beside this class, which reads like the page it becomes. The records here are
/// what the template names; every text they hold is escaped on its way into the page.
final class HtmlReport {
    record Section(String id, String title, String answer, List<Run> runs) {}

    record Run(String id, ResultTable.Row row, String share, Timeline timeline) {}

    private HtmlReport() {}

    static String of(Comparison comparison, String conclusion, List<String> notes, Machine machine) {
        DateTimeFormatter toTheMinute = DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH);
        return template().execute(Map.of(
                "conclusion", conclusion,
                "notes", notes,
                "date", ZonedDateTime.now(ZoneId.systemDefault()).format(toTheMinute),
                "machine", machine,
                "load", machine.load() < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", machine.load()),
                "sections", comparison.byJob().stream().map(job -> section(comparison, job)).toList()));
    }

    private static Section section(Comparison comparison, List<Outcome> job) {
        double longest = job.stream().mapToDouble(Outcome::seconds).max().orElseThrow();
        String id = job.getFirst().job().name().toString();
        List<Run> runs = job.stream().map(outcome -> {
            ResultTable.Row row = ResultTable.row(comparison, outcome);
            String share = String.format(Locale.ROOT, "%.2f", 100 * outcome.seconds() / longest);
            return new Run(id + "-" + row.way(), row, share, Timeline.of(outcome));
        }).toList();
        return new Section(id, job.getFirst().job().title(), job.getFirst().answer(), runs);
    }

    private static Template template() {
        try (InputStream file = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.html"))) {
            return Mustache.compiler().escapeHTML(true).compile(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
