// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CourseMapTest {

    private static List<Path> linked() throws IOException {
        return Pattern.compile("\\]\\(\\.\\./\\.\\./examples/([^)]*)\\)").matcher(new GuidePage("course-map.md").text())
                .results().map(link -> Path.of(link.group(1))).toList();
    }

    @Test
    void everyClassThatTheMapNamesIsThere() throws IOException {
        assertThat(linked()).hasSizeGreaterThan(30).allSatisfy(file -> assertThat(file).isRegularFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"generators", "sync", "eventloop"})
    void everyLessonIsOnTheMap(String examples) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/thrum/examples", examples))) {
            List<Path> lessons = files.filter(CourseMapTest::hasMain).toList();
            assertThat(lessons).isNotEmpty();
            assertThat(linked()).containsAll(lessons);
        }
    }

    private static boolean hasMain(Path file) {
        try {
            return Files.readString(file).contains("\n    void main(");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
