// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.ReentrantMutex;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/// A reentrant mutex that nobody waits for is an owner and a count, or none: `tryLock` succeeds if and only if there is
/// none or it is the caller, `unlock` if and only if it is the caller.
///
/// The canary, `RacyReentrantMutexLincheckTest`, lets two in.
public class ReentrantMutexLincheckTest extends LinearizabilityProof {
    private final ReentrantMutex mutex = new ReentrantMutex();

    @Operation
    public boolean tryLock(@Param(gen = ThreadIdGen.class) int strand) {
        return mutex.tryLock();
    }

    @Operation
    public void unlock(@Param(gen = ThreadIdGen.class) int strand) {
        mutex.unlock();
    }

    @Operation
    public int holdCount(@Param(gen = ThreadIdGen.class) int strand) {
        return mutex.holdCount();
    }

    @Operation
    public boolean isLocked() {
        return mutex.isLocked();
    }

    @Override
    protected Class<?> specification() {
        return Ownership.class;
    }

    /// What a reentrant mutex does. Lincheck numbers its two strands 1 and 2; what comes before and after them, as 0
    /// and 3, it runs on the first one.
    public static class Ownership {
        private static final int NOBODY = 0;

        private int owner = NOBODY;
        private int depth;

        public boolean tryLock(int strand) {
            if (owner != NOBODY && owner != thread(strand)) {
                return false;
            }
            owner = thread(strand);
            depth++;
            return true;
        }

        public void unlock(int strand) {
            if (owner != thread(strand)) {
                throw new IllegalMonitorStateException();
            }
            if (--depth == 0) {
                owner = NOBODY;
            }
        }

        public int holdCount(int strand) {
            return owner == thread(strand) ? depth : 0;
        }

        public boolean isLocked() {
            return owner != NOBODY;
        }

        private static int thread(int strand) {
            return strand == 2 ? 2 : 1;
        }
    }
}
