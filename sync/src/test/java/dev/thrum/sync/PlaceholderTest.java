// SPDX-License-Identifier: Apache-2.0

package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlaceholderTest {
    @Test
    void namesItsModule() {
        assertThat(Placeholder.name()).isEqualTo("sync");
    }
}
