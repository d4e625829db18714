// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.generators;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What the guide shows is what the examples do.
class GeneratorsGuideTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/thrum/examples/generators");
    private static final Path GUIDE = Path.of("../docs/guide/generators.md");

    private static final Pattern REGION =
            Pattern.compile("// @start region=\"([^\"]*)\"\n(.*?)\n *// @end region=\"\\1\"", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)\n```$", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void theGuideShowsExactlyTheMarkedRegionsOfTheExamples() throws IOException {
        List<String> shown = BLOCK.matcher(Files.readString(GUIDE)).results().map(block -> block.group(1)).toList();
        assertThat(shown).hasSizeGreaterThan(15).containsExactlyInAnyOrderElementsOf(regions());
    }

    private static List<String> regions() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.sorted().flatMap(GeneratorsGuideTest::regionsOf).toList();
        }
    }

    private static Stream<String> regionsOf(Path file) {
        Matcher regions;
        try {
            regions = REGION.matcher(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return regions.results().map(region -> region.group(2).stripIndent());
    }
}
