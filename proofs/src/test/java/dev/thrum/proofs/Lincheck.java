// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/// The one form in which Lincheck is used here.
///
/// Its newer entry point, `runConcurrentTest`, passes racy code on JDK 25, so it is not used; the canaries show that this
/// form does not.
public final class Lincheck {
    // They look at stacks, which is slow to follow step by step, and decide nothing.
    private static final String[] DIAGNOSTICS = {"dev.thrum.core.Acquisition", "dev.thrum.core.Sites"};

    private Lincheck() {}

    /// Checks a class with operations.
    ///
    /// @throws AssertionError when an execution is not linearizable
    public static void check(Class<?> operations) {
        new ModelCheckingOptions()
                .iterations(Integer.getInteger("lincheck.iterations", 5))
                .invocationsPerIteration(Integer.getInteger("lincheck.invocations", 200))
                .threads(2)
                .actorsPerThread(3)
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(DIAGNOSTICS).allMethods().ignore())
                .check(operations);
    }
}
