// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thrum.proofs.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.Test;

/// A class with a planted bug that Lincheck must find. Extending this class is all it takes to add a canary.
public abstract class LinearizabilityCanary {
    /// What Lincheck must say.
    protected static final String WRONG = "Invalid execution results";

    /// What Lincheck must say where a wake-up is lost.
    protected static final String HUNG = "The execution has hung";

    private final String symptom;

    protected LinearizabilityCanary(String symptom) {
        this.symptom = symptom;
    }

    @Test
    void isCaught() {
        assertThatThrownBy(() -> Lincheck.check(getClass(), getClass()))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining(symptom);
    }
}
