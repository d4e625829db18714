// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.GuidePage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What the guide shows is what the examples do.
class StreamsGuideTest {

    @Test
    void theGuideShowsExactlyTheMarkedRegionsOfTheExamples() throws IOException {
        assertThat(new GuidePage("streams.md").blocks("java")).hasSizeGreaterThan(5)
                .containsExactlyInAnyOrderElementsOf(GuidePage.regions("streams"));
    }
}
