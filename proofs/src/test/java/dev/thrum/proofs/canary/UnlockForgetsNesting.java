// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// Planted bug: a reentrant mutex that does not count, so the first unlock frees it, whatever its owner still has to
/// do.
///
/// The moment for it is short, so the reader looks several times.
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "saw nothing or all")
@Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "saw the middle of it")
@State
public class UnlockForgetsNesting {
    private static final int LOOKS = 16;

    private final AtomicReference<Thread> owner = new AtomicReference<>();
    private int data;

    private boolean tryLock() {
        Thread me = Thread.currentThread();
        return owner.get() == me || owner.compareAndSet(null, me);
    }

    private void unlock() {
        owner.set(null);
    }

    @Actor
    public void writer() {
        while (!tryLock()) {
            Thread.onSpinWait();
        }
        tryLock();
        data = 1;
        unlock();
        data = 2;
        unlock();
    }

    @Actor
    public void reader(I_Result result) {
        for (int look = 0; look < LOOKS && result.r1 == 0; look++) {
            if (tryLock()) {
                result.r1 = data == 1 ? 1 : 0;
                unlock();
            }
        }
    }
}
