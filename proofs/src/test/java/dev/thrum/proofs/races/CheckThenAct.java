// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// "If there is money, take it", mended with a mutex: one hundred is paid out once.
///
/// The look and the deed must be one step: what has been seen may not be true any more when it is acted upon. The
/// racy twin, [RacyCheckThenAct][dev.thrum.proofs.canary.RacyCheckThenAct], pays both.
///
/// Run alone with `-Djcstress.only=CheckThenAct`. Seen:
///
/// | result | samples | meaning              |
/// |--------|--------:|----------------------|
/// | 100, 0 | 244,537 | one of them was paid |
/// | 0, 100 |  68,958 | one of them was paid |
@JCStressTest
@Outcome(id = {"100, 0", "0, 100"}, expect = Expect.ACCEPTABLE, desc = "one of them was paid")
@State
public class CheckThenAct {
    private final Mutex mutex = new Mutex();
    private int balance = 100;

    @Actor
    public void first(II_Result result) {
        Unchecked.run(() -> result.r1 = mutex.locked(this::withdrawAll));
    }

    @Actor
    public void second(II_Result result) {
        Unchecked.run(() -> result.r2 = mutex.locked(this::withdrawAll));
    }

    private int withdrawAll() {
        if (balance >= 100) {
            balance -= 100;
            return 100;
        }
        return 0;
    }
}
