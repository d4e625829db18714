// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guide says about the events of the Flight Recorder.
class ObservabilityGuideTest {

    private static final Path GUIDE = Path.of("../docs/guide/observability.md");
    private static final Set<String> EVERY_EVENT_HAS = Set.of("startTime", "duration", "eventThread", "stackTrace");

    @TempDir
    private Path folder;

    private static List<MatchResult> find(String pattern) throws Exception {
        return Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE).matcher(Files.readString(GUIDE)).results()
                .toList();
    }

    private List<RecordedEvent> recordWithTheGuidesSettings() throws Exception {
        String settings = find("^```xml\n(.*?)\n```$").getFirst().group(1);
        try (Recording recording = new Recording(Configuration.create(new StringReader(settings)))) {
            recording.start();
            Strands strands = Strands.tasks();
            strands.start("slow", () -> {
                long end = System.nanoTime() + Duration.ofMillis(2).toNanos();
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            });
            strands.start("sleeps", () -> Strand.sleep(Duration.ofSeconds(1)));
            strands.drive();
            SwitchEventsTest.oneHandOffThatParks();
            recording.stop();
            Path file = folder.resolve("guide.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        }
    }

    @Test
    void itsSettingsSwitchEveryEventOnAndItsTableHasTheirFields() throws Exception {
        Map<String, Set<String>> documented = new TreeMap<>();
        for (MatchResult row : find("^\\| `(dev\\.thrum\\.\\w+)` \\|[^|]*\\|[^|]*\\|([^|]*)\\|[^|]*\\|$")) {
            String fields = row.group(2).replaceAll("\\([^)]*\\)", "");
            documented.put(row.group(1), new TreeSet<>(
                    Pattern.compile("`(\\w+)`").matcher(fields).results().map(field -> field.group(1)).toList()));
        }
        Map<String, Set<String>> recorded = new TreeMap<>();
        for (RecordedEvent event : recordWithTheGuidesSettings()) {
            EventType type = event.getEventType();
            if (type.getName().startsWith("dev.thrum.")) {
                Set<String> fields = new HashSet<>(type.getFields().stream().map(ValueDescriptor::getName).toList());
                fields.removeAll(EVERY_EVENT_HAS);
                recorded.put(type.getName(), fields);
            }
        }
        assertThat(documented).hasSize(5).isEqualTo(recorded);
    }
}
