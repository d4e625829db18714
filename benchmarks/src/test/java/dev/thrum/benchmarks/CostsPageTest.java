// SPDX-License-Identifier: Apache-2.0

package dev.thrum.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostsPageTest {
    @Test
    void thePageOfTheGuideSaysWhatTheNewestResultsSay() throws IOException {
        assertThat(CostsPage.PAGE).hasContent(CostsPage.of(Bench.RESULTS));
    }

    @Test
    void theNewestResultCounts(@TempDir Path results) throws IOException {
        Files.writeString(results.resolve("2026-01-02-generator-push.md"), "# Push\n\n- new\n\n| G1 | | 2.0 |\n");
        Files.writeString(results.resolve("2025-12-31-generator-push.md"), "# Push\n\n- old\n\n| G1 | | 1.0 |\n");

        assertThat(CostsPage.of(results))
                .contains("- new", "| G1 | | 2.0 |", "results/2026-01-02-generator-push.svg")
                .doesNotContain("old", "| G1 | | 1.0 |");
    }

    @Test
    void aSuiteWithoutAResultIsNamed(@TempDir Path results) throws IOException {
        assertThat(CostsPage.of(results)).contains("Not measured yet");
    }
}
