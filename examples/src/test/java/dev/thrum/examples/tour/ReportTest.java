// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.data.Offset;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    @Test
    void aTableIsAlignedAndSeparatesTheJobs() {
        Comparison comparison = new Comparison(List.of(
                Samples.outcome(Job.Name.DOWNLOAD, new Sequential(), 10),
                Samples.outcome(Job.Name.DOWNLOAD, new Threads(5), 2.5),
                Samples.outcome(Job.Name.SQUARES, new Sequential(), 0.1),
                Samples.outcome(Job.Name.SQUARES, new Processes(2), 2.5),
                Samples.outcome(Job.Name.SQUARES, new Loop(), 50),
                Samples.outcome(Job.Name.PRIMES, new Threads(5), 100)));

        assertThat(ResultTable.of(comparison).render(StandardCharsets.UTF_8)).isEqualTo("""
                 job      │ way        │ seconds │ speed-up │ used
                ──────────┼────────────┼─────────┼──────────┼────────────────
                 download │ sequential │  10.000 │      1.0 │ 1 thread
                 download │ threads    │   2.500 │      4.0 │ 5 threads
                ──────────┼────────────┼─────────┼──────────┼────────────────
                 squares  │ sequential │   0.100 │      1.0 │ 1 thread
                 squares  │ processes  │   2.500 │     0.04 │ 2 processes
                 squares  │ loop       │  50.000 │    <0.01 │ 1 loop, 1 task
                ──────────┼────────────┼─────────┼──────────┼────────────────
                 primes   │ threads    │ 100.000 │        - │ 5 threads
                """);
    }

    @Test
    void aTableIsDrawnInAsciiWhereThereIsNothingElse() {
        Comparison comparison = new Comparison(List.of(Samples.outcome(Job.Name.PRIMES, new Sequential(), 1)));

        assertThat(ResultTable.of(comparison).render(StandardCharsets.US_ASCII)).isEqualTo("""
                 job    | way        | seconds | speed-up | used
                --------+------------+---------+----------+----------
                 primes | sequential |   1.000 |      1.0 | 1 thread
                """);
    }

    @Test
    void eachThreadHasALaneInNaturalOrder() {
        Timeline timeline = Timeline.of(Samples.outcome(Job.Name.PRIMES, new Threads(10), 2,
                Samples.done("thread 10", 0, 1), Samples.done("thread 2", 0, 1),
                Samples.done("thread 10", 1, 2), Samples.done("thread 1", 0.5, 1)));

        assertThat(timeline.lanes()).extracting(Timeline.Lane::name)
                .containsExactly("thread 1", "thread 2", "thread 10");
        assertThat(timeline.lanes().getLast().bars()).hasSize(2);
        assertThat(timeline.lanes()).allMatch(Timeline.Lane::named);
    }

    @Test
    void tasksShareALaneUnlessTheyOverlap() {
        Timeline timeline = Timeline.of(Samples.outcome(Job.Name.DOWNLOAD, new Loop(), 3,
                Samples.done("a", 0, 1), Samples.done("b", 0.5, 2), Samples.done("c", 1, 3), Samples.done("d", 2, 3)));

        assertThat(timeline.lanes()).hasSize(2);
        assertThat(timeline.lanes()).allSatisfy(lane -> assertThat(lane.bars()).hasSize(2));
    }

    @Test
    void aCrowdOfTasksFitsOnTheScreenAndIsNamedOnce() {
        Done[] tasks = new Done[160];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = Samples.done("task " + i, 0, 1 + i / 1000.0);
        }
        Timeline timeline = Timeline.of(Samples.outcome(Job.Name.DOWNLOAD, new Loop(), 1.2, tasks));

        assertThat(timeline.lanes()).hasSize(160);
        assertThat(timeline.lanes().stream().filter(Timeline.Lane::named)).hasSize(1);
        assertThat(timeline.height()).isLessThan(500);
    }

    @Test
    void barsLieWhereTheirTimesAre() {
        Timeline timeline = Timeline.of(Samples.outcome(Job.Name.PRIMES, new Sequential(), 4,
                Samples.done("main", 1, 2), Samples.done("main", 2, 4)));

        List<Timeline.Bar> bars = timeline.lanes().getFirst().bars();
        double second = (960 - 110 - 12) / 4.0;
        assertThat(Double.parseDouble(bars.getFirst().x())).isCloseTo(110 + second, Offset.offset(0.1));
        assertThat(Double.parseDouble(bars.getLast().width())).isCloseTo(2 * second, Offset.offset(1.0));
        assertThat(bars.getLast().title()).contains("2.000 s to 4.000 s");
    }

    @ParameterizedTest
    @CsvSource({"0.00045, 0.0001 s", "0.03, 0.005 s", "0.9, 0.2 s", "2.1, 0.5 s", "8, 1 s", "10.7, 2 s", "100, 20 s"})
    void theAxisHasRoundNumbersNeitherTooFewNorTooMany(double seconds, String first) {
        List<Timeline.Tick> ticks = Timeline.of(Samples.outcome(Job.Name.PRIMES, new Sequential(), seconds)).ticks();

        assertThat(ticks).hasSizeBetween(4, 9);
        assertThat(ticks.getFirst().label()).isEqualTo("0");
        assertThat(ticks.get(1).label()).isEqualTo(first);
    }

    @Test
    void textFromOutsideCannotBecomeMarkup() {
        String nasty = "<script>alert(\"&amp;\")</script>";
        Outcome outcome = Samples.outcome(Job.Name.DOWNLOAD, new Sequential(), 1,
                new Done("main", nasty, 0, 1, BigInteger.ONE));

        Document report = Jsoup.parse(
                HtmlReport.of(new Comparison(List.of(outcome)), nasty, List.of(nasty), Machine.here()));

        assertThat(report.select("script")).isEmpty();
        assertThat(report.select(".conclusion").text()).isEqualTo(nasty);
        assertThat(report.select("li").text()).isEqualTo(nasty);
        assertThat(report.select(".lane title").text()).contains(nasty);
    }

    @Test
    void theReportSaysOnWhichMachineItWasMade() {
        Outcome outcome = Samples.outcome(Job.Name.PRIMES, new Sequential(), 1);

        Document report = Jsoup.parse(
                HtmlReport.of(new Comparison(List.of(outcome)), "Well.", List.of(), Samples.idle(42)));

        assertThat(report.select("dl").text())
                .contains("Java some Java").contains("System some system").contains("Processors 42; 0.0 threads");
    }

    @Test
    void theMachineIsThisOne() {
        Machine here = Machine.here();

        assertThat(here.java()).contains(System.getProperty("java.runtime.version"));
        assertThat(here.system()).contains(System.getProperty("os.name"));
        assertThat(here.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }
}
