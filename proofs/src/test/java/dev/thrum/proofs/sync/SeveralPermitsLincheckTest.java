// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.CountingSemaphore;
import org.jetbrains.lincheck.datastructures.Operation;

/// Requests for one permit and for several, and releases of one and of several, when nobody waits: all or nothing.
///
/// The canary, `PermitsOneByOneLincheckTest`, takes one and then the other.
public class SeveralPermitsLincheckTest extends LinearizabilityProof {
    private final CountingSemaphore semaphore = new CountingSemaphore(1);

    @Operation
    public boolean tryAcquire() {
        return semaphore.tryAcquire();
    }

    @Operation
    public boolean tryAcquireTwo() {
        return semaphore.tryAcquire(2);
    }

    @Operation
    public void release() {
        semaphore.release();
    }

    @Operation
    public void releaseTwo() {
        semaphore.release(2);
    }

    @Override
    protected Class<?> specification() {
        return Permits.class;
    }

    /// What a semaphore does.
    public static class Permits {
        private int permits = 1;

        public boolean tryAcquire() {
            return take(1);
        }

        public boolean tryAcquireTwo() {
            return take(2);
        }

        private boolean take(int n) {
            if (permits < n) {
                return false;
            }
            permits -= n;
            return true;
        }

        public void release() {
            permits++;
        }

        public void releaseTwo() {
            permits += 2;
        }
    }
}
