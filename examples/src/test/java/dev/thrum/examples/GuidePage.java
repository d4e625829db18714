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

/// A page of the guide beside the examples it shows.
public final class GuidePage {
    private static final Path GUIDE = Path.of("../docs/guide");
    private static final Path EXAMPLES = Path.of("src/main/java/dev/thrum/examples");

    private static final Pattern REGION =
            Pattern.compile("// @start region=\"([^\"]*)\"\n(.*?)\n *// @end region=\"\\1\"", Pattern.DOTALL);

    private final String text;

    /// Reads a page.
    public GuidePage(String name) throws IOException {
        text = Files.readString(GUIDE.resolve(name));
    }

    /// The blocks of a language, in their order.
    public List<String> blocks(String language) {
        return Pattern.compile("^```" + language + "\n(.*?)\n```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(text).results().map(block -> block.group(1)).toList();
    }

    /// The text of the page.
    public String text() {
        return text;
    }

    /// All marked regions of the examples of a package.
    public static List<String> regions(String examples) throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(examples))) {
            return files.sorted().flatMap(GuidePage::regionsOf).toList();
        }
    }

    private static Stream<String> regionsOf(Path file) {
        Matcher regions;
        try {
            regions = REGION.matcher(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return regions.results().map(region -> region.group(2).stripIndent());
    }
}
