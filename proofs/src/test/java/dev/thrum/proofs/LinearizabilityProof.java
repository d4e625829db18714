// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/// A class whose methods marked `@Operation` Lincheck runs in every interleaving it can reach, and whose results must
/// be those of some sequential order; an execution that hangs, because a wake-up was lost, fails too. Extending this
/// class is all it takes to add a proof.
public abstract class LinearizabilityProof {
    /// {@return the class that says what the operations do one after another; this one, unless it needs to be told}
    protected Class<?> specification() {
        return getClass();
    }

    @Test
    void isLinearizable() {
        assertThatCode(() -> Lincheck.check(getClass(), specification())).doesNotThrowAnyException();
    }
}
