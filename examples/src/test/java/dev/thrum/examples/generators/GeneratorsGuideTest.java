// SPDX-License-Identifier: Apache-2.0

package dev.thrum.examples.generators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thrum.examples.Guide;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// What the guide shows is what the examples do.
class GeneratorsGuideTest {

    @Test
    void theGuideShowsExactlyTheMarkedRegionsOfTheExamples() throws IOException {
        Guide guide = new Guide("generators");
        assertThat(guide.shown()).hasSizeGreaterThan(15).containsExactlyInAnyOrderElementsOf(guide.regions());
    }
}
