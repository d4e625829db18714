// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.proofs.Unchecked;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a strand takes a lock that it has already, and that neither counts nor knows whose it is: Python's
/// `Lock`, here a semaphore of `java.util.concurrent`. A time-out stands in for the hang, which nothing would end.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "both would have waited for ever")
@Outcome(id = {"0, 1", "1, 0"}, expect = Expect.FORBIDDEN, desc = "somebody would have waited for ever")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "nobody waited for itself")
@State
public class RacySameLockTwice {
    private final Semaphore lock = new Semaphore(1);

    @Actor
    public void first(II_Result result) {
        Unchecked.run(() -> result.r1 = takeTwice());
    }

    @Actor
    public void second(II_Result result) {
        Unchecked.run(() -> result.r2 = takeTwice());
    }

    private int takeTwice() throws InterruptedException {
        lock.acquire();
        try {
            if (!lock.tryAcquire(1, TimeUnit.MILLISECONDS)) {
                return 0;
            }
            lock.release();
            return 1;
        } finally {
            lock.release();
        }
    }
}
