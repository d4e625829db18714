// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitEventTest {

    private record Thing(String name) implements Resource {}

    private final WaitQueue queue = new WaitQueue(new Thing("recorded thing"));

    @TempDir
    private Path folder;

    private List<RecordedEvent> record(boolean enabled, Action<?> action) throws IOException, InterruptedException {
        try (Recording recording = new Recording()) {
            if (enabled) {
                recording.enable("dev.thrum.Wait");
            }
            recording.start();
            Strands strands = Strands.tasks();
            strands.start("Ada", action);
            strands.start("grants", queue::grantFirst);
            strands.drive();
            recording.stop();
            Path file = folder.resolve("waits.jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("dev.thrum.Wait"))
                    // A file has its events by carrier: those of a strand that changed its carrier are out of order.
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        }
    }

    @Test
    void everyWaitIsRecordedWhenSwitchedOn() throws Exception {
        List<RecordedEvent> events = record(true, () -> {
            queue.await(queue.enqueue(), Scheduler.NEVER);
            queue.await(queue.enqueue(), 5);
            Strand.sleep(Duration.ofSeconds(1));
            Thread.currentThread().interrupt();
            try {
                queue.await(queue.enqueue(), Scheduler.NEVER);
            } catch (InterruptedException e) {
                assertThat(queue.isEmpty()).isTrue();
            }
        });
        assertThat(events).extracting(event -> event.getString("resource") + " " + event.getString("outcome"))
                .containsExactly("recorded thing granted", "recorded thing timed out", "sleep timed out",
                        "recorded thing cancelled");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getString("strand")).isEqualTo("task \"Ada\"");
            assertThat(event.getDuration().isNegative()).isFalse();
        });
    }

    @Test
    void nothingIsRecordedByDefault() throws Exception {
        assertThat(record(false, () -> queue.await(queue.enqueue(), Scheduler.NEVER))).isEmpty();
    }
}
