// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.races;

import dev.thrum.proofs.Unchecked;
import dev.thrum.sync.Mutex;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// `x * 2` against `x + 1`, each through a local copy as in the course, mended with a mutex: one of the two orders
/// comes out.
///
/// Either order is right, 10 * 2 + 1 or (10 + 1) * 2. In the racy twin,
/// [RacyLocalCopy][dev.thrum.proofs.canary.RacyLocalCopy], a strand writes back a copy that is out of date, and one
/// of the two calculations has never happened.
///
/// Run alone with `-Djcstress.only=LocalCopy`. Seen:
///
/// | result | samples | meaning             |
/// |--------|--------:|---------------------|
/// | 21     | 317,381 | doubled, then added |
/// | 22     | 157,009 | added, then doubled |
@JCStressTest
@Outcome(id = "21", expect = Expect.ACCEPTABLE, desc = "doubled, then added")
@Outcome(id = "22", expect = Expect.ACCEPTABLE, desc = "added, then doubled")
@State
public class LocalCopy {
    private final Mutex mutex = new Mutex();
    private int x = 10;

    @Actor
    public void twice() {
        Unchecked.run(() -> {
            mutex.lock();
            try {
                int copy = x;
                copy *= 2;
                x = copy;
            } finally {
                mutex.unlock();
            }
        });
    }

    @Actor
    public void plusOne() {
        Unchecked.run(() -> {
            mutex.lock();
            try {
                int copy = x;
                copy += 1;
                x = copy;
            } finally {
                mutex.unlock();
            }
        });
    }

    @Arbiter
    public void read(I_Result result) {
        result.r1 = x;
    }
}
