// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.sync;

import dev.thrum.proofs.LinearizabilityProof;
import dev.thrum.sync.BoundedSemaphore;
import org.jetbrains.lincheck.datastructures.Operation;

/// A bounded semaphore that nobody waits for is a number that is never negative and never more than at first.
///
/// The canary, `RacyBoundedSemaphoreLincheckTest`, looks and then releases.
public class BoundedSemaphoreLincheckTest extends LinearizabilityProof {
    private final BoundedSemaphore semaphore = new BoundedSemaphore(2);

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
    public int availablePermits() {
        return semaphore.availablePermits();
    }

    @Override
    protected Class<?> specification() {
        return Permits.class;
    }

    /// What a bounded semaphore does.
    public static class Permits {
        private int permits = 2;

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
            if (permits == 2) {
                throw new IllegalStateException();
            }
            permits++;
        }

        public int availablePermits() {
            return permits;
        }
    }
}
