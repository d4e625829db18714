// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Planted bug: a reader looks for a writer and only then announces itself, so a writer that comes in between sees
/// nobody, and both are inside.
@JCStressTest
@Outcome(id = {"-1, -1", "0, 0", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "did not get in, or saw nothing, or all")
@Outcome(id = {"0, 1", "1, 0"}, expect = Expect.FORBIDDEN, desc = "saw the middle of it")
@State
public class ReaderLooksFirst {
    private volatile boolean reading;
    private volatile boolean writing;
    private int left;
    private int right;

    @Actor
    public void writer() {
        writing = true;
        if (!reading) {
            left = 1;
            right = 1;
        }
        writing = false;
    }

    @Actor
    public void reader(II_Result result) {
        if (writing) {
            result.r1 = -1;
            result.r2 = -1;
        } else {
            reading = true;
            result.r1 = left;
            result.r2 = right;
            reading = false;
        }
    }
}
