// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void aBarGrowsWithTheSteps() {
        ByteArrayOutputStream terminal = new ByteArrayOutputStream();

        try (Progress progress = Progress.bar(new PrintStream(terminal)).begin("primes, loop", 2)) {
            progress.step();
            progress.step();
        }

        assertThat(terminal.toString()).contains("primes, loop").contains("100%").contains("2/2");
        assertThat(terminal.toString().split("\r")).allSatisfy(shown -> assertThat(shown).hasSizeLessThan(80));
    }

    @Test
    void aLineIsWrittenOnce() {
        StringWriter file = new StringWriter();

        try (Progress progress = Progress.lines(new PrintWriter(file)).begin("primes, loop", 1)) {
            progress.step();
        }

        assertThat(file.toString().lines()).containsExactly("primes, loop: 1 piece");
    }
}
