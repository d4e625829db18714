// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: the strand that enters a scope looks first whether it is cancelled and says afterwards that it is
/// inside. A cancellation in between finds nobody to wake.
///
/// Results are 1 for a strand that goes on to wait, and 1 for one that was found.
@JCStressTest
@Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "the strand does not wait, or is woken")
@Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the strand sleeps through its cancellation")
@State
public class InsideTooLate {
    private final AtomicReference<String> cancellation = new AtomicReference<>();
    private volatile Thread inside;

    @Actor
    public void entering(II_Result result) {
        boolean cancelled = cancellation.get() != null;
        inside = Thread.currentThread();
        result.r1 = cancelled ? 0 : 1;
    }

    @Actor
    public void canceller(II_Result result) {
        cancellation.compareAndSet(null, "no longer needed");
        result.r2 = inside == null ? 0 : 1;
    }
}
