// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/// Planted bug: a reentrant mutex that counts by how often it was locked, whoever did: while one strand holds it,
/// another gets it, too.
public class RacyReentrantMutexLincheckTest extends LinearizabilityCanary {
    private volatile Thread owner;
    private volatile int depth;

    public RacyReentrantMutexLincheckTest() {
        super(WRONG);
    }

    @Operation
    public int lockTwiceAndUnlock(@Param(gen = ThreadIdGen.class) int strand) {
        if (depth > 0 && owner != Thread.currentThread()) {
            return 0;
        }
        owner = Thread.currentThread();
        depth++;
        depth++;
        int held = depth;
        depth -= 2;
        return held;
    }
}
