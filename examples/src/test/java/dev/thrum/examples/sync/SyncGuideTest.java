// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.GuidePage;
import dev.thrum.examples.Printed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/// What the guide shows is what the examples do and print.
class SyncGuideTest {

    @Test
    void theGuideShowsExactlyTheMarkedRegionsOfTheExamples() throws IOException {
        assertThat(new GuidePage("sync.md").blocks("java")).hasSizeGreaterThan(12)
                .containsExactlyInAnyOrderElementsOf(GuidePage.regions("sync"));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void theOutputItShowsIsThatOfTheExamples() throws Exception {
        List<String> printed = new ArrayList<>();
        printed.addAll(Printed.by(new SelfDeadlock()::main).lines());
        printed.addAll(SyncExamplesTest.asIfAdaWereTheVictim(Printed.by(new OppositeOrder()::main).lines()));
        printed.addAll(Printed.by(new WhoHoldsIt()::main).lines());
        printed.addAll(Printed.by(new AbandonedLock()::main).lines());
        String output = comparable(String.join("\n", printed));
        assertThat(new GuidePage("sync.md").blocks("text")).hasSize(5)
                .allSatisfy(shown -> assertThat(output).contains(comparable(shown)));
    }

    /// Without what differs from run to run: times, this test's thread, and how the module is called.
    private static String comparable(String text) {
        return text.replace("\"" + Thread.currentThread().getName() + "\"", "\"main\"")
                .replaceAll("[0-9.]+ (ns|µs|ms|s) ago", "some time ago")
                .replaceAll("(dev\\.thrum\\.examples(@[^/]*)?/)?dev\\.thrum\\.examples\\.sync\\.", "");
    }
}
