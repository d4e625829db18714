// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines.machine;

import java.lang.classfile.instruction.InvokeInstruction;
import java.util.Set;

/// What depends on the thread that calls. A body that calls it is one that means its own thread.
///
/// This is what the body's own method shows; what the methods that it calls do, nobody knows.
final class ThreadBound {

    private static final Set<String> CLASSES = Set.of("java/lang/ThreadLocal", "java/lang/InheritableThreadLocal",
            "java/lang/ScopedValue", "java/lang/ScopedValue$Carrier", "java/util/concurrent/StructuredTaskScope");
    private static final Set<String> HARMLESS = Set.of("sleep", "yield", "onSpinWait", "startVirtualThread");

    private ThreadBound() {}

    static boolean contains(InvokeInstruction call) {
        String owner = call.owner().asInternalName();
        return CLASSES.contains(owner) || owner.startsWith("java/util/concurrent/locks/")
                || owner.equals("java/lang/Thread") && !HARMLESS.contains(call.name().stringValue());
    }
}
