// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of the guide and the examples that it shows.
///
/// @param topic the name of the page and of the package of the examples
public record Guide(String topic) {

    private static final Pattern REGION =
            Pattern.compile("// @start region=\"([^\"]*)\"\n(.*?)\n *// @end region=\"\\1\"", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("^```java\n(.*?)\n```$", Pattern.DOTALL | Pattern.MULTILINE);

    /// The Java code on the page, a block each.
    public List<String> shown() {
        String page = read(Path.of("../docs/guide").resolve(topic + ".md"));
        return BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    }

    /// The regions marked in the examples.
    public List<String> regions() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/thrum/examples").resolve(topic))) {
            return files.sorted().flatMap(Guide::regionsOf).toList();
        }
    }

    private static Stream<String> regionsOf(Path file) {
        Matcher regions = REGION.matcher(read(file));
        return regions.results().map(region -> region.group(2).stripIndent());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
