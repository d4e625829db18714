// SPDX-License-Identifier: Apache-2.0

package dev.thrum.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The tests run inside the module, so what its descriptor lacks is missing here too.
class ModuleTest {
    @Test
    void testsRunInsideTheModule() {
        assertThat(ModuleTest.class.getModule().getName()).isEqualTo("dev.thrum.sync");
    }
}
