// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.Mutex;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/// A mutex that nobody waits for is an owner, or none: `tryLock` succeeds if and only if there is none, `unlock` if
/// and only if it is the caller.
///
/// The canary, `RacyMutexLincheckTest`, looks and then writes.
public class MutexLincheckTest extends LinearizabilityProof {
    private final Mutex mutex = new Mutex();

    @Operation
    public boolean tryLock(@Param(gen = ThreadIdGen.class) int strand) {
        return mutex.tryLock();
    }

    @Operation
    public void unlock(@Param(gen = ThreadIdGen.class) int strand) {
        mutex.unlock();
    }

    @Operation
    public boolean isLocked() {
        return mutex.isLocked();
    }

    @Override
    protected Class<?> specification() {
        return Ownership.class;
    }

    /// What a mutex does. Lincheck numbers its two strands 1 and 2; what comes before and after them, as 0 and 3, it
    /// runs on the first one.
    public static class Ownership {
        private static final int NOBODY = 0;

        private int owner = NOBODY;

        public boolean tryLock(int strand) {
            if (owner != NOBODY) {
                return false;
            }
            owner = thread(strand);
            return true;
        }

        public void unlock(int strand) {
            if (owner != thread(strand)) {
                throw new IllegalMonitorStateException();
            }
            owner = NOBODY;
        }

        public boolean isLocked() {
            return owner != NOBODY;
        }

        private static int thread(int strand) {
            return strand == 2 ? 2 : 1;
        }
    }
}
