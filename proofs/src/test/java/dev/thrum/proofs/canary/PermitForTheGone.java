// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import dev.thrum.core.Resource;
import dev.thrum.core.WaitQueue;
import dev.thrum.core.Waiter;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a semaphore that grants its permit to the first waiter without asking whether it was accepted. When
/// the waiter is just giving up, the permit is gone.
///
/// The waiter stands in the queue before the race begins. Results are 1 for a permit acquired, and the permits left.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "acquired")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "gave up, and the permit is there")
@Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "the permit is lost")
@State
public class PermitForTheGone {
    private final WaitQueue waiters = new WaitQueue(new Resource() {});
    private final Waiter waiter = waiters.enqueue();
    private final AtomicInteger permits = new AtomicInteger();

    @Actor
    public void acquirer(II_Result result) {
        result.r1 = waiters.withdraw(waiter) ? 0 : 1;
    }

    @Actor
    public void releaser() {
        if (waiters.isEmpty()) {
            permits.incrementAndGet();
        } else {
            waiters.grantFirst();
        }
    }

    @Arbiter
    public void count(II_Result result) {
        result.r2 = permits.get();
    }
}
