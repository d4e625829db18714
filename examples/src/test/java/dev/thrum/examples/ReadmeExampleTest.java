// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What the README shows compiles, and prints what the README says.
class ReadmeExampleTest {
    private static final Path SOURCE = Path.of("src/main/java/dev/thrum/examples/ReadmeExample.java");
    private static final Path README = Path.of("../README.md");

    @Test
    void theReadmeShowsTheProgramThatIsTested() throws IOException {
        String source = Files.readString(SOURCE);
        Matcher shown = Pattern.compile("// @start region=\"readme\"\n(.*)\n *// @end", Pattern.DOTALL).matcher(source);
        assertThat(shown.find()).isTrue();
        assertThat(Files.readString(README)).contains("```java\n" + shown.group(1).stripIndent() + "\n```\n");
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void itPrintsWhatItsCommentsSay() throws Exception {
        String owner = "\"" + Thread.currentThread().getName() + "\"";
        assertThat(Printed.by(new ReadmeExample()::main).lines()).satisfiesExactly(
                line -> assertThat(line).isEqualTo("[2, 3, 5, 7, 11]"),
                line -> assertThat(line).isEqualTo("[soup, pie] after PT17M"),
                line -> assertThat(line).contains("waiting for Mutex \"salt\", owned by " + owner + " (taken at"),
                line -> assertThat(line).isEqualTo("Deadlock of 1 strand:"),
                line -> assertThat(line).contains("1. platform thread " + owner + " waits at", "for Mutex \"salt\""),
                line -> assertThat(line).isEqualTo("[285, 328350, 332833500]"));
    }
}
