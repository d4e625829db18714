// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConclusionTest {
    private static final Outcome DOWNLOAD_IN_TEN_SECONDS = Samples.outcome(Job.Name.DOWNLOAD, new Sequential(), 10);
    private static final Outcome PRIMES_IN_TEN_SECONDS = Samples.outcome(Job.Name.PRIMES, new Sequential(), 10);

    @Test
    void recommendsWhatWasFastest() {
        assertThat(waiting(new Threads(5), 2, new Loop(), 0.5))
                .contains("5 threads were 5.0 times as fast and the event loop was 20.0 times as fast")
                .contains("for work that waits take the event loop.");
        assertThat(waiting(new Threads(5), 2, new Loop(), 4)).contains("for work that waits take threads.");
    }

    @Test
    void recommendsNothingThatGainedNothing() {
        assertThat(waiting(new Threads(5), 11, new Loop(), 20))
                .contains("5 threads were no faster")
                .contains("the event loop was 2.0 times as slow")
                .contains("for work that waits take the simplest way, one after another.");
    }

    @Test
    void saysThatThreadsComputeTogetherOnlyIfTheyDid() {
        assertThat(computing(2, new Threads(5), 5.2))
                .contains("5 threads were 1.9 times as fast (the JVM, unlike CPython, has no global lock)");
        assertThat(computing(2, new Threads(5), 10)).contains("5 threads were no faster").contains("larger work");
        assertThat(computing(1, new Threads(5), 10)).contains("they shared the only processor").contains("there is 1");
    }

    @Test
    void blamesOtherProgramsOnlyIfThereWereAny() {
        Outcome threads = Samples.outcome(Job.Name.PRIMES, new Threads(5), 10);
        Comparison comparison = new Comparison(List.of(PRIMES_IN_TEN_SECONDS, threads));

        assertThat(Conclusion.of(comparison, new Machine("java", "system", 2, 3.0)))
                .contains("other programs").contains("one after another, while others are so busy.");
        assertThat(Conclusion.of(comparison, new Machine("java", "system", 2, 0.3))).doesNotContain("other programs");
        assertThat(Conclusion.of(comparison, new Machine("java", "system", 2, -1))).doesNotContain("other programs");
    }

    @Test
    void saysWhyTheLoopGainedNothing() {
        assertThat(computing(2, new Loop(), 10)).contains("the event loop was no faster (it runs one task at a time)");
    }

    @Test
    void neverRecommendsTheLoopForComputing() {
        assertThat(computing(2, new Loop(), 5))
                .contains("the event loop was 2.0 times as fast (by chance")
                .contains("for work that computes take the simplest way");
    }

    @Test
    void saysWhatStartingProcessesCost() {
        Outcome processes = Samples.outcome(Job.Name.PRIMES, new Processes(2), 12, Samples.done("process", 4, 12));
        Outcome quickStart = Samples.outcome(Job.Name.PRIMES, new Processes(2), 6, Samples.done("process", 0.5, 6));

        assertThat(Conclusion.of(new Comparison(List.of(PRIMES_IN_TEN_SECONDS, processes)), Samples.idle(2)))
                .contains("2 processes were 1.2 times as slow (4.0 of their 12.0 s went into starting");
        assertThat(Conclusion.of(new Comparison(List.of(PRIMES_IN_TEN_SECONDS, quickStart)), Samples.idle(2)))
                .contains("2 processes were 1.7 times as fast, so").doesNotContain("starting");
    }

    @Test
    void addsUpTheJobsThatCompute() {
        Outcome more = Samples.outcome(Job.Name.SQUARES, new Sequential(), 30);
        Outcome primes = Samples.outcome(Job.Name.PRIMES, new Threads(4), 5);
        Outcome squares = Samples.outcome(Job.Name.SQUARES, new Threads(4), 5);

        Comparison comparison = new Comparison(List.of(more, squares, PRIMES_IN_TEN_SECONDS, primes));

        assertThat(Conclusion.of(comparison, Samples.idle(8)))
                .contains("4 threads were 4.0 times as fast");
    }

    @Test
    void hasTwoSentencesWhateverRan() {
        Outcome threads = Samples.outcome(Job.Name.DOWNLOAD, new Threads(1), 5);
        for (List<Outcome> outcomes : List.of(
                List.of(DOWNLOAD_IN_TEN_SECONDS),
                List.of(PRIMES_IN_TEN_SECONDS),
                List.of(DOWNLOAD_IN_TEN_SECONDS, PRIMES_IN_TEN_SECONDS),
                List.of(threads),
                List.of(DOWNLOAD_IN_TEN_SECONDS, threads, PRIMES_IN_TEN_SECONDS))) {
            assertThat(Conclusion.of(new Comparison(outcomes), Samples.idle(2)).split("\\.(?= [A-Z]|$)")).hasSize(2);
        }
    }

    @Test
    void claimsNothingWithoutAComparison() {
        Outcome loop = Samples.outcome(Job.Name.DOWNLOAD, new Loop(), 3);

        String conclusion = Conclusion.of(new Comparison(List.of(loop)), Samples.idle(2));

        assertThat(conclusion).contains("the event loop took 3.0 s").contains("nothing to compare with")
                .doesNotContain("times as");
    }

    private static String waiting(Way one, double seconds, Way two, double secondsOfTwo) {
        return Conclusion.of(new Comparison(List.of(DOWNLOAD_IN_TEN_SECONDS,
                Samples.outcome(Job.Name.DOWNLOAD, one, seconds),
                Samples.outcome(Job.Name.DOWNLOAD, two, secondsOfTwo))), Samples.idle(2));
    }

    private static String computing(int processors, Way way, double seconds) {
        return Conclusion.of(new Comparison(List.of(PRIMES_IN_TEN_SECONDS,
                Samples.outcome(Job.Name.PRIMES, way, seconds))), Samples.idle(processors));
    }
}
