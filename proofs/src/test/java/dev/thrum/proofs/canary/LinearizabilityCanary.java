// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.proofs.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/// A class with a planted bug that Lincheck must find. Extending this class is all it takes to add a canary.
public abstract class LinearizabilityCanary {
    @Test
    void isCaught() {
        assertThatThrownBy(() -> Lincheck.check(getClass()))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }
}
