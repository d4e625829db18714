// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import dev.thrum.core.Action;

/// The actors of jcstress may not declare checked exceptions, and those of waits are not expected in them: what is
/// thrown here fails the test.
public final class Unchecked {
    private Unchecked() {}

    /// Runs an action that throws nothing.
    public static void run(Action<?> action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("An actor was interrupted, cancelled or timed out", e);
        }
    }
}
