// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Set;

/// What depends on the thread that calls. A body that calls it means a thread of its own; one that sleeps would also lose
/// interrupts for its consumer, and gains nothing from being resumed faster.
///
/// This is what the body's own method shows; what the methods that it calls do, nobody knows.
final class ThreadBound {

    private static final Set<String> CLASSES = Set.of("java/lang/ThreadLocal", "java/lang/InheritableThreadLocal",
            "java/lang/ScopedValue", "java/lang/ScopedValue$Carrier", "java/util/concurrent/StructuredTaskScope");
    private static final Set<String> HARMLESS = Set.of("yield", "onSpinWait", "startVirtualThread");

    private ThreadBound() {}

    static boolean contains(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        return switch (owner) {
            case "java/lang/Thread" -> !HARMLESS.contains(name);
            case "dev/thrum/core/Strand" -> name.equals("sleep");
            default -> CLASSES.contains(owner) || owner.startsWith("java/util/concurrent/locks/");
        };
    }
}
