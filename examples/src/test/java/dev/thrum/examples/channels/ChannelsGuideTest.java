// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.Guide;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What the guide shows is what the examples do.
class ChannelsGuideTest {

    @Test
    void theGuideShowsExactlyTheMarkedRegionsOfTheExamples() throws IOException {
        Guide guide = new Guide("channels");
        assertThat(guide.shown()).hasSizeGreaterThan(5).containsExactlyInAnyOrderElementsOf(guide.regions());
    }
}
