// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourTest {
    @TempDir
    static Path folderOfWhole;

    /// Everything there is, small.
    static Ran whole;

    @TempDir
    Path folder;

    @BeforeAll
    static void runTheWholeTour() {
        whole = Ran.tour("--quick", "--threads", "3", "--processes", "2",
                "--report", folderOfWhole.resolve("report.html").toString());
    }

    @Test
    void showsEveryJobInEveryWay() {
        assertThat(whole.exitCode()).as(whole.err()).isZero();
        List<String> rows = new ArrayList<>();
        whole.lines().stream()
                .map(line -> line.split("[│|]"))
                .filter(cells -> cells.length == 5)
                .forEach(cells -> rows.add(cells[0].strip() + " " + cells[1].strip() + ": " + cells[4].strip()));
        assertThat(rows).containsExactly(
                "job way: used",
                "download sequential: 1 thread",
                "download threads: 3 threads",
                "download loop: 1 loop, 8 tasks",
                "download processes: 2 processes",
                "squares sequential: 1 thread",
                "squares threads: 3 threads",
                "squares loop: 1 loop, 20 tasks",
                "squares processes: 2 processes",
                "primes sequential: 1 thread",
                "primes threads: 3 threads",
                "primes loop: 1 loop, 10 tasks",
                "primes processes: 2 processes");
    }

    @Test
    void everyWayFindsTheSameAnswerAndItIsRight() throws IOException {
        int bytes = 4 * Pages.bundled().byName().values().stream().mapToInt(page -> page.length).sum();
        long squares = LongStream.range(0, 20)
                .flatMap(x -> LongStream.range(0, 50_000 + x)).map(number -> number * number).sum();

        assertThat(parsed(folderOfWhole.resolve("report.html")).select("section > p.faint").eachText()).containsExactly(
                "Every way found the same answer: 8 pages of %,d bytes in all.".formatted(bytes),
                "Every way found the same answer: %,d.".formatted(squares),
                "Every way found the same answer: 2,262 primes.");
    }

    @Test
    void concludesInTwoSentencesAndSaysWhereTheReportIs() {
        Ran ran = Ran.tour("--quick", "--ways", "sequential,threads", "--report", report().toString());

        String conclusion =
                ran.lines().stream().filter(line -> line.startsWith("Downloading")).findFirst().orElseThrow();
        assertThat(conclusion.split("\\.(?= |$)")).hasSize(2);
        assertThat(conclusion).contains("5 threads").contains("Computing needs processors");
        assertThat(ran.lines()).contains("Report: " + report());
        assertThat(ran.out()).contains("quick look");
    }

    @Test
    void writesAReportWithALaneForEachWorkerAndABarForEachPiece() throws IOException {
        Document report = parsed(folderOfWhole.resolve("report.html"));

        assertThat(report.select("section h2").eachText()).containsExactly("Download 2 pages 4 times",
                "Add up the squares below 50,000 + x, for 20 values of x", "Count the primes below 20,000 in 10 ranges",
                "How it was measured");
        assertThat(report.select(".run")).hasSize(12);
        for (String job : List.of("download", "squares", "primes")) {
            int pieces = switch (job) {
                case "download" -> 8;
                case "squares" -> 20;
                default -> 10;
            };
            for (Way.Name way : Way.Name.values()) {
                var drawing = report.select("svg[aria-labelledby=" + job + "-" + way + "-title]");
                assertThat(drawing.select(".lane rect")).as("bars of %s, %s", job, way).hasSize(pieces);
            }
            assertThat(report.select("svg[aria-labelledby=" + job + "-sequential-title] .lane")).hasSize(1);
            assertThat(report.select("svg[aria-labelledby=" + job + "-threads-title] .lane")).hasSizeBetween(1, 3);
            assertThat(report.select("svg[aria-labelledby=" + job + "-processes-title] .lane")).hasSizeBetween(1, 2);
        }
        assertThat(report.select("svg[aria-labelledby=squares-loop-title] .lane"))
                .as("a loop computes one task at a time, so one lane is enough").hasSize(1);
    }

    @Test
    void theReportNeedsNothingButItself() throws IOException {
        Ran.tour("--quick", "--jobs", "download", "--ways", "sequential", "--report", report().toString());

        Document report = parsed(report());
        assertThat(report.select("[src], link, script, iframe, a[href]")).isEmpty();
        assertThat(report.outerHtml()).doesNotContain("url(").doesNotContain("@import");
    }

    @Test
    void leavesOutWaysAndJobsThatNobodyAskedFor() {
        Ran ran = Ran.tour("--quick", "--ways", "THREADS", "--jobs", "squares", "--report", report().toString());

        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).contains("threads").doesNotContain("download  ").doesNotContain("│ sequential");
    }

    @Test
    void showsProgressInLinesWhereThereIsNoTerminal() {
        Ran ran = Ran.tour("--quick", "--ways", "threads", "--report", report().toString());

        assertThat(ran.err().lines())
                .containsExactly(
                        "download, threads: 8 pieces", "squares, threads: 20 pieces", "primes, threads: 10 pieces");
    }

    @Test
    void isSilentAboutProgressWhenToldSo() {
        Ran ran = Ran.tour("--quick", "--no-progress", "--ways", "threads", "--report", report().toString());

        assertThat(ran.err()).isEmpty();
    }

    @Test
    void servesTheFilesOfAnotherFolder() throws IOException {
        Path pages = Files.createDirectory(folder.resolve("pages"));
        Files.writeString(pages.resolve("one page.html"), "1".repeat(1_000));
        Files.writeString(pages.resolve("zwei & drei.html"), "2".repeat(500));
        Files.writeString(pages.resolve(".hidden"), "nobody is meant to see this");

        Ran ran = Ran.tour("--quick", "--pages", pages.toString(), "--repeat", "3", "--jobs", "download",
                "--ways", "sequential,threads", "--report", report().toString());

        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(parsed(report()).text()).contains("6 pages of 4,500 bytes in all");
    }

    @Test
    void downloadsAddressesFromElsewhere() throws Exception {
        try (PageServer elsewhere = PageServer.start(Pages.bundled(), 0, Duration.ZERO)) {
            String addresses = String.join(",", elsewhere.addresses().stream().map(URI::toString).toList());

            Ran ran = Ran.tour("--quick", "--urls", addresses, "--jobs", "download", "--report", report().toString());

            assertThat(ran.exitCode()).as(ran.err()).isZero();
            assertThat(parsed(report()).text()).contains("8 complete pages");
        }
    }

    private Path report() {
        return folder.resolve("report.html");
    }

    /// The report, once it is sure that a browser has nothing to mend in it.
    private static Document parsed(Path file) throws IOException {
        Parser strict = Parser.htmlParser().setTrackErrors(10);
        Document report = Jsoup.parse(Files.readString(file), "", strict);
        assertThat(strict.getErrors()).isEmpty();
        return report;
    }
}
