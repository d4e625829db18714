// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.eventloop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.GuidePage;
import dev.thrum.examples.Printed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What the guide shows is what the lessons do and print.
class EventLoopGuideTest {

    @Test
    void theGuideShowsExactlyTheMarkedRegionsOfTheLessons() throws IOException {
        assertThat(new GuidePage("event-loop.md").blocks("java")).hasSizeGreaterThan(20)
                .containsExactlyInAnyOrderElementsOf(GuidePage.regions("eventloop"));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    @ResourceLock(Resources.SYSTEM_ERR)
    void theOutputItShowsIsThatOfTheLessons() throws Exception {
        List<String> printed = new ArrayList<>();
        printed.addAll(Printed.inLogBy(() -> printed.addAll(Printed.by(new Mistakes()::main).lines())).lines());
        printed.addAll(Printed.by(new TwoCooks()::main).lines());
        printed.addAll(asIfMainWereNamedFirst(Printed.by(new Stuck()::main).lines()));
        for (Printed.Example lesson : List.<Printed.Example>of(new SleeperAndPrinter()::main, new Cancellation()::main,
                new TimeOut()::main, new Group()::main, new Gather()::main, new FirstOf()::main,
                new AsyncGenerator()::main)) {
            printed.addAll(Printed.inVirtualTimeBy(lesson).lines());
        }
        String output = comparable(String.join("\n", printed));
        assertThat(new GuidePage("event-loop.md").blocks("text")).hasSizeGreaterThan(8)
                .allSatisfy(shown -> assertThat(output).contains(comparable(shown)));
    }

    /// Where nobody holds up anybody in particular, the order is chance.
    private static List<String> asIfMainWereNamedFirst(List<String> lines) {
        return lines.get(1).contains("task \"main\" waits") ? lines : List.of(lines.get(0),
                lines.get(2).replace("  2. ", "  1. "), lines.get(1).replace("  1. ", "  2. "));
    }

    /// Without what differs from run to run, or with every line that is added to a lesson: this test's thread, numbers
    /// of loops and lines, times, and how the module is called.
    private static String comparable(String text) {
        return text.replace("\"" + Thread.currentThread().getName() + "\"", "\"main\"")
                .replaceAll("\\[[^\\]]*\\] (WARN|ERROR)", "$1")
                .replaceAll("\\.java:\\d+", ".java")
                .replaceAll("event loop \\d+", "event loop")
                .replaceAll("[0-9.]+ (ns|µs|ms|s) ago", "some time ago")
                .replaceAll("(dev\\.thrum\\.examples(@[^/]*)?/)?dev\\.thrum\\.examples\\.eventloop\\.", "");
    }
}
