// SPDX-License-Identifier: Apache-2.0
package dev.thrum.coroutines;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Bodies that nobody ends. The other side is `oracle/finalisation.py`.
///
/// Each is pulled in a method of its own, so that no frame that is still there holds it.
final class FinalisationPrograms extends Programs {

    @Program(31)
    void abandonedOneRunsItsFinallyBlocks() throws InterruptedException {
        abandonSuspended();
        collectUntilTraced(3);
    }

    private void abandonSuspended() {
        Coroutine<Integer, Object, Void> abandoned = Coroutine.of(self -> {
            try {
                try {
                    self.yield(1);
                    trace("not reached");
                } finally {
                    trace("inner finally");
                }
            } finally {
                trace("outer finally");
            }
            return null;
        });
        attempt("next", abandoned::next);
    }

    @Program(31)
    void abandonedDelegatorUnwindsItsDelegates() throws InterruptedException {
        abandonTower();
        collectUntilTraced(6);
    }

    private void abandonTower() {
        Coroutine<Integer, Object, Void> abandoned = Coroutine.of(tower(1));
        for (int i = 0; i < 3; i++) {
            attempt("next", abandoned::next);
        }
    }

    private CoroutineBody<Integer, Object, Void> tower(int depth) {
        return self -> {
            try {
                self.yield(depth);
                if (depth < 3) {
                    self.yieldFrom(Coroutine.of(tower(depth + 1)));
                }
            } finally {
                trace(depth, "finally");
            }
            return null;
        };
    }

    @Program(31)
    void abandonedDelegateThatHadStartedIsUnwound() throws InterruptedException {
        abandonTwo();
        collectUntilTraced(4);
    }

    private void abandonTwo() {
        Coroutine<Integer, Object, Void> delegate = Coroutine.of(self -> {
            try {
                self.yield(1);
                self.yield(2);
            } finally {
                trace("inner finally");
            }
            return null;
        });
        attempt("alone", delegate::next);
        Coroutine<Integer, Object, Void> abandoned = Coroutine.of(self -> {
            try {
                return self.yieldFrom(delegate);
            } finally {
                trace("outer finally");
            }
        });
        attempt("next", abandoned::next);
    }

    /// The collector cannot be waited for, only asked again. Python's needs no asking.
    private void collectUntilTraced(int lines) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ConsumerThread.TIMEOUT_SECONDS / 2);
        CountDownLatch never = new CountDownLatch(1);
        while (events().size() < lines && System.nanoTime() < deadline) { // what is missing fails the comparison
            System.gc();
            never.await(10, TimeUnit.MILLISECONDS);
        }
    }
}
