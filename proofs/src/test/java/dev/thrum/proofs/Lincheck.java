// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/// The one form in which Lincheck is used here.
///
/// Its newer entry point, `runConcurrentTest`, passes racy code on JDK 25, so it is not used; the canaries show that
/// this form does not.
public final class Lincheck {
    private Lincheck() {}

    /// Checks a class with operations.
    ///
    /// Where somebody took a lock is written down for messages and decides nothing, and walking a stack step by step
    /// would take most of the time; so that is left out of the model. So are pauses, in which nothing happens, and which
    /// would look like loops without an end.
    ///
    /// @param specification what the operations do one after another
    /// @throws AssertionError when an execution is not linearizable, or hangs
    public static void check(Class<?> operations, Class<?> specification) {
        new ModelCheckingOptions()
                .addGuarantee(forClasses("dev.thrum.core.Acquisition").allMethods().ignore())
                .addGuarantee(forClasses("dev.thrum.core.LookOut").methods("pause").ignore())
                .sequentialSpecification(specification)
                .iterations(Integer.getInteger("lincheck.iterations", 10))
                .invocationsPerIteration(Integer.getInteger("lincheck.invocations", 1000))
                .threads(2)
                .actorsPerThread(3)
                .check(operations);
    }
}
