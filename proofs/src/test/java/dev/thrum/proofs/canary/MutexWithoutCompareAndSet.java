// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a mutex that looks whether it is free and then writes its owner, where one compare-and-set belongs.
@JCStressTest
@Outcome(id = {"0, 1", "1, 0"}, expect = Expect.ACCEPTABLE, desc = "one got in")
@Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "both got in")
@State
public class MutexWithoutCompareAndSet {
    private volatile Thread owner;

    @Actor
    public void first(II_Result result) {
        result.r1 = tryLock() ? 1 : 0;
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = tryLock() ? 1 : 0;
    }

    private boolean tryLock() {
        if (owner == null) {
            owner = Thread.currentThread();
            return true;
        }
        return false;
    }
}
