// SPDX-License-Identifier: Apache-2.0
package dev.thrum.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.core.Handoff.Side;
import dev.thrum.fixture.Strands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The events of the Flight Recorder about who runs: hand-offs, task switches, slow steps.
class SwitchEventsTest {

    private static final String HANDOFF = "dev.thrum.Handoff";
    private static final String SWITCH = "dev.thrum.TaskSwitch";
    private static final String SLOW = "dev.thrum.SlowStep";

    @TempDir
    private Path folder;

    private List<RecordedEvent> record(Set<String> enabled, Duration threshold, Action<?> action) throws Exception {
        try (Recording recording = new Recording()) {
            enabled.forEach(name -> recording.enable(name).withThreshold(threshold));
            recording.start();
            action.run();
            recording.stop();
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            return events(file);
        }
    }

    private static List<RecordedEvent> events(Path file) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.thrum."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)).toList();
    }

    private static void twoTasksTakeTurns() throws InterruptedException {
        Strands strands = Strands.tasks();
        strands.start("starter", () -> {
            for (String name : List.of("Ada", "Bob")) {
                strands.start(name, () -> {
                    Strand.yieldNow();
                    spinFor(Duration.ofMillis(2));
                });
            }
        });
        strands.drive();
    }

    private static void spinFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /// The second side answers only when the first is parked, so that the first has to be.
    static void oneHandOffThatParks() throws InterruptedException {
        Handoff handoff = new Handoff();
        Thread consumer = Thread.currentThread();
        Thread body = Thread.ofVirtual().name("body").start(() -> {
            handoff.await(Side.SECOND);
            Strands.untilParked(consumer);
            handoff.pass(Side.FIRST);
        });
        handoff.pass(Side.SECOND);
        handoff.await(Side.FIRST);
        body.join();
    }

    @Test
    void everySwitchBetweenTwoTasksIsRecordedOnce() throws Exception {
        List<RecordedEvent> switches = record(Set.of(SWITCH), Duration.ZERO, SwitchEventsTest::twoTasksTakeTurns);
        assertThat(switches).allSatisfy(event -> assertThat(event.getString("loop")).isEqualTo("test loop"));
        assertThat(switches).extracting(event -> event.getString("from") + " to " + event.getString("to"))
                .containsExactly("null to starter", "starter to Ada", "Ada to Bob", "Bob to Ada", "Ada to Bob");
        assertThat(switches).extracting(event -> event.getInt("ready")).containsExactly(0, 1, 1, 1, 0);
    }

    @Test
    void aStepThatHasTakenLongerThanTheThresholdIsRecordedWithWhereItEnded() throws Exception {
        List<RecordedEvent> steps = record(Set.of(SLOW), Duration.ofMillis(1), SwitchEventsTest::twoTasksTakeTurns);
        assertThat(steps).extracting(event -> event.getString("task")).contains("Ada", "Bob");
        assertThat(steps).allSatisfy(event -> {
            assertThat(event.getString("loop")).isEqualTo("test loop");
            assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(1));
            assertThat(event.getStackTrace().getFrames()).isNotEmpty();
        });
    }

    @Test
    void aStepBelowTheThresholdIsNotRecorded() throws Exception {
        assertThat(record(Set.of(SLOW), Duration.ofHours(1), SwitchEventsTest::twoTasksTakeTurns)).isEmpty();
    }

    @Test
    void aHandOffThatParksIsRecordedByTheSideThatWaited() throws Exception {
        List<RecordedEvent> parks = record(Set.of(HANDOFF), Duration.ZERO, SwitchEventsTest::oneHandOffThatParks);
        assertThat(parks).filteredOn(event -> event.getString("side").equals("FIRST")).singleElement()
                .satisfies(event -> {
                    assertThat(event.getThread().getJavaName()).isEqualTo(Thread.currentThread().getName());
                    assertThat(event.getDuration()).isPositive();
                });
    }

    @Test
    void aWaitIsHeldAgainstTheThresholdToo() throws Exception {
        Action<?> sleeps = () -> Strand.sleep(Duration.ofMillis(2));
        assertThat(record(Set.of("dev.thrum.Wait"), Duration.ofMillis(1), sleeps)).singleElement()
                .satisfies(event -> assertThat(event.getString("resource")).isEqualTo("sleep"));
        assertThat(record(Set.of("dev.thrum.Wait"), Duration.ofHours(1), sleeps)).isEmpty();
    }

    @Test
    void nothingIsRecordedByDefault() throws Exception {
        assertThat(record(Set.of(), Duration.ZERO, () -> {
            twoTasksTakeTurns();
            oneHandOffThatParks();
        })).isEmpty();
    }
}
