// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jetbrains.lincheck.datastructures.Operation;

/// Planted bug: the lock is found free and taken in two steps, so two strands can hold it. It shows that Lincheck
/// follows the `VarHandle`s of which the library's primitives are made.
public class BrokenLockLincheckTest extends LinearizabilityCanary {
    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(BrokenLockLincheckTest.class, "locked", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile boolean locked;
    private int counter;

    public BrokenLockLincheckTest() {
        super(WRONG);
    }

    @Operation
    public int increment() {
        while ((boolean) LOCKED.getVolatile(this)) {
            Thread.onSpinWait();
        }
        LOCKED.setVolatile(this, true);
        try {
            return ++counter;
        } finally {
            LOCKED.setVolatile(this, false);
        }
    }
}
