// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.generators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.VirtualClock;
import dev.thrum.coroutines.EventLoop;
import dev.thrum.examples.Printed;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// The examples print what the course's notes print.
@ResourceLock(Resources.SYSTEM_OUT)
class GeneratorExamplesTest {

    private final VirtualClock clock = new VirtualClock();

    /// Runs an example that sleeps on a clock that does not.
    private Printed inVirtualTime(Printed.Example example) throws Exception {
        return Printed.by(() -> EventLoop.builder().clock(clock).run(() -> {
            example.main();
            return example;
        }));
    }

    @Test
    void generatorFunction() throws Exception {
        assertThat(Printed.by(new GeneratorFunction()::main).lines()).containsExactly(
                "42", "43", "44",
                "42", "43", "44", "false", "No more, however often one asks");
    }

    @Test
    void primeStream() throws Exception {
        assertThat(Printed.by(new PrimeStream()::main).lines())
                .containsExactly("2", "3", "5", "7", "11", "13", "17", "19", "23", "29");
    }

    @Test
    void fibonacci() throws Exception {
        assertThat(Printed.by(new Fibonacci()::main).lines()).containsExactly(
                "[0, 1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377]", "354224848179261915075");
    }

    @Test
    void largeFileIsReadOnlyAsFarAsNeededAndClosed() throws Exception {
        assertThat(Printed.by(new LargeFile()::main).lines())
                .containsExactly("7 ERROR disk full", "The file is closed", "It took 7 lines of 100000");
    }

    @Test
    void returnValue() throws Exception {
        assertThat(Printed.by(new ReturnValue()::main).lines()).containsExactly("42", "43", "44", "string");
    }

    @Test
    void averager() throws Exception {
        assertThat(Printed.by(new Averager()::main).lines())
                .containsExactly("0.0", "10.0", "12.5", "15.0", "The averager is closed");
    }

    @Test
    void pipelinePassesLinesOnAndClosesAllStages() throws Exception {
        assertThat(Printed.by(new Pipeline()::main).lines()).containsExactly(
                "the coroutine waits at its yield",
                "1 of the lines so far",
                "1 of the lines so far",
                "a coroutine is sent a line",
                "2 of the lines so far",
                "2 of the lines so far",
                "Printed 2");
    }

    @Test
    void delegation() throws Exception {
        assertThat(inVirtualTime(new Delegation()::main).lines()).containsExactly(
                "0 SEC 0", "1 SEC 1", "2 SEC 2", "3 SEC 3", "4 SEC 4", "5 SEC 5", "6 SEC 6", "7 SEC 7", "8 SEC 8",
                "9 SEC 9", "10 Prim", "11 SEC 0");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void twoPrimariesStayEachInItsOwnPlace() throws Exception {
        List<String> lines = inVirtualTime(new TwoPrimaries()::main).lines();
        assertThat(lines).hasSize(30);
        assertThat(lines.subList(0, 6)).containsExactly(
                "0| SEC 1 from second prim", "1| SEC 1 from first prim", "2| SEC 2 from second prim",
                "3| SEC 2 from first prim", "4| first prim-0", "5| SEC 1 from first prim");
        for (String name : List.of("first prim", "second prim")) {
            List<String> own = lines.stream()
                    .map(line -> line.substring(line.indexOf(' ') + 1))
                    .filter(line -> line.contains(name))
                    .toList();
            assertThat(own).hasSizeGreaterThan(3).isEqualTo(IntStream.range(0, 10)
                    .boxed()
                    .flatMap(i -> Stream.of("SEC 1 from " + name, "SEC 2 from " + name, name + "-" + i))
                    .limit(own.size())
                    .toList());
        }
    }

    @Test
    void delegationResult() throws Exception {
        assertThat(inVirtualTime(new DelegationResult()::main).lines()).containsExactly(
                "0 | SEC 1 from prim #0",
                "1 | SEC 2 from prim #0",
                "secondary-0: ",
                "2 | SEC 1 from prim #1",
                "3 | SEC 2 from prim #1",
                "secondary-1: prim",
                "4 | SEC 1 from prim #2",
                "5 | SEC 2 from prim #2",
                "secondary-2: primprim",
                "6 | SEC 1 from prim #3",
                "7 | SEC 2 from prim #3",
                "secondary-3: primprimprim",
                "8 | SEC 1 from prim #4",
                "9 | SEC 2 from prim #4");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void valueProviderWithItsScript() throws Exception {
        assertThat(Printed.by(() -> new ValueProvider().main(new String[0])).lines()).containsExactly(
                "computer: get val x 3",
                "computer: get val y 1",
                "provider: got 10 from computer",
                "computer: get val x 5",
                "computer: get val y 2",
                "provider: got 27 from computer",
                "provider: returned 137");
    }

    /// The only test that reads from the console: `IO` keeps the reader of its first line.
    @Test
    @ResourceLock("System.in")
    void valueProviderWithSomebodyAtTheConsole() throws Exception {
        InputStream real = System.in;
        System.setIn(new ByteArrayInputStream("1\n2\n3\n4\n".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(Printed.by(() -> new ValueProvider().main(new String[] {"--ask"})).lines()).containsExactly(
                    "computer: get val x computer: get val y provider: got 3 from computer",
                    "computer: get val x computer: get val y provider: got 13 from computer",
                    "provider: returned 116");
        } finally {
            System.setIn(real);
        }
    }

    @Test
    void bothFormsOfTheRunnerDoTheSame() throws Exception {
        Printed direct = Printed.by(new RunnerDirect()::main);
        assertThat(Printed.by(new RunnerWithYield()::main)).isEqualTo(direct);
        assertThat(direct.lines()).containsExactly(
                "[YYYYYTT, YYTTTTCCCCCCTDDDDDDDUUU, UUUUUYCCCCCCARRRYYYYYCCCCCCYYYYYYTTTDDDDD]");
    }
}
