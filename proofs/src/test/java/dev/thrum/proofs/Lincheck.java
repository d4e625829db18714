// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/// The one form in which Lincheck is used here.
///
/// Its newer entry point, `runConcurrentTest`, passes racy code on JDK 25, so it is not used; the canaries show that this
/// form does not.
public final class Lincheck {
    private Lincheck() {}

    /// Checks a class with operations.
    ///
    /// @throws AssertionError when an execution is not linearizable
    public static void check(Class<?> operations) {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("lincheck.iterations", 10))
                .invocationsPerIteration(Integer.getInteger("lincheck.invocations", 1000))
                .threads(2)
                .actorsPerThread(3)
                .check(operations);
    }
}
