// SPDX-License-Identifier: Apache-2.0

package dev.thrum.proofs.canary;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/// Planted bug: data and sign are plain fields, so a compiler may answer the second read of the data with what the
/// first has found, though the sign was read in between. C1 and C2 do; the interpreter does not.
///
/// The moment for it is short, so many pieces of data are published one after the other, and the reader goes
/// through them from the other end.
@JCStressTest
@Outcome(id = "false", expect = Expect.ACCEPTABLE, desc = "whatever was published was there")
@Outcome(id = "true", expect = Expect.FORBIDDEN, desc = "published without the data")
@State
public class RacyPublication {
    private static final int PIECES = 64;

    private final int[] data = new int[PIECES];
    private final int[] ready = new int[PIECES];

    @Actor
    public void writer() {
        for (int i = 0; i < PIECES; i++) {
            data[i] = 1;
            ready[i] = 1;
        }
    }

    @Actor
    public void reader(Z_Result result) {
        boolean missing = false;
        for (int i = PIECES - 1; i >= 0; i--) {
            int peek = data[i];
            int sign = ready[i + (peek >> 1)]; // the place depends on the peek, so the peek comes first
            missing |= sign == 1 && data[i] == 0;
        }
        result.r1 = missing;
    }
}
