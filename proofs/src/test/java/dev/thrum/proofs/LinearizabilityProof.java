// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/// A class whose methods marked `@Operation` Lincheck runs in every interleaving it can reach, and whose results must be
/// those of some sequential order. Extending this class is all it takes to add a proof.
public abstract class LinearizabilityProof {
    @Test
    void isLinearizable() {
        assertThatCode(() -> Lincheck.check(getClass())).doesNotThrowAnyException();
    }
}
