// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.proofs.Unchecked;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: two locks of `java.util.concurrent` taken in opposite orders. Each strand comes to hold one and to
/// wait for the other; a time-out stands in for the hang, which nothing would end.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "they did not meet")
@Outcome(id = {"0, 1", "1, 0", "0, 0"}, expect = Expect.FORBIDDEN, desc = "somebody would have waited for ever")
@State
public class RacyOppositeOrder {
    private final ReentrantLock one = new ReentrantLock();
    private final ReentrantLock other = new ReentrantLock();

    @Actor
    public void first(II_Result result) {
        Unchecked.run(() -> result.r1 = takeBoth(one, other));
    }

    @Actor
    public void second(II_Result result) {
        Unchecked.run(() -> result.r2 = takeBoth(other, one));
    }

    private static int takeBoth(ReentrantLock mine, ReentrantLock next) throws InterruptedException {
        mine.lock();
        try {
            if (!next.tryLock(20, TimeUnit.MILLISECONDS)) {
                return 0;
            }
            next.unlock();
            return 1;
        } finally {
            mine.unlock();
        }
    }
}
