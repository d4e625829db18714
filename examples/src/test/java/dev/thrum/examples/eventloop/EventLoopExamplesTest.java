// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.Printed;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// The lessons print what the course's notes print, or what their texts promise. On a virtual clock, where they wait.
@Timeout(60)
@ResourceLock(Resources.SYSTEM_OUT)
class EventLoopExamplesTest {

    /// What a lesson prints, without the blanks in front of times.
    private static List<String> lines(Printed.Example lesson) throws Exception {
        return Printed.inVirtualTimeBy(lesson).lines().stream().map(String::strip).toList();
    }

    @Test
    void sleeperAndPrinter() throws Exception {
        assertThat(lines(new SleeperAndPrinter()::main)).containsExactly(
                "Without a loop:", "0.0 s  sleeping for 5 seconds", "5.0 s  woke up",
                "In a loop, one after another:", "0.0 s  sleeping for 5 seconds", "5.0 s  woke up",
                "Together:", "0.0 s  both are started", "0.0 s  sleeping for 5 seconds", "0.0 s  woke up",
                "5.0 s  both have ended",
                "Each started and awaited:", "0.0 s  sleeping for 1 seconds", "1.0 s  sleeping for 1 seconds",
                "2.0 s  sleeping for 1 seconds", "3.0 s  finish",
                "All started, then awaited:", "0.0 s  sleeping for 1 seconds", "0.0 s  sleeping for 1 seconds",
                "0.0 s  sleeping for 1 seconds", "1.0 s  finish");
    }

    @Test
    void mistakesAreToldToWhoeverMakesThem() throws Exception {
        String thread = "\"" + Thread.currentThread().getName() + "\"";
        assertThat(Printed.by(new Mistakes()::main).lines()).satisfiesExactly(
                line -> assertThat(line)
                        .startsWith("platform thread " + thread + " is not in an event loop; start one with"),
                line -> assertThat(line).isEqualTo("woke up"),
                line -> assertThat(line)
                        .startsWith("The body of task \"printer\" is null. What is wanted is the code to run"),
                line -> assertThat(line).isEqualTo("main has ended"),
                line -> assertThat(line).isEqualTo("task \"sleeper\" (not begun) has not ended"),
                line -> assertThat(line).isEqualTo("Deadlock of 2 strands:"),
                line -> assertThat(line).contains("1. ", "\"printer\" waits at ", "for task \"main\""),
                line -> assertThat(line).contains("2. ", "\"main\" waits at ", "for task \"printer\""),
                line -> assertThat(line).contains("has ended; it takes no task \"printer\""));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void mistakesThatNobodyAsksForAreLogged() throws Exception {
        List<String> log = Printed.inLogBy(() -> Printed.by(new Mistakes()::main)).lines();
        assertThat(log).filteredOn(line -> line.contains("never awaited")).singleElement().asString()
                .contains("task \"sleeper\", started at ", "Mistakes.", "WARN", "was never awaited, and was cancelled");
        assertThat(log).filteredOn(line -> line.contains("nobody retrieved")).singleElement().asString()
                .contains("ERROR", "task \"printer\" failed and nobody retrieved its failure");
        assertThat(log).contains("java.lang.IllegalStateException: out of paper");
    }

    @Test
    void aBlockingSleepStopsTheOthers() throws Exception {
        assertThat(Printed.by(new BlockingSleep()::main).lines()).satisfiesExactly(
                line -> assertThat(line)
                        .isEqualTo("Thread.sleep: 1 begins, 1 ends, 2 begins, 2 ends, 3 begins, 3 ends"),
                line -> assertThat(line)
                        .isEqualTo("Strand.sleep: 1 begins, 2 begins, 3 begins, 1 ends, 2 ends, 3 ends"),
                line -> assertThat(line).startsWith("Thread.sleep in blocking: 1 begins, 2 begins, 3 begins, "));
    }

    @Test
    void twoCooks() throws Exception {
        assertThat(Printed.by(new TwoCooks()::main).lines()).containsExactly(
                "Masha, 17 minutes",
                "  curd is weighed            =====",
                "  eggs, sugar, berries, flour=====",
                "  till                            ==",
                "  pan heats                         ==========",
                "  dough                             ==========",
                "Dasha, 32 minutes",
                "  curd is weighed            =====",
                "  eggs, sugar, berries, flour     =====",
                "  till                                 ==",
                "  pan heats                              ==========",
                "  dough                                            ==========");
    }

    @Test
    void stuck() throws Exception {
        assertThat(Printed.by(new Stuck()::main).lines()).satisfiesExactlyInAnyOrder(
                line -> assertThat(line).startsWith("Deadlock of 2 strands"),
                line -> assertThat(line)
                        .contains("\"cook\" waits at ", "Stuck.", "for an element of FifoQueue \"orders\""),
                line -> assertThat(line).contains("\"main\" waits at ", "Stuck.", "for task \"cook\""));
    }

    @Test
    void weather() throws Exception {
        assertThat(lines(new Weather()::main)).containsExactly(
                "4.0 s  the client who came at 1 s is told: day 1: sun",
                "6.0 s  the client who came at 6 s is told: day 1: sun",
                "8.0 s  the client who came at 8 s is told: day 1: sun",
                "10.0 s  the client who came at 10 s is told: day 2: rain",
                "15.0 s  the client who came at 15 s is told: day 3: sun");
    }

    @Test
    void tasksTakeTurns() throws Exception {
        assertThat(lines(new ReadyAndWaiting()::main)).containsExactly("a1 b1 c1 a2 c2 a3 c3 b2 b3");
    }

    @Test
    void betweenTwoWaitsNothingIsLost() throws Exception {
        assertThat(lines(new BetweenTwoWaits()::main)).containsExactly(
                "without a wait: 10", "with a wait in the midst: 1", "with a wait and a lock: 10");
    }

    @Test
    void cancellation() throws Exception {
        assertThat(lines(new Cancellation()::main)).satisfiesExactly(
                line -> assertThat(line).isEqualTo("1.0 s  caught, and on to the next hour"),
                line -> assertThat(line).isEqualTo("1.0 s  caught, and on to the next hour"),
                line -> assertThat(line).isEqualTo("1.0 s  caught, and on to the next hour"),
                line -> assertThat(line).startsWith("1.0 s  task \"deaf\" was cancelled: ").contains("it is late"),
                line -> assertThat(line).isEqualTo("3.0 s  tidied up"),
                line -> assertThat(line).startsWith("3.0 s  task \"tidy\" was cancelled: ").contains("it is late"),
                line -> assertThat(line)
                        .isEqualTo("5.0 s  task \"stubborn\" has returned: asked to stop, since it is late"));
    }

    @Test
    void timeOut() throws Exception {
        assertThat(lines(new TimeOut()::main)).satisfiesExactly(
                line -> assertThat(line)
                        .startsWith("2.0 s  Scope \"timeout of PT2S\" was cancelled ").contains("timed out"),
                line -> assertThat(line).isEqualTo("4.0 s  nothing from the first, so from the second: the answer"),
                line -> assertThat(line).isEqualTo("6.0 s  task \"slow\" (cancelled)"),
                line -> assertThat(line).isEqualTo("15.0 s  10 pieces"));
    }

    @Test
    void shield() throws Exception {
        assertThat(lines(new Shield()::main)).containsExactly(
                "1.0 s  one has lost patience", "5.0 s  loaded", "5.0 s  the other has the table");
    }

    @Test
    void group() throws Exception {
        assertThat(lines(new Group()::main)).containsExactly(
                "1.0 s  apples are counted", "2.0 s  pears are counted", "2.0 s  in all: 30",
                "3.0 s  pears are counted", "3.0 s  apples are left uncounted",
                "3.0 s  failed: [java.lang.IllegalStateException: the scales are broken]",
                "4.0 s  pears are counted", "4.0 s  apples are left uncounted", "4.0 s  on we go");
    }

    @Test
    void gather() throws Exception {
        assertThat(lines(new Gather()::main)).containsExactly(
                "1.0 s  pie is ready", "2.0 s  soup is ready", "2.0 s  dinner: [soup, pie]",
                "3.0 s  task \"soup\" failed: java.lang.IllegalStateException: soup is burnt",
                "4.0 s  pie is ready", "4.0 s  and still: pie",
                "5.0 s  gather failed: java.lang.IllegalStateException: soup is burnt",
                "5.0 s  task \"pie\" (cancelled)",
                "7.0 s  pie is ready", "7.0 s  there is pie", "7.0 s  sorry, soup is burnt");
    }

    @Test
    void firstOf() throws Exception {
        assertThat(lines(new FirstOf()::main)).containsExactly(
                "1.0 s  done: [task \"quick\" (succeeded)]",
                "1.0 s  pending: [task \"slow\" (running), task \"fair\" (running)]",
                "3.0 s  done: [task \"slow\" (succeeded), task \"fair\" (succeeded)]",
                "4.0 s  quick has answered", "5.0 s  fair has answered", "6.0 s  slow has answered",
                "7.0 s  quick has won, and the others have ended");
    }

    @Test
    void queueOfJobs() throws Exception {
        assertThat(lines(new QueueOfJobs()::main)).containsExactly(
                "1.0 s  Ada has done 1", "1.0 s  all are handed over", "2.0 s  Bob has done 2", "4.0 s  Ada has done 3",
                "6.0 s  Bob has done 4", "9.0 s  Ada has done 5", "9.0 s  Bob goes home", "9.0 s  Ada goes home");
    }

    @Test
    void callbacks() throws Exception {
        assertThat(lines(new Callbacks()::main)).containsExactly(
                "0.0 s  now, and one is cancelled", "0.0 s  soon", "1.0 s  at a time", "2.0 s  later");
    }

    @Test
    void asyncGenerator() throws Exception {
        assertThat(lines(new AsyncGenerator()::main)).containsExactly(
                "1.0 s  tick 1", "1.5 s  the others go on", "2.0 s  tick 2", "2.0 s  closed",
                "3.0 s  tick 1", "4.0 s  tick 2", "4.5 s  closed", "4.5 s  that is enough");
    }

    @Test
    void asyncWith() throws Exception {
        assertThat(lines(new AsyncWith()::main)).containsExactly(
                "1.0 s  opened", "2.0 s  an answer", "3.0 s  closed",
                "4.0 s  opened", "6.0 s  closed", "6.0 s  task \"patient\" (cancelled)");
    }

    @Test
    void futures() throws Exception {
        assertThat(Printed.by(new Futures()::main).lines()).containsExactly(
                "The future is there", "The other one has failed: java.lang.IllegalStateException: no paper",
                "The task has found 42",
                "The thread was answered by a task of the loop");
    }

    @Test
    void otherThreads() throws Exception {
        assertThat(Printed.by(new OtherThreads()::main).lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("The file says hello"),
                line -> assertThat(line).isEqualTo("No such file: other.txt"),
                line -> assertThat(line).isEqualTo("In an executor: platform thread \"two 1\""),
                line -> assertThat(line).isEqualTo("In blocking: virtual thread \"main\""),
                line -> assertThat(line).startsWith("In toThread: platform thread \"thrum-"));
    }
}
